import type { Failure } from '../src/failures.ts';
import type { Command, Input, Message, Output } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { searchAssociates } from './associates.ts';
import { checkConnection } from './connection-check.ts';
import { allowUnencrypted, forbidUnencrypted, unencryptedSites } from './consent.ts';
import { list } from './entries.ts';
import { open } from './open.ts';
import { awaitSave, forgetSave, save } from './pending-saves.ts';
import { checkRemoval, remove } from './removal.ts';
import { type Crm, connect } from './server/crm.ts';
import type { SeenTab } from './server/tab.ts';
import { saveSettings, settings } from './settings.ts';
import { beginTask, cancelTask, endTask } from './tasks.ts';
import { users } from './users.ts';

type Run<C extends Command> = (input: Input<C>) => Promise<Output<C>>;
type JobIn<C extends Command> = (crm: Crm, input: Input<C>) => Promise<Output<C>>;
interface InTab {
  readonly tabId: number;
  readonly id?: string;
  readonly address?: string;
  readonly isPrivate?: boolean;
}

/** The commands that the worker carries out for the extension's pages: a row for each row of `src/messages.ts`. */
const COMMANDS: { readonly [C in Command]: Run<C> } = {
  open: withCrm(open),
  searchAssociates: withCrm(searchAssociates),
  users: withCrm(users),
  list: withTicket(list),
  remove: withTicket(remove),
  checkRemoval,
  save: withTicket(save),
  awaitSave,
  forgetSave,
  cancel: async ({ id }) => {
    cancelTask(id);
    return success(null);
  },
  settings,
  saveSettings,
  checkConnection: withTicket(checkConnection),
  allowUnencrypted: withCrm(allowUnencrypted),
  unencryptedSites,
  forbidUnencrypted,
};

/** The commands that write, and those that ask how a write has ended. An error in one of them leaves that end open. */
const WRITES: readonly Command[] = ['save', 'awaitSave', 'remove', 'checkRemoval'];

/**
 * Carries out a message whose sender and shape have been checked. Every command ends with an answer.
 */
export async function run<C extends Command>({ command, input }: Message<C>): Promise<Output<C>> {
  try {
    return await COMMANDS[command](input);
  } catch (error) {
    const internal: Failure = { kind: 'internal', error: error instanceof Error ? error.name : 'Error' };
    return failed(
      WRITES.includes(command) ? { kind: 'unsettled', lossReason: internal, cause: internal } : internal,
    );
  }
}

/** Makes a command of a job in the CRM of a tab. */
function withCrm<C extends Command>(act: JobIn<C>): Input<C> extends InTab ? Run<C> : never {
  const run = async (input: Input<C> & InTab): Promise<Output<C>> => {
    const task = beginTask(input.id ?? '');
    try {
      const crm = await connect(input.tabId, task, seenIn(input));
      return crm.ok ? await act(crm.value, input) : crm;
    } finally {
      endTask(task);
    }
  };
  return run as Input<C> extends InTab ? Run<C> : never;
}

/** Makes a command of a job that sends a ticket or a secret: it stops where the connection has a `blocker`. */
function withTicket<C extends Command>(act: JobIn<C>): Input<C> extends InTab ? Run<C> : never {
  return withCrm<C>(async (crm, input) => (crm.blocker ? failed(crm.blocker) : act(crm, input)));
}

function seenIn({ address, isPrivate }: InTab): SeenTab | undefined {
  return address && isPrivate !== undefined ? { address, isPrivate } : undefined;
}
