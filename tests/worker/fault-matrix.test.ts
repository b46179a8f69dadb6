import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Failure, leavesOpen } from '../../src/failures.ts';
import type { Output } from '../../src/messages.ts';
import type { OperationName } from '../crm/server.ts';
import { elapse, stopClock, until } from './clock.ts';
import {
  BY_REST,
  EXPECTED,
  type Fault,
  type Faults,
  LOOK_UP,
  OPERATIONS,
  type Operation,
  READ,
  REMOVE,
  SAVE,
  SAVE_BY_REST,
  statementOf,
  TOGETHER,
  type WriteFault,
} from './fault-matrix.ts';
import { type Form, formOf, open, valueIn } from './form.ts';
import { inWorld, PAUSE } from './world.ts';

/** Every fault of every operation: one true statement each, and nothing lost. */

/** How long the worker waits for the server. */
const TIMEOUT = 15_000;

const STORED = 'imap.fjordlys.example/jorg';
const ENTRY = { Type: 'imap', PublicValue: 'mail.fjordlys.example jorg', Comment: 'stays' };
const SECRET = 'S3cret';

type Lead = 'not saved' | 'not removed' | 'list not read' | 'not looked up';

/** What came of it, by the names that the matrix uses; of a failure what the form says, and the server's own words. */
interface Said {
  readonly names: string;
  readonly sentences?: string;
  readonly words?: string;
}

const world = inWorld();

function set(faults: Faults): void {
  for (const [operation, fault] of faults) world.crm.fail(operation, fault);
}

async function openForm(): Promise<Form> {
  const form = await world.form();
  // As soon as the type is typed.
  valueIn(await form.list('imap'));
  world.crm.requests.length = 0;
  return form;
}

async function saidOf(failure: Failure, lead?: Lead): Promise<Said> {
  // Texts are those of the browser that runs now.
  const { describe, nextStepOf } = await import('../../src/ui/failure-notice.tsx');
  const cause = causeOf(failure);
  // What its sentence asks for, its button does.
  if (!leavesOpen(failure) && describe(failure).includes('Reload the CRM tab'))
    expect(nextStepOf(failure)).toBe('reloadTab');
  const isLed = lead && !leavesOpen(failure);
  return {
    names: [...(isLed ? [lead] : []), namesOf(failure)].join(': '),
    sentences: [...(isLed ? [statementOf(lead)] : []), describe(failure)].join(' '),
    ...('serverMessage' in cause && { words: cause.serverMessage }),
  };
}

function namesOf(failure: Failure): string {
  const { kind } = failure;
  if (kind === 'refused') return `${kind} (${failure.exceptionType})`;
  if (kind === 'serverFault') return `${kind} (${failure.status})`;
  if (kind === 'busy')
    return `${kind} (in ${failure.seconds === 60 ? '1 minute' : `${failure.seconds} seconds`})`;
  return 'cause' in failure ? `${kind}: ${namesOf(failure.cause)}` : kind;
}

function causeOf(failure: Failure): Failure {
  return 'cause' in failure ? causeOf(failure.cause) : failure;
}

/** What comes of a write: it is cancelled where that is what is expected, and the pause after a first look passes. */
async function ended<T>(
  write: Promise<T>,
  { id, operation, statement }: { id: string; operation: typeof SAVE | typeof REMOVE; statement: string },
): Promise<T> {
  const cancel = () => world.browser.ask('cancel', { id });
  if (statement.includes('cancelled')) {
    await world.arrived(operation);
    await cancel();
  }
  if (/Yet: |^unsettled: /.test(statement)) {
    await world.arrived(READ);
    // By REST the question waits behind what is slow, and nobody waits for long twice.
    if (statement === 'unsettled: cancelled') await cancel();
    else await elapse(statement === 'unsettled: noAnswer' ? TIMEOUT : PAUSE);
  }
  return write;
}

/** Once, but for what is refused unexecuted: a ticket is renewed once, and `fetch` sends again what was misdirected. */
function expectOneRequest([[operation, fault]]: Faults): void {
  // Where who asks is refused, before anything is done, each endpoint has its turn.
  const most = /^(302|401)$|SoSessionException/.test(fault) ? 4 : fault === '421' ? 2 : 1;
  expect(world.requests(operation).length).toBeLessThanOrEqual(most);
}

/** The form has stopped waiting, and the server has not. */
function isStillAtWork([[, fault]]: Faults): boolean {
  return /^(slow|slow-then-drop|html-504)$/.test(fault);
}

/** Opens the form with faults in force. */
async function openWith(faults: Faults, statement: string): Promise<{ id: string; result: Output<'open'> }> {
  const [[operation, fault]] = faults;
  const id = randomUUID();
  set(faults);
  stopClock();
  world.tab.grant();
  const opening = open(world.browser, world.tab, { id, form: id });
  if (statement.includes('cancelled')) {
    await world.arrived(operation);
    await world.browser.ask('cancel', { id });
  }
  // A session's requests are served one by one: those after this one wait behind it.
  const behind = fault === 'html-504' ? BEHIND[operation] : undefined;
  if (behind) {
    await until(() => world.tab.page.unanswered === behind, 'the requests before it');
    await elapse(TIMEOUT);
  }
  return { id, result: await opening };
}

