import './many-channel.ts';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, vi } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { pageOf } from '../../batch/page.ts';
import { defaultsOf, givenText } from '../../batch/reading.ts';
import type { ItemState } from '../../batch/run.ts';
import { store } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { userOf } from '../../batch/store-lines.ts';
import { emptyStore, reduceStore } from '../../batch/store-state.ts';
import { userSource } from '../../batch/users.ts';
import { askAll } from '../../batch/who-actions.ts';
import { emptyWho, reduceWho } from '../../batch/who-state.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import type { Command } from '../../src/messages.ts';
import { storedCredential } from '../crm/server.ts';
import { stopClock, until } from './clock.ts';
import { open, valueIn } from './form.ts';
import { channel } from './many-channel.ts';
import { inWorld, LIST, SAVE } from './world.ts';

export type Store = Parameters<typeof store>[0];
type Who = ReturnType<typeof emptyWho>;

// What loads later is loaded now: each life of the worker begins with modules of its own, and the browser is another one to those.
const nothing = emptyStore(
  defaultsOf({ types: [], type: '', validityDays: 0, startsEarlier: false } as never),
);
storeActions({ page: { opened: {} }, now: () => nothing, dispatch: () => {} } as never).edit(null);
await import('../../batch/when-given.ts');

/** Whom the lines of a table are for. The first replaces what is there. */
export const USERS = ['JORG', 'KARE', 'SANNE', 'EMILY', 'ASE'];
export const REPLACED = 'imap.fjordlys.example/jorg';

/** The public value in the line of a user, counted from 0. */
export const nameOf = (index: number) => (index === 0 ? REPLACED : `walk.example/${index}`);

/** A line for each of them; every secret is another one. */
export const LINES = USERS.map((user, index) => `${user}\timap\t${nameOf(index)}\tS3cret-${index}`);

/** A line that nobody can store: its table stays. */
export const NOBODY = 'Nobody\timap\tx\tS3cret-0';

/** A demo CRM and a browser with the worker, which each file that imports this has for itself. */
export const world = inWorld();

// What the page sends comes to the worker, and what it keeps to the browser.
beforeEach(() => {
  channel.send = (message) => world.browser.send(message);
  channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
});

/** A page with a table that has been checked. */
export async function checkedPage(lines: readonly string[] = LINES): Promise<Store> {
  const form = randomUUID();
  world.tab.grant();
  const opened = valueIn(await open(world.browser, world.tab, { form }));
  const tab = {
    id: world.tab.id,
    named: true,
    address: world.tab.url,
    title: '',
    isPrivate: world.tab.isPrivate,
  };
  const page = pageOf(form, tab, opened);
  let state = emptyStore(defaultsOf(opened.preset));
  const context: Store = {
    page,
    users: userSource(page),
    dispatch: (event) => {
      state = reduceStore(state, event);
    },
    now: () => state,
    changed: () => {},
    round: { current: 0 },
    readAt: { check: 0, lists: new Map() },
    saves: new Map(),
  };
  context.dispatch(givenText(['User\tType\tPublic value\tSecret value', ...lines].join('\n'), opened.preset));
  await check(context, true);
  return context;
}

/** Likewise, and what can be done there. */
export const begin = async () => {
  const context = await checkedPage();
  return { context, actions: storeActions(context) };
};

/** “Who has what” on the same page, once it has asked what everybody has stored. */
export async function askedWho({ page, users }: Store) {
  let state = reduceWho(emptyWho(['imap']), { kind: 'set', changes: {} });
  const context = {
    page,
    users,
    dispatch: (event: Parameters<typeof reduceWho>[1]) => {
      state = reduceWho(state, event);
    },
    changed: () => {},
    now: () => state,
  };
  await askAll(context);
  return context;
}

/** Waits for the end of a check. */
export const checked = (context: Store) =>
  until(() => context.now().phase.kind === 'checked', 'the lines to be checked');

/** Waits for a check that is about to begin, and for its end. */
export const checkedAnew = async ({ now }: Store) => {
  await until(() => now().phase.kind !== 'checked', 'a check to begin');
  await until(() => now().phase.kind === 'checked', 'it to end');
};

/** Does something that has the lines checked anew, and waits for that. */
export const isChecked = async (context: Store, act: () => void) => {
  act();
  await checkedAnew(context);
};

/** What the page has read it has read long ago. */
export function readLongAgo({ readAt }: Store): void {
  readAt.check -= 11 * 60_000;
  readAt.lists = new Map([...readAt.lists].map(([list, at]) => [list, at - 11 * 60_000]));
}

/** A line as the table has it by now, and not what was stored of it before. */
export const lineOf = (context: Store, number: number) =>
  context.now().lines.find((line) => line.number === number && line.past === undefined) as CheckedLine;

/** What the CRM has of a line, whoever it is stored for. */
export const heldOf = (line: CheckedLine) =>
  world.held(line.draft.PublicValue).filter(({ SecretValue }) => SecretValue === secretOf(line));

/** The secret in a line of {@link LINES}, which begin below the heading. */
export const secretOf = ({ number }: CheckedLine) => `S3cret-${number - 2}`;

/** How many requests have carried a line's secret. */
export const timesSent = (line: CheckedLine) => world.carrying(secretOf(line)).length;

/** Somebody stores an entry of the same name. */
export const putTheirs = (line: CheckedLine, more: Partial<Parameters<typeof storedCredential>[0]> = {}) => {
  const { PublicValue } = line.draft;
  const theirs = { AssociateId: userOf(line).associateId, Type: 'imap', PublicValue };
  const credential = { ...theirs, SecretValue: 'theirs', Comment: 'theirs', ...more };
  const others = world.crm.credentials.filter((each) => each.PublicValue !== credential.PublicValue);
  world.crm.credentials.splice(0, Infinity, ...others, storedCredential(credential));
};

/** What is said of a line, if it is not so. */
function liesOf(line: CheckedLine, kind: ItemState<unknown>['kind'] | undefined): string[] {
  const held = heldOf(line);
  const isRight = held.length === 1 && held[0]?.AssociateId === userOf(line).associateId;
  // Nor will it be there later.
  const isNot = held.length === 0 && world.carrying(secretOf(line)).every(({ isOver }) => isOver);
  const isTrue = {
    done: isRight && world.held(line.draft.PublicValue).length === 1,
    failed: isNot,
    waiting: isNot,
    skipped: timesSent(line) === 0,
    unknown: held.length === 0 || isRight,
    running: held.length === 0 || isRight,
  };
  return kind === undefined || isTrue[kind] ? [] : [`line ${line.number}: ${kind}`];
}

/** Likewise of all lines by now: the run knows it before it is drawn. */
export function allLies({ now }: Store, sent: readonly CheckedLine[]): string[] {
  const { lines, results, running } = now();
  return lines.flatMap((line) => {
    const state = running?.run.states[sent.indexOf(line)] ?? results.get(line.number);
    return liesOf(line, state?.kind);
  });
}

/** Nothing has happened for a while of the true clock. */
export async function quiet(): Promise<void> {
  let { length } = world.crm.requests;
  for (let since = performance.now(); performance.now() - since < 5; ) {
    await new Promise(setImmediate);
    if (length === world.crm.requests.length) continue;
    since = performance.now();
    length = world.crm.requests.length;
  }
}

/** Everything is as it should be again, as far as a person can make it so. */
export async function repair(
  operations: readonly (typeof SAVE | typeof LIST)[] = [SAVE, LIST],
): Promise<void> {
  for (const operation of operations) world.crm.fail(operation, undefined);
  if (world.tab.isClosed) return;
  await world.signInBehind('ASE');
  await world.tab.reload();
  world.tab.grant();
}

/** While `act` runs, somebody else signs in before each of these commands, which is then refused. */
export async function asAnother(refused: Command, act: () => Promise<unknown>): Promise<void> {
  channel.send = async (message) => {
    if ((message as { command: Command }).command === refused) await world.signInBehind('KARE');
    return world.browser.send(message);
  };
  await act();
  channel.send = (message) => world.browser.send(message);
  await repair([]);
}

let isPassing = false;
afterEach(() => {
  isPassing = false;
});

/** From now on time passes fast, whenever nothing happens: nobody waits for the seconds after which a lost answer is asked about. */
export function passTime(): void {
  stopClock();
  isPassing = true;
  void (async () => {
    for (; isPassing; await quiet()) vi.advanceTimersByTime(500);
  })();
}

/** Waits for something that runs; where it pauses, it is stopped. */
export async function endOf(
  act: Promise<unknown>,
  now: () => Pick<ReturnType<Store['now']>, 'running'> | Who,
): Promise<void> {
  let isOver = false;
  const ended = act.finally(() => {
    isOver = true;
  });
  await until(() => isOver || now().running?.run.status === 'paused', 'the run to end or pause');
  now().running?.run.stop();
  await ended;
}

/** Stores a line; where the run pauses, it is stopped. */
export const storeAndStop = (context: Store, line: CheckedLine) =>
  endOf(store(context, [line], 'store'), context.now);