/** How many requests the form sends after these, when it opens. */
const BEHIND: { readonly [O in OperationName]?: number } = { currentPrincipal: 2, currentToken: 1 };

async function saidOfOpening(result: Output<'open'>): Promise<Said> {
  if (!result.ok) return saidOf(result.failure);
  const { about } = result.value;
  if (about.kind === 'failed') return saidOf(about.failure, 'not looked up');
  return { names: about.kind === 'notAnAssociate' ? 'no associate' : BY_REST };
}

const tryOut: { readonly [O in Operation]: (faults: Faults, statement: string) => Promise<Said> } = {
  async [SAVE](faults, statement) {
    const form = await openForm();
    set(faults);
    stopClock();
    const id = randomUUID();
    const saved = await ended(form.save(ENTRY, SECRET, { id }), { id, operation: SAVE, statement });

    const held = () => world.held(ENTRY.PublicValue);
    expectOneRequest(faults);
    if (saved.ok) expect(held()).toMatchObject([{ SecretValue: SECRET, Comment: 'stays' }]);
    else if (!statement.startsWith('unsettled')) expect(held()).toEqual([]);
    if (isStillAtWork(faults)) {
      world.crm.fail(SAVE, undefined);
      await until(() => held().length === 1, 'the entry');
    }
    if (!saved.ok) return saidOf(saved.failure, 'not saved');
    return { names: saved.value.readBack ? 'saved (read back)' : 'saved' };
  },
  async [REMOVE](faults, statement) {
    const form = await openForm();
    set(faults);
    stopClock();
    const id = randomUUID();
    const removed = await ended(form.remove('imap', STORED, id), { id, operation: REMOVE, statement });

    const remaining = () => world.held(STORED);
    expectOneRequest(faults);
    if (removed.ok) expect(remaining()).toEqual([]);
    else if (!statement.startsWith('unsettled')) expect(remaining()).toHaveLength(1);
    if (isStillAtWork(faults)) {
      world.crm.fail(REMOVE, undefined);
      await until(() => remaining().length === 0, 'the removal');
    }
    return removed.ok ? { names: 'removed' } : saidOf(removed.failure, 'not removed');
  },
  async [READ](faults) {
    const form = await world.form();
    set(faults);
    stopClock();
    const reading = form.list('imap');
    if (faults[0][1] === 'slow') {
      await world.arrived(READ);
      await elapse(TIMEOUT);
    }
    const list = await reading;
    if (!list.ok) return saidOf(list.failure, 'list not read');
    expect(list.value.entries).toBeNull();
    return { names: 'no list' };
  },
  async [SAVE_BY_REST](faults, statement) {
    world.crm.services = 'none';
    return tryOut[SAVE](faults, statement);
  },
  async [LOOK_UP](faults, statement) {
    const { id, result } = await openWith(faults, statement);
    if (result.ok) {
      // Who is wanted can still be chosen by name, while the look-up itself goes on to fail.
      if (isStillAtWork(faults)) world.crm.fail(LOOK_UP, undefined);
      const form = formOf({ browser: world.browser, tab: world.tab, id, opened: result.value });
      expect(valueIn(await form.search('jorg'))).toMatchObject([{ associateId: 104 }]);
    }
    return saidOfOpening(result);
  },
  async currentPrincipal(faults, statement) {
    const { result } = await openWith(faults, statement);
    expect(result.ok).toBe(false);
    return saidOfOpening(result);
  },
  async currentToken(faults, statement) {
    const { id, result } = await openWith(faults, statement);
    if (statement === BY_REST) {
      const form = formOf({ browser: world.browser, tab: world.tab, id, opened: valueIn(result) });
      expect(form.opened.about).toMatchObject({ kind: 'associate', associate: { associateId: 104 } });
      const { entries } = valueIn(await form.list('imap'));
      expect(entries).toContainEqual(expect.objectContaining({ Comment: 'Mailbox' }));
      expect(world.requests(READ)[0]?.path).toContain('/api/v1/Agents/User/');
    }
    return saidOfOpening(result);
  },
};

describe.each(OPERATIONS)('%s', (operation) => {
  async function expectStatement(faults: Faults, statement: string): Promise<Said> {
    const said = await tryOut[operation](faults, statement);
    const either = statement.split(' or ');
    expect(said.names).toBe(either.find((names) => names === said.names) ?? either[0]);
    if (said.sentences !== undefined) expect(said.sentences).toBe(statementOf(said.names));
    return said;
  }

  const statements: Partial<Record<Fault | WriteFault, string>> = EXPECTED[operation];
  it.each(Object.entries(statements) as [Fault | WriteFault, string][])('%s', async (fault, statement) => {
    const { words } = await expectStatement(
      [[operation === SAVE_BY_REST ? SAVE : operation, fault]],
      statement,
    );
    const exception = /^exception:(\w+)$/.exec(fault)?.[1];
    if (exception && /notAllowed|refused/.test(statement)) expect(words).toContain(exception);
    if (/serverFault \(500\)/.test(statement))
      expect(words).toBe('The server could not process the request.');
  });

  it.each(TOGETHER.filter(([[first]]) => first[0] === operation))('%j', async (faults, statement) => {
    await expectStatement(faults, statement);
  });
});
