import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Begun, ItemState } from '../../batch/run.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import type { Command } from '../../src/messages.ts';
import { nameKey } from '../../src/tenants.ts';
import { type FaultName, type StoredCredential, storedCredential } from '../crm/server.ts';
import { stopClock, until } from './clock.ts';
import { CookieJar } from './cookies.ts';
import { open, valueIn } from './form.ts';
import { inWorld, LIST, REMOVE, SAVE } from './world.ts';

/** The page's end of the browser: the messages that it sends. The worker's is `browser.ts`. */
const channel = vi.hoisted(() => {
  const ends = { send: async (_message: unknown): Promise<unknown> => undefined, storage: {} };
  const runtime = { sendMessage: (message: unknown) => ends.send(message) };
  const browser = {
    runtime,
    tabs: { onReplaced: { addListener: () => {} } },
    i18n: { getMessage: (key: string) => key },
    get storage() {
      return ends.storage;
    },
  };
  Object.assign(globalThis, { browser, navigator: { language: 'nb-NO' } });
  return ends;
});

const { check } = await import('../../batch/check-actions.ts');
const { allNoted } = await import('../../batch/kept.ts');
const { reportOf } = await import('../../batch/report.ts');
const { countMade } = await import('../../batch/made-secrets.ts');
const { pageOf } = await import('../../batch/page.ts');
const { detailOf } = await import('../../batch/line-details.ts');
const { wordOf } = await import('../../batch/line-words.ts');
const { defaultsOf, givenText } = await import('../../batch/reading.ts');
const { store, tryOne, undo } = await import('../../batch/run-actions.ts');
const { storeActions } = await import('../../batch/store-actions.ts');
const { added } = await import('../../batch/removed-lines.ts');
const { again, isUnread, storable, triable, unfinished, userOf } = await import('../../batch/store-lines.ts');
const { errorsForAll } = await import('../../batch/errors-for-all.ts');
const { emptyStore, reduceStore } = await import('../../batch/store-state.ts');
const { userSource } = await import('../../batch/users.ts');
const { askAll, askQuestions, removeRows } = await import('../../batch/who-actions.ts');
const { saidOf } = await import('../../batch/who-outcome.ts');
const { emptyWho, reduceWho, rowsOf, unreadOf } = await import('../../batch/who-state.ts');

type Store = Parameters<typeof store>[0];
type Who = ReturnType<typeof emptyWho>;

// What loads later is loaded now: each life of the worker begins with modules of its own, and the browser is another one to those.
const nothing = emptyStore(
  defaultsOf({ types: [], type: '', validityDays: 0, startsEarlier: false } as never),
);
storeActions({ page: { opened: {} }, now: () => nothing, dispatch: () => {} } as never).edit(null);
await import('../../batch/when-given.ts');

const SEED = Number(process.env.KEYRING_WALK_SEED ?? 1);
const STEPS = Number(process.env.KEYRING_WALK_STEPS ?? 100);
/** Whom the lines of a walk are for. The first replaces what is there. */
const USERS = ['JORG', 'KARE', 'SANNE', 'EMILY', 'ASE'];
const REPLACED = 'imap.fjordlys.example/jorg';

const nameOf = (index: number) => (index === 0 ? REPLACED : `walk.example/${index}`);
const LINES = USERS.map((user, index) => `${user}\timap\t${nameOf(index)}\tS3cret-${index}`);

/** What may become of a request that stores. */
const FAULTS: readonly FaultName[] = [
  ...(['drop-before', 'drop-after', 'slow', '401', '403', '302', '421', '429', 'fault-500'] as const),
  ...(['html-200', 'html-502', 'html-503', 'html-504', 'truncated', 'doctype', 'nil'] as const),
  ...(['fault-after', 'slow-then-drop', 'quotes-secret', 'exception:SoSentryException'] as const),
];

/** The page and the worker as they are, on the demo CRM, while anything goes wrong: what is said of each line is true. */
const world = inWorld();

/** Draws numbers by a seed (mulberry32). */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A page with a table that has been checked. */
async function checkedPage(lines: readonly string[] = LINES): Promise<Store> {
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

/** What the page has read it has read long ago. */
function readLongAgo({ readAt }: Store): void {
  readAt.check -= 11 * 60_000;
  readAt.lists = new Map([...readAt.lists].map(([list, at]) => [list, at - 11 * 60_000]));
}

/** Does something that saves files, which come one by one. */
async function withFiles(act: (files: readonly Blob[]) => Promise<void>): Promise<void> {
  const files: Blob[] = [];
  const created = vi.spyOn(URL, 'createObjectURL');
  created.mockImplementation((file) => `blob:${files.push(file as Blob)}`);
  Object.assign(globalThis, { document: { createElement: () => ({ click: () => {} }) } });
  try {
    await act(files);
  } finally {
    created.mockRestore();
    Reflect.deleteProperty(globalThis, 'document');
  }
}

/** What the CRM has of a line, whoever it is stored for. */
const heldOf = (line: CheckedLine) =>
  world.held(line.draft.PublicValue).filter(({ SecretValue }) => SecretValue === secretOf(line));
const secretOf = ({ number }: CheckedLine) => `S3cret-${number - 2}`;
const timesSent = (line: CheckedLine) => world.carrying(secretOf(line)).length;
/** How often the CRM has carried out what a line says. */
const timesStored = (line: CheckedLine) =>
  world.carrying(secretOf(line)).filter(({ executed }) => executed > 0).length;

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
function allLies({ now }: Store, sent: readonly CheckedLine[]): string[] {
  const { lines, results, running } = now();
  return lines.flatMap((line) => {
    const state = running?.run.states[sent.indexOf(line)] ?? results.get(line.number);
    return liesOf(line, state?.kind);
  });
}

/** Nothing has happened for a while of the true clock. */
async function quiet(): Promise<void> {
  let { length } = world.crm.requests;
  for (let since = performance.now(); performance.now() - since < 5; ) {
    await new Promise(setImmediate);
    if (length === world.crm.requests.length) continue;
    since = performance.now();
    length = world.crm.requests.length;
  }
}

/** Everything is as it should be again, as far as a person can make it so. */
async function repair(operations: readonly (typeof SAVE | typeof LIST)[] = [SAVE, LIST]): Promise<void> {
  for (const operation of operations) world.crm.fail(operation, undefined);
  if (world.tab.isClosed) return;
  await world.signInBehind('ASE');
  await world.tab.reload();
  world.tab.grant();
}

/** Something that goes wrong when a line is sent; drawn before anything is waited for, so that a seed always means the same. */
function disturbance(draw: (below: number) => number): {
  name: string;
  act: (store: Store) => Promise<void>;
} {
  const fault = FAULTS[draw(FAULTS.length)];
  const readFault = (['drop-before', 'slow', 'html-503'] as const)[draw(3)];
  // A server goes wrong before it is asked; all else at once, on the way, or once the answer is there.
  const later = draw(40);
  const actions: readonly [weight: number, name: string, act: (context: Store) => unknown][] = [
    [30, 'nothing', () => {}],
    [10, 'storing goes on', () => world.crm.fail(SAVE, undefined)],
    [25, `storing: ${fault}`, () => world.crm.fail(SAVE, fault)],
    [6, `reading: ${readFault}`, () => world.crm.fail(LIST, readFault)],
    [15, 'worker stopped', () => world.browser.stop()],
    [4, 'requests cut off', () => world.tab.page.stop()],
    [3, 'page loaded anew', () => world.tab.reload()],
    [4, 'another user', () => world.signInBehind('KARE')],
    [2, 'sessions ended', () => world.crm.endSessions()],
    [2, 'pause', ({ now }) => now().running?.run.pause()],
    [1, 'tab closed', () => world.tab.close()],
  ];
  const drawn = draw(actions.reduce((sum, [weight]) => sum + weight, 0));
  let below = 0;
  const [, name, act] = actions.find(([weight]) => {
    below += weight;
    return drawn < below;
  }) as (typeof actions)[number];
  const turns = /^(storing|reading)/.test(name) ? 0 : later;
  return {
    name: `${name} after ${turns}`,
    act: async (context) => {
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      if (!world.tab.isClosed) await act(context);
    },
  };
}

/** Waits for the end of a run; whenever it pauses, a person mends what they can and goes on, or stops. */
async function toTheEnd(
  context: Store,
  lines: readonly CheckedLine[],
  mayStop: () => boolean,
): Promise<string[]> {
  const lies: string[] = [];
  let isOver = false;
  const running = store(context, lines, 'store');
  void running.finally(() => {
    isOver = true;
  });
  for (let rounds = 0; !isOver; rounds += 1) {
    expect(rounds, 'rounds without an end').toBeLessThan(2000);
    await quiet();
    lies.push(...allLies(context, lines));
    vi.advanceTimersByTime(1000);
    const run = context.now().running?.run;
    if (run?.status !== 'paused') continue;
    await repair();
    if (world.tab.isClosed || mayStop()) run.stop();
    else run.resume();
  }
  await running;
  return [...lies, ...allLies(context, lines)];
}

let isPassing = false;
afterEach(() => {
  isPassing = false;
});

/** From now on time passes fast, whenever nothing happens: nobody waits for the seconds after which a lost answer is asked about. */
function passTime(): void {
  stopClock();
  isPassing = true;
  void (async () => {
    for (; isPassing; await quiet()) vi.advanceTimersByTime(500);
  })();
}

/** Waits for something that runs; where it pauses, it is stopped. */
async function endOf(
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

describe('a run over a table, under random faults, with KEYRING_WALK_SEED', () => {
  const send = channel.send;

  afterEach(() => {
    channel.send = send;
  });

  const seeds = Array.from({ length: Math.ceil(STEPS / USERS.length) }, (_, index) => SEED + index);
  it.each(seeds)('%i says of no line what is not so, and stores none twice', async (seed) => {
    const draw = drawing(seed);
    const drawStop = drawing(seed + 1);
    if (draw(3) === 0) world.crm.soapTakes = 'no tickets';
    channel.send = (message) => world.browser.send(message);
    const context = await checkedPage();
    const { lines } = context.now();
    expect(lines.map(({ state }) => state)).toEqual(['replaces', 'ready', 'ready', 'ready', 'ready']);
    const width = ([1, 2, 4] as const)[draw(3)] ?? 1;
    context.dispatch({ kind: 'widened', width });

    const done: string[] = [];
    let disturbing: Promise<unknown> = Promise.resolve();
    const disturbed = (message: unknown) => {
      if ((message as { command: Command }).command === 'save') {
        const { name, act } = disturbance(draw);
        done.push(name);
        disturbing = Promise.all([disturbing, act(context)]);
      }
      return world.browser.send(message);
    };
    channel.send = disturbed;
    stopClock();
    const history = () => `${done.join(', ')}\n${JSON.stringify([...context.now().results])}`;
    const lies = await toTheEnd(context, storable(context.now()), () => drawStop(10) === 0);
    await disturbing;
    expect(lies, history()).toEqual([]);

    channel.send = (message) => world.browser.send(message);
    await repair();
    await until(() => world.crm.requests.every(({ isOver }) => isOver), 'the server to be done');
    // What the server was still at changes nothing of what was said.
    expect(allLies(context, []), history()).toEqual([]);
    for (const line of lines) {
      const isStored = context.now().results.get(line.number)?.kind === 'done';
      expect(timesStored(line), history()).toBeLessThanOrEqual(1);
      if (isStored) expect(timesStored(line), history()).toBe(1);
    }
    if (world.tab.isClosed) return;

    // Another try of what is left is disturbed as well.
    channel.send = disturbed;
    const left = unfinished(context.now());
    expect(await toTheEnd(context, left, () => drawStop(10) === 0), history()).toEqual([]);
    await disturbing;
    channel.send = (message) => world.browser.send(message);
    await repair();
    await until(() => world.crm.requests.every(({ isOver }) => isOver), 'the server to be done once more');
    expect(allLies(context, []), history()).toEqual([]);
    if (world.tab.isClosed) return;

    expect(await toTheEnd(context, unfinished(context.now()), () => false), history()).toEqual([]);
    expect(
      lines.map(({ number }) => context.now().results.get(number)?.kind),
      history(),
    ).toEqual(lines.map(() => 'done'));
  });
});

describe('removing again what was new', () => {
  const tableOf = (comment: string) => [
    'SANNE\timap\twalk.example/1\tS3cret-1',
    `KARE\timap\twalk.example/2\tS3cret-2\t\t\t${comment}`,
  ];
  const storeTwice = async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage(['Nobody\timap\tx\tS3cret-0', ...tableOf('')]);
    await store(context, storable(context.now()), 'store');
    context.dispatch({ kind: 'defaulted', changes: { Comment: 'changed' } });
    await check(context, true);
    await store(context, storable(context.now()), 'store');
    return context;
  };
  const storeOne = async (name = 'walk.example/1') => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage(['Nobody\timap\tx\tS3cret-0', `SANNE\timap\t${name}\tS3cret-1`]);
    await store(context, storable(context.now()), 'store');
    return context;
  };
  const wordsIn = (context: Store) => context.now().lines.map((line) => wordOf(line, context.now()));

  it('removes an entry that was stored twice once, and says so of both lines', async () => {
    const context = await storeTwice();
    expect(wordsIn(context).filter((word) => word === 'lineStored')).toHaveLength(4);
    expect(added(context.now())).toHaveLength(2);
    await undo(context, added(context.now()));
    expect(world.held('walk.example/1')).toEqual([]);
    expect(wordsIn(context).filter((word) => word === 'lineRemoved')).toHaveLength(4);
    expect(added(context.now())).toEqual([]);
  });

  it('leaves alone what somebody has changed since', async () => {
    const context = await storeTwice();
    const [entry] = world.held('walk.example/1');
    Object.assign(entry as object, { Comment: 'of a colleague' });
    await undo(context, added(context.now()));
    expect(world.held('walk.example/1')).toMatchObject([{ Comment: 'of a colleague' }]);
    expect(world.held('walk.example/2')).toEqual([]);
    const failures = [...context.now().undone.values()].flatMap((state) =>
      'failure' in state ? [state.failure] : [],
    );
    expect(failures).toEqual([{ kind: 'entryChanged' }, { kind: 'entryChanged' }]);
  });

  it('leaves alone what somebody has ended a day earlier since', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage(['Nobody\timap\tx\tS3cret-0', ...tableOf('')]);
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '2027-12-31' } });
    await check(context, true);
    await store(context, storable(context.now()), 'store');
    Object.assign(world.held('walk.example/1')[0] as object, { ValidTo: '2027-12-30T23:59:00' });
    await undo(context, added(context.now()));
    expect(world.held('walk.example/1')).toHaveLength(1);
    expect(world.held('walk.example/2')).toEqual([]);
    expect(wordsIn(context).slice(1)).toEqual(['notRemoved', 'lineRemoved']);
  });

  it('is followed by what it has found: a line that is mended then shows what it would replace', async () => {
    const context = await storeOne();
    const actions = storeActions(context);
    Object.assign(world.held('walk.example/1')[0] as object, { Comment: 'of a colleague' });
    actions.undo();
    await until(() => wordsIn(context).includes('notRemoved'), 'the removal to be refused');
    await until(() => context.now().running === null && context.now().outdated.size === 0, 'it to be read');
    actions.change(3, { Comment: 'mended' });
    await until(
      () => context.now().lines.some(({ state }) => state === 'replaces'),
      'the line to be checked',
    );
    const mended = context.now().lines.find(({ state }) => state === 'replaces');
    expect(mended?.before).toMatchObject([{ Comment: 'of a colleague' }]);
    await store(context, storable(context.now()), 'store');
    expect(added(context.now())).toEqual([]);
  });

  it('leaves nothing to replace, by whatever name the server had it', async () => {
    const context = await storeOne();
    const actions = storeActions(context);
    Object.assign(world.held('walk.example/1')[0] as object, { PublicValue: 'WALK.example/1' });
    actions.check();
    await until(() => context.now().phase.kind === 'checked', 'the lines to be checked');
    actions.undo();
    await until(() => wordsIn(context).includes('lineRemoved'), 'the removal');
    await until(() => context.now().running === null && context.now().outdated.size === 0, 'it to be read');
    actions.change(3, { Comment: 'mended' });
    await until(() => context.now().lines.some(({ past }) => past !== undefined), 'the line to be checked');
    expect(storable(context.now())).toMatchObject([{ state: 'ready', before: [] }]);
  });

  it.each([
    ['name', 'walk.example/1'],
    ['name in capitals, to a server that takes them for one', 'WALK.example/1'],
  ] as const)(
    'says of no entry that it is not removed while an earlier removal may still come, by its %s',
    async (_, PublicValue) => {
      world.crm.stores = 'anyCase';
      const context = await storeOne();
      passTime();
      world.crm.fail(REMOVE, 'html-504');
      await endOf(undo(context, added(context.now())), context.now);
      // Stored once more, with another comment.
      context.dispatch({ kind: 'edited', line: 3, changes: { Comment: 'mended', PublicValue } });
      await check(context, false);
      await store(context, storable(context.now()), 'store');
      channel.send = async (message) => {
        if ((message as { command: Command }).command === 'remove') await world.signInBehind('KARE');
        return world.browser.send(message);
      };
      await endOf(undo(context, added(context.now())), context.now);
      expect(wordsIn(context).slice(1)).toEqual(['lineNotKnown', 'lineNotKnown']);
      world.crm.fail(REMOVE, undefined);
      await until(() => world.held(PublicValue).length === 0, 'the removal to come');
    },
  );

  it('shows what somebody has stored since an earlier removal of it was lost', async () => {
    const context = await storeOne();
    const actions = storeActions(context);
    passTime();
    world.crm.fail(REMOVE, 'drop-before');
    await endOf(undo(context, added(context.now())), context.now);
    world.crm.fail(REMOVE, undefined);
    context.dispatch({ kind: 'edited', line: 3, changes: { Comment: 'mended' } });
    await check(context, false);
    Object.assign(world.held('walk.example/1')[0] as object, { Comment: 'of a colleague' });
    actions.undo();
    const shown = () => context.now().lines.find(({ state }) => state === 'replaces')?.before;
    await until(() => shown()?.[0]?.Comment === 'of a colleague', 'it to be shown');
    expect(wordsIn(context).slice(1)).toContain('lineNotKnown');
  });

  it('removes each of two that only differ in case, where the server keeps them apart', async () => {
    const context = await storeOne();
    context.dispatch({ kind: 'edited', line: 3, changes: { PublicValue: 'WALK.example/1' } });
    await check(context, true);
    await store(context, storable(context.now()), 'store');
    expect(world.crm.credentials.filter(({ PublicValue }) => /^walk/i.test(PublicValue ?? ''))).toHaveLength(
      2,
    );
    await undo(context, added(context.now()));
    expect(world.crm.credentials.filter(({ PublicValue }) => /^walk/i.test(PublicValue ?? ''))).toEqual([]);
    expect(wordsIn(context).filter((word) => word === 'lineRemoved')).toHaveLength(2);
  });

  it.each([
    ['is there still', false, 'lineStored'],
    ['is gone, where the other tab has removed it meanwhile', true, 'lineRemoved'],
  ] as const)('once it is stopped, what it has not come to %s', async (_, isGone, word) => {
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    channel.send = (message) => world.browser.send(message);
    const context = await checkedPage();
    context.dispatch({ kind: 'widened', width: 1 });
    await store(context, storable(context.now()).slice(1, 3), 'store');
    const [first, second] = added(context.now());
    channel.send = (message) => {
      const { command } = message as { command: Command };
      if (command !== 'remove') return world.browser.send(message);
      const { draft } = second as CheckedLine;
      const removed = { publicValue: draft.PublicValue, at: Date.now() + 1 };
      const changed = { associateId: userOf(second as CheckedLine).associateId, type: draft.Type, removed };
      if (isGone) context.dispatch({ kind: 'outdated', changed: [changed] });
      context.now().running?.run.stop();
      return world.browser.send(message);
    };
    await undo(context, added(context.now()));
    expect([first, second].map((line) => line && wordOf(line, context.now()))).toEqual(['lineRemoved', word]);
    expect(world.held(second?.draft.PublicValue ?? '')).toHaveLength(1);
  });

  it('is not offered of what has replaced somebody’s change', async () => {
    const context = await storeOne();
    Object.assign(world.held('walk.example/1')[0] as object, { Comment: 'of a colleague' });
    context.dispatch({ kind: 'defaulted', changes: { Comment: 'mine' } });
    await check(context, true);
    await store(context, storable(context.now()), 'store');
    expect(world.held('walk.example/1')).toMatchObject([{ Comment: 'mine' }]);
    expect(added(context.now())).toEqual([]);
  });

  it.each([
    ['trimmed', 'walk.example/1 ', 'walk.example/1'],
    ['anyCase', 'walk.example/1', 'WALK.example/1'],
  ] as const)(
    'finds by another name what somebody has changed since, on a server that is %s',
    async (stores, name, held) => {
      world.crm.stores = stores;
      const context = await storeOne(name);
      const [entry] = world.crm.credentials.filter(
        ({ PublicValue }) => PublicValue?.trim() === 'walk.example/1',
      );
      Object.assign(entry as object, { PublicValue: held });
      const others = structuredClone(entry);
      Object.assign(entry as object, { Comment: 'of a colleague' });
      await undo(context, added(context.now()));
      expect(world.held(held)).toMatchObject([{ Comment: 'of a colleague' }]);
      // And as it was stored, it is removed by the name that it has there.
      Object.assign(entry as object, others);
      await undo(context, added(context.now()));
      expect(world.held(held)).toEqual([]);
    },
  );
});

describe('one thing at a time', () => {
  const begin = async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    return { context, actions: storeActions(context) };
  };

  const checked = (context: Store) =>
    until(() => context.now().phase.kind === 'checked', 'the lines to be checked');

  it('stores nothing while what was mended is not checked yet, or the users are read anew', async () => {
    const { context, actions } = await begin();
    // The other tab has asked for the users.
    context.users.forget();
    actions.change(3, { Comment: 'mended' });
    expect(context.now().phase.kind).toBe('checking');
    actions.store();
    actions.tryOne();
    await checked(context);
    expect(world.crm.requests.filter(({ operation }) => operation === SAVE)).toEqual([]);
    expect(context.now().lines[1]?.draft.Comment).toBe('mended');
  });

  it('checks nothing anew in the middle of a run', async () => {
    const { context, actions } = await begin();
    world.crm.fail(SAVE, 'slow');
    actions.store();
    await world.arrived(SAVE);
    actions.recheck();
    await check(context, false);
    expect(context.now().running).toMatchObject({ what: 'store' });
    world.crm.fail(SAVE, undefined);
    await until(() => context.now().running === null, 'the run to end');
    expect(context.now().lines.map((line) => wordOf(line, context.now()))).toEqual(
      LINES.map(() => 'lineStored'),
    );
    expect(world.requests(SAVE)).toHaveLength(LINES.length);
  });

  it('checks nothing by half where a check in trouble is stopped', async () => {
    const { context } = await begin();
    world.crm.fail(LIST, 'drop-before');
    const checking = check(context, true);
    await until(() => context.now().running?.run.status === 'paused', 'the check to pause');
    context.now().running?.run.stop();
    await checking;
    expect(context.now()).toMatchObject({ phase: { kind: 'input' }, note: 'checkStopped' });
    // Nor is what it has read agreed to.
    expect(context.readAt).toEqual({ check: 0, lists: new Map() });
    expect(storable(context.now())).toHaveLength(LINES.length);
    expect(triable(context.now())).toBeDefined();
  });

  it('tries no line of which nobody could read what it would replace', async () => {
    const { context } = await begin();
    world.crm.fail(LIST, 'exception:SoValidationException');
    const checking = check(context, true);
    for (let rounds = 0; rounds < 50 && context.now().phase.kind !== 'checked'; rounds += 1) {
      await quiet();
      context.now().running?.run.resume();
    }
    await checking;
    expect(storable(context.now()).length).toBe(LINES.length);
    expect(storable(context.now()).every((line) => isUnread(context.now(), line))).toBe(true);
    expect(triable(context.now())).toBeUndefined();
  });

  it('checks anew before it stores what was checked long ago', async () => {
    const { context, actions } = await begin();
    const line = storable(context.now())[1] as CheckedLine;
    readLongAgo(context);
    const AssociateId = userOf(line).associateId;
    const { PublicValue } = line.draft;
    world.crm.credentials.push(
      storedCredential({ AssociateId, Type: 'imap', PublicValue, Comment: 'theirs' }),
    );
    const asked = world.crm.requests.filter(({ path }) => path.includes('/User?')).length;
    actions.store();
    await until(() => context.now().note === 'checkedAnew', 'the lines to be checked anew');
    expect(world.requests(SAVE)).toEqual([]);
    expect(context.now().lines.find(({ number }) => number === line.number)?.state).toBe('replaces');
    // Who is there was read anew as well.
    expect(world.crm.requests.filter(({ path }) => path.includes('/User?')).length).toBeGreaterThan(asked);
    actions.store();
    await until(() => context.now().running === null && context.now().hasStored, 'the lines to be stored');
    expect(world.requests(SAVE)).toHaveLength(LINES.length);
  });

  it('checks anew before it stores what was checked by a clock that was set back since', async () => {
    const { context, actions } = await begin();
    context.readAt.check += 60 * 60_000;
    actions.store();
    await until(() => context.now().note === 'checkedAnew', 'the lines to be checked anew');
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('stores what a check of an hour has found, as far as it is so still', async () => {
    const { context, actions } = await begin();
    const [, line] = storable(context.now());
    const { PublicValue } = (line as CheckedLine).draft;
    const theirs = { AssociateId: userOf(line as CheckedLine).associateId, Type: 'imap', PublicValue };
    world.crm.credentials.push(storedCredential({ ...theirs, SecretValue: 'theirs' }));
    // All lists were read long before the check has ended.
    const { check: end } = context.readAt;
    readLongAgo(context);
    context.readAt.check = end;
    actions.store();
    await until(() => context.now().running === null && context.now().hasStored, 'the run to end');
    await checked(context);
    expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
    const shown = context.now().lines.find(({ number }) => number === line?.number) as CheckedLine;
    expect([wordOf(shown, context.now()), shown.state]).toEqual(['lineNotStored', 'replaces']);
    const words = context.now().lines.map((each) => wordOf(each, context.now()));
    expect(words.filter((word) => word === 'lineStored')).toHaveLength(LINES.length - 1);
  });

  it('says of what may be stored not that it is not, whatever is there by now', async () => {
    const { context } = await begin();
    const line = storable(context.now())[1] as CheckedLine;
    passTime();
    world.crm.fail(SAVE, 'html-504');
    await store(context, [line], 'store');
    expect(wordOf(line, context.now())).toBe('lineNotKnown');
    world.crm.fail(SAVE, undefined);
    readLongAgo(context);
    await store(context, [line], 'store');
    expect(wordOf(line, context.now())).toBe('lineStored');
    expect(heldOf(line)).toHaveLength(1);
  });

  it('replaces nothing that somebody has stored while a run was paused for long', async () => {
    const { context, actions } = await begin();
    const [, line] = storable(context.now());
    world.crm.fail(SAVE, '401');
    world.crm.fail('currentPrincipal', '401');
    actions.store();
    await until(() => context.now().running?.run.status === 'paused', 'the run to pause');
    world.crm.fail(SAVE, undefined);
    world.crm.fail('currentPrincipal', undefined);
    const { PublicValue } = (line as CheckedLine).draft;
    const theirs = { AssociateId: userOf(line as CheckedLine).associateId, Type: 'imap', PublicValue };
    world.crm.credentials.push(storedCredential({ ...theirs, SecretValue: 'theirs' }));
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60 * 60_000);
    context.now().running?.run.resume();
    await until(() => context.now().running === null, 'the run to end');
    await checked(context);
    now.mockRestore();
    expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
    const shown = context.now().lines.find(({ number }) => number === line?.number) as CheckedLine;
    expect([wordOf(shown, context.now()), shown.state]).toEqual(['lineNotStored', 'replaces']);
    expect(detailOf(shown, context.now())).toMatch(/^failure_entryChanged replacesOld/);
    const words = context.now().lines.map((each) => wordOf(each, context.now()));
    expect(words.filter((word) => word === 'lineStored')).toHaveLength(LINES.length - 1);
    expect(added(context.now()).map(({ number }) => number)).not.toContain(line?.number);
  });

  it('tries no line whose secret may not be meant so', async () => {
    const { context } = await begin();
    const first = triable(context.now()) as CheckedLine;
    context.dispatch({ kind: 'edited', line: first.number, changes: { SecretValue: '#NAME?' } });
    await check(context, false);
    expect(triable(context.now())?.number).not.toBe(first.number);
  });

  it('takes the table that was given last, also where a file is read slowly', async () => {
    const { context, actions } = await begin();
    let read: (bytes: ArrayBuffer) => void = () => {};
    const bytes = new Promise<ArrayBuffer>((resolve) => {
      read = resolve;
    });
    const given = actions.giveFile({ name: 'slow.csv', arrayBuffer: () => bytes } as File);
    actions.giveText('User\tType\nJORG\timap');
    read(new TextEncoder().encode('User;Type\nKARE;imap').buffer as ArrayBuffer);
    await given;
    expect(context.now().rows).toEqual([
      ['User', 'Type'],
      ['JORG', 'imap'],
    ]);
    expect(context.now().asking).toBe(null);
  });

  it('reads anew what the other tab has removed during the first check', async () => {
    const { context } = await begin();
    const [line] = context.now().lines;
    expect(line?.state).toBe('replaces');
    const { associateId } = userOf(line as CheckedLine);
    const changed = [{ associateId, type: 'imap', removed: { publicValue: REPLACED, at: Date.now() } }];
    // The list has been read by then, and the lines are about to be shown.
    const gate = channel.send;
    channel.send = async (message) => {
      const answer = await gate(message);
      if ((message as { command: Command }).command === 'list' && world.crm.credentials.length > 0) {
        world.crm.credentials.length = 0;
        context.dispatch({ kind: 'outdated', changed });
      }
      return answer;
    };
    context.dispatch(givenText(context.now().source.text, context.page.opened.preset));
    await check(context, true);
    expect(context.now().lines[0]?.state).toBe('ready');
  });

  it('asks no more about what was checked before once it is checked anew', async () => {
    const { context, actions } = await begin();
    actions.askAbout('store');
    actions.check();
    expect(context.now().asking).toBe(null);
    actions.store();
    await checked(context);
    expect(world.crm.requests.filter(({ operation }) => operation === SAVE)).toEqual([]);
    expect(context.now().lines).toHaveLength(5);
  });

  it('stores nothing while a line is being mended, and asks about that anew', async () => {
    const { context, actions } = await begin();
    actions.askAbout('store');
    actions.edit(3);
    expect(context.now().asking).toBe(null);
    actions.store();
    actions.tryOne();
    actions.check();
    expect(context.now()).toMatchObject({ editing: 3, running: null, phase: { kind: 'checked' } });
    actions.edit(null);
    actions.store();
    await until(() => context.now().running === null && context.now().hasStored, 'the lines to be stored');
    expect(context.now().results.size).toBe(5);
  });

  it('keeps the rest of a table whose trial is removed again', async () => {
    const { context, actions } = await begin();
    await tryOne(context, triable(context.now()));
    context.dispatch({ kind: 'answered', answers: { leftOut: new Set([2, 4, 5, 6]) } });
    await check(context, false);
    await undo(context, added(context.now()));
    expect(world.held('walk.example/1')).toEqual([]);
    expect(context.now().table).not.toBe(null);
    actions.leaveOut(4, false);
    await checked(context);
    expect(storable(context.now()).map(({ number }) => number)).toContain(4);
  });

  it('keeps a pasted table for as long as it is asked about', async () => {
    const { context, actions } = await begin();
    actions.change(3, { Comment: 'mended' });
    await checked(context);
    actions.giveText('User\tType\nKARE\timap');
    expect(context.now().asking).toBe('replace');
    actions.setDefaults({ Comment: 'for all' });
    actions.check();
    await checked(context);
    expect(context.now().asking).toBe('replace');
    actions.replace();
    expect(context.now().source.text).toContain('KARE');
  });

  it('asks before a trial is forgotten whose entry is there, or may be', async () => {
    const { context, actions } = await begin();
    const open = { kind: 'unknown', failure: { kind: 'interrupted' }, at: 0 } as const;
    context.dispatch({ kind: 'ticked', results: new Map([[3, open]]) });
    actions.giveText('User\tType\nKARE\timap');
    expect(context.now().asking).toBe('replace');
    actions.askAbout(null);
    context.dispatch({ kind: 'ticked', results: new Map() });
    await tryOne(context, triable(context.now()));
    actions.giveText('User\tType\nKARE\timap');
    expect(context.now()).toMatchObject({
      asking: 'replace',
      source: { text: expect.stringMatching(/JORG/) },
    });
  });

  it('keeps what was said of the columns while the table is typed on', async () => {
    const { context, actions } = await begin();
    actions.giveText('SANNE\tw/1\tfoo\tbar bar');
    const columns = ['User', 'PublicValue', 'SecretValue', 'Comment'] as const;
    for (const [column, as] of columns.entries()) actions.place(column, as);
    actions.typeText('SANNE\tw/1\tfoo\tbar bar\nKARE\tw/2\tfoo\tx y');
    expect(context.now().placing.columns).toEqual(columns);
    actions.giveText('w/1\tSANNE\tfoo\tbar bar');
    expect(context.now().placing.columns).not.toEqual(columns);
  });
});

describe('what a run leaves behind', () => {
  /** As a disk is that is at something else, too. */
  const slow = (area: typeof world.browser.local.api) => ({
    ...area,
    set: async (items: Record<string, unknown>) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await area.set(items);
    },
  });
  const run = async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: slow(world.browser.local.api), session: slow(world.browser.session.api) };
    const context = await checkedPage();
    const before = structuredClone(world.browser.local.items);
    // One line is left, so that the run is not done.
    await store(context, storable(context.now()).slice(1), 'store');
    expect(allLies(context, [])).toEqual([]);
    // All of it is there at once: who reads “Done” may close the page.
    const kept = { ...world.browser.local.items, ...world.browser.session.items };
    expect(kept[`batch:${nameKey(context.page.as.tenant)}`]).toMatchObject({ keys: { length: 4 } });
    expect(JSON.stringify(kept)).not.toContain('S3cret');
    return { before, after: world.browser.local.items };
  };

  it('is on the disk what was stored, without secrets', async () => {
    const { before, after } = await run();
    const added = Object.keys(after).filter((key) => !(key in before));
    expect(added).toEqual([expect.stringMatching(/^batch:.*cust12345$/)]);
  });

  it('from a private window is nothing on the disk', async () => {
    world.tab = await world.openPage(undefined, { cookies: new CookieJar(), isPrivate: true });
    const { before, after } = await run();
    expect(after).toEqual(before);
  });

  it('is no secret in the page once another table is given', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    await store(context, storable(context.now()).slice(1), 'store');
    const secrets = () => [...context.saves.values()].map(({ secret }) => secret);
    expect(secrets()).toContain('S3cret-1');
    const actions = storeActions(context);
    actions.giveText('User\tType');
    // Nobody has saved the report: it is asked about.
    expect(context.now().asking).toBe('replace');
    expect(context.now().results.size).toBe(4);
    actions.replace();
    expect(context.now()).toMatchObject({ asking: null, results: new Map(), source: { text: 'User\tType' } });
    expect(secrets()).toEqual([]);
  });

  it('is forgotten with all of its table, and nothing of another', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    await store(context, storable(context.now()).slice(2), 'store');
    const other = await checkedPage(['SANNE\timap\twalk.example/other\tS3cret-9']);
    await store(other, storable(other.now()), 'store');
    expect(other.now().table).toBe(null);
    const again = await checkedPage();
    expect(again.now().lines.map(({ state }) => state)).toEqual([
      'replaces',
      'ready',
      'done',
      'done',
      'done',
    ]);
    // What is left out is not waited for.
    again.dispatch({ kind: 'answered', answers: { leftOut: new Set([2]) } });
    await check(again, false);
    await store(again, storable(again.now()), 'store');
    expect(again.now()).toMatchObject({ table: null, rows: [] });
    const last = await checkedPage();
    expect(last.now().lines.map(({ state }) => state)).not.toContain('done');
  });

  it('ends with the last line that is left out after a run', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage(['SANNE\timap\twalk.example/1\tS3cret-1', 'Nobody\timap\tx\tS3cret-2']);
    await store(context, storable(context.now()), 'store');
    expect(context.now().table).not.toBe(null);
    context.dispatch({ kind: 'answered', answers: { leftOut: new Set([3]) } });
    await check(context, false);
    expect(context.now()).toMatchObject({ table: null, rows: [] });
    expect(context.saves.size).toBe(0);
  });

  it('is known again on the next day, though the days of all are others then', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    // Tomorrow's: the page's own clock is not set, and nothing is sent by a worker whose clock is behind.
    const evening = new Date(new Date().setHours(24 + 23, 0, 0, 0));
    vi.useFakeTimers({ toFake: ['Date'], now: evening });
    const context = await checkedPage();
    await store(context, storable(context.now()).slice(1), 'store');
    const statesOn = async (day: Date, change: (page: Store) => void = () => {}) => {
      vi.useFakeTimers({ toFake: ['Date'], now: day });
      try {
        const later = await checkedPage();
        change(later);
        await check(later, false);
        return later.now().lines.map(({ state, draft }) => [state, draft.ValidFrom.slice(0, 10)]);
      } finally {
        vi.useRealTimers();
      }
    };
    const tomorrow = new Date(evening.getTime() + 2 * 60 * 60 * 1000);
    const [first, ...others] = await statesOn(tomorrow);
    expect(first?.[0]).toBe('replaces');
    expect(others.map(([state]) => state)).toEqual(['done', 'done', 'done', 'done']);
    // Who sets a day means another entry.
    const set = await statesOn(tomorrow, ({ dispatch }) =>
      dispatch({ kind: 'defaulted', changes: { ValidFrom: '2030-01-01' } }),
    );
    expect(set.map(([state]) => state)).not.toContain('done');
  });

  it('skips no line whose secret was typed anew', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    await store(context, storable(context.now()).slice(1), 'store');
    const later = await checkedPage();
    const stateOf = (number: number) => later.now().lines.find((line) => line.number === number)?.state;
    expect([stateOf(3), stateOf(4)]).toEqual(['done', 'done']);
    later.dispatch({ kind: 'edited', line: 3, changes: { SecretValue: 'another' } });
    await check(later, false);
    expect([stateOf(3), stateOf(4)]).toEqual(['replaces', 'done']);
  });
});

describe('a line', () => {
  const page = () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    return checkedPage();
  };

  it('keeps its secret where the field for another one was left empty', async () => {
    const context = await page();
    context.dispatch({ kind: 'edited', line: 3, changes: { SecretValue: '', Comment: 'new' } });
    await check(context, false);
    expect(context.now().table?.secrets.get(3)).toBe('S3cret-1');
    expect(context.now().lines.find(({ number }) => number === 3)).toMatchObject({
      state: 'ready',
      draft: { Comment: 'new' },
    });
  });

  it('of what was removed again is to be stored once more, once it is checked anew', async () => {
    const context = await page();
    const line = storable(context.now())[1] as CheckedLine;
    await store(context, [line], 'store');
    await undo(context, added(context.now()));
    expect(wordOf(line, context.now())).toBe('lineRemoved');
    await check(context, true, false);
    expect(storable(context.now()).map(({ number }) => number)).not.toContain(line.number);
    await check(context, true);
    expect(storable(context.now()).map(({ number }) => number)).toContain(line.number);
    // What was done is told beside it.
    const words = context.now().lines.map((each) => [each.number, wordOf(each, context.now())]);
    expect(words).toContainEqual([line.number, 'lineRemoved']);
    const anew = storable(context.now()).find(({ number }) => number === line.number) as CheckedLine;
    await store(context, [anew], 'store');
    expect(world.held(line.draft.PublicValue)).toHaveLength(1);
  });

  it('that is renewed is not taken for the work of an earlier run', async () => {
    const context = await page();
    const actions = storeActions(context);
    await store(context, storable(context.now()).slice(1), 'store');
    const cells = `User\tType\tPublic value\nSANNE\timap\t${nameOf(2)}`;
    const checkedAs = async (give: (cells: string) => void) => {
      give(cells);
      if (context.now().asking === 'replace') actions.replace();
      await check(context, true);
      return context.now().lines.map((each) => [each.state, Object.keys(each.errors)]);
    };
    expect(await checkedAs(actions.giveText)).toEqual([['done', ['SecretValue']]]);
    expect(await checkedAs(actions.renew)).toEqual([['wrong', ['SecretValue']]]);
    // It is typed on, and then another table.
    expect(await checkedAs((given) => actions.typeText(`${given} `))).toEqual([['wrong', ['SecretValue']]]);
    actions.renew(cells);
    const [heading] = cells.split('\n');
    actions.typeText(`${heading}\nKARE\timap\tanother.example/1\tS3cret`);
    expect(context.now()).toMatchObject({ source: { isRenewal: false }, asking: null });
    actions.typeText(LINES.join('\n'));
    expect(context.now()).toMatchObject({ source: { isRenewal: false }, asking: null });
  });

  it('keeps a secret that was made for it for as long as it is for the same entry', () =>
    withFiles(async (files) => {
      const context = await page();
      const actions = storeActions(context);
      actions.giveText('User\tType\tPublic value\tSecret value\nJORG\timap\tmade/1\nSANNE\timap\tmade/2');
      await check(context, true);
      const made = async (files_: number) => {
        actions.makeSecrets();
        await until(() => files.length === files_ && context.now().phase.kind === 'checked', 'a file');
        return [...(context.now().table?.secrets.values() ?? [])];
      };
      const [first, second] = await made(1);
      context.dispatch({ kind: 'edited', line: 2, changes: { User: 'KARE' } });
      context.dispatch({ kind: 'edited', line: 3, changes: { Comment: 'the same entry' } });
      await check(context, false);
      expect(context.now().lines.map(({ state }) => state)).toEqual(['wrong', 'ready']);
      const [another, same] = await made(2);
      expect(same).toBe(second);
      expect(another).not.toBe(first);
      // And back: what was handed out first holds for neither.
      context.dispatch({ kind: 'edited', line: 3, changes: { Type: 'smtp' } });
      await check(context, false);
      expect(context.now().lines[1]?.state).toBe('wrong');
      context.dispatch({ kind: 'edited', line: 3, changes: { Type: 'imap' } });
      await check(context, false);
      expect(context.now().table?.secrets.get(3)).toBe(second);
      const told = await (files[1] as Blob).text();
      expect(told).toContain(another);
      expect(told).toContain('KARE');
      expect(told).not.toContain(first);
      // It is not stored yet: one file holds all that nobody else knows.
      expect(told).toContain(second);
      actions.saveSecrets();
      expect(await (files[2] as Blob).text()).toBe(told);
    }));

  it('with a wrong date that holds for all is wrong there', async () => {
    const context = await page();
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '31.11.2027' } });
    expect(errorsForAll(context.now())).toEqual({});
    await check(context, true);
    expect(errorsForAll(context.now())).toEqual({ ValidTo: { rule: 'dateImpossible' } });
    // One line's own day is its own matter.
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '2030-01-01' } });
    context.dispatch({ kind: 'edited', line: 3, changes: { ValidFrom: '2031-01-01' } });
    await check(context, true);
    expect(context.now().lines[1]?.state).toBe('wrong');
    expect(errorsForAll(context.now())).toEqual({});
    // Nor is what was stored before.
    context.dispatch({ kind: 'edited', line: 3, changes: { ValidFrom: '' } });
    await check(context, true);
    await store(context, [triable(context.now()) as CheckedLine], 'try');
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '31.11.2027' } });
    await check(context, true);
    expect(errorsForAll(context.now())).toEqual({ ValidTo: { rule: 'dateImpossible' } });
  });

  it('is for whom its column names, whoever was chosen for another one', async () => {
    const context = await page();
    const users = new Map([[3, 112]]);
    context.dispatch({ kind: 'answered', answers: { users } });
    context.dispatch({ kind: 'placed', column: 3, as: 'Comment' });
    expect(context.now().answers.users).toEqual(users);
    context.dispatch({ kind: 'placed', column: 2, as: 'User' });
    expect(context.now().answers.users.size).toBe(0);
  });

  it('whose end nobody knows is sent again as it was, whatever the table says by now', async () => {
    const context = await page();
    passTime();
    world.crm.fail(SAVE, 'html-504');
    const [line] = storable(context.now()).slice(1);
    await store(context, [line as CheckedLine], 'store');
    const key = (line as CheckedLine).number;
    expect(context.now().results.get(key)?.kind).toBe('unknown');
    world.crm.fail(SAVE, undefined);
    context.dispatch({ kind: 'edited', line: key, changes: { SecretValue: 'another', Comment: 'another' } });
    await check(context, false);
    const shown = context.now().lines.find(({ number }) => number === key) as CheckedLine;
    await store(context, [shown], 'store');
    expect(world.held(shown.draft.PublicValue)).toMatchObject([{ Comment: '', SecretValue: 'S3cret-1' }]);
  });

  /** A page with a line whose end nobody knows; where its Save comes later, it has come. */
  const lost = async (fault: 'drop-before' | 'html-504', begun = page()) => {
    const context = await begun;
    const { number } = storable(context.now()).find(({ state }) => state === 'ready') as CheckedLine;
    const lineOf = () =>
      context.now().lines.find((line) => line.number === number && line.past === undefined) as CheckedLine;
    world.crm.fail(SAVE, fault);
    passTime();
    await storeAndStop(context, lineOf());
    expect(wordOf(lineOf(), context.now())).toBe('lineNotKnown');
    return { context, actions: storeActions(context), lineOf };
  };
  const storeAndStop = (context: Store, line: CheckedLine) =>
    endOf(store(context, [line], 'store'), context.now);
  const comes = async (line: CheckedLine) => {
    world.crm.fail(SAVE, undefined);
    await until(() => heldOf(line).length === 1, 'the Save to come');
  };
  const isChecked = async (context: Store, act: () => void) => {
    act();
    await until(() => context.now().phase.kind !== 'checked', 'the check to begin');
    await until(() => context.now().phase.kind === 'checked', 'the check to end');
  };
  /** Somebody stores an entry of the same name. */
  const putTheirs = (line: CheckedLine, more: Partial<Parameters<typeof storedCredential>[0]> = {}) => {
    const { PublicValue } = line.draft;
    const theirs = { AssociateId: userOf(line).associateId, Type: 'imap', PublicValue };
    const credential = { ...theirs, SecretValue: 'theirs', Comment: 'theirs', ...more };
    const others = world.crm.credentials.filter((each) => each.PublicValue !== credential.PublicValue);
    world.crm.credentials.splice(0, Infinity, ...others, storedCredential(credential));
  };

  it.each(['drop-before', 'html-504'] as const)(
    'whose end nobody knows after %s replaces nothing that somebody has stored since, unless that was shown',
    async (fault) => {
      const { context, actions, lineOf } = await lost(fault);
      const line = lineOf();
      const { PublicValue } = line.draft;
      world.crm.fail(SAVE, undefined);
      if (fault === 'html-504') await comes(line);
      putTheirs(line);
      // What the page has read is of a moment ago.
      const times = timesSent(line);
      await store(context, [lineOf()], 'store');
      expect(timesSent(line)).toBe(times);
      expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
      expect(wordOf(lineOf(), context.now())).toBe('lineNotKnown');
      expect(detailOf(lineOf(), context.now())).toMatch(/^failure_storedOtherwise/);
      // Once it is shown, the person can agree to it.
      await isChecked(context, actions.check);
      expect(lineOf()).toMatchObject({ state: 'replaces', before: [{ Comment: 'theirs' }] });
      expect(detailOf(lineOf(), context.now())).toMatch(/replacesOld/);
      await store(context, [lineOf() as never], 'store');
      expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'S3cret-1' }]);
      expect(wordOf(lineOf(), context.now())).toBe('lineStored');
      expect(added(context.now())).toEqual([]);
    },
  );

  it('whose end nobody knows replaces nothing that has been ended a day earlier since', async () => {
    const begun = async () => {
      const context = await page();
      context.dispatch({ kind: 'defaulted', changes: { ValidTo: '2027-12-31' } });
      await check(context, true);
      return context;
    };
    const { context, actions, lineOf } = await lost('html-504', begun());
    await comes(lineOf());
    const { PublicValue } = lineOf().draft;
    Object.assign(world.held(PublicValue)[0] as object, {
      ValidTo: '2027-12-30T23:59:00',
      SecretValue: 'theirs',
    });
    await isChecked(context, actions.check);
    expect(lineOf().state).toBe('replaces');
  });

  it('whose end nobody knows is not said to be not stored because another try is refused', async () => {
    const { context, lineOf } = await lost('html-504');
    const line = lineOf();
    channel.send = async (message) => {
      if ((message as { command: Command }).command === 'save') await world.signInBehind('KARE');
      return world.browser.send(message);
    };
    await storeAndStop(context, line);
    expect(wordOf(lineOf(), context.now())).toBe('lineNotKnown');
    expect(detailOf(lineOf(), context.now())).toMatch(/^failure_unsettled failure_otherUser/);
    await comes(line);
    expect(world.held(line.draft.PublicValue)).toHaveLength(1);
  });

  it('whose end nobody knows is read before it is sent again, also where nobody could before', async () => {
    world.crm.fail(LIST, 'nil');
    const context = await page();
    expect(context.now().lines.map(({ before }) => before)).toContain(null);
    world.crm.fail(LIST, undefined);
    const { actions, lineOf } = await lost('drop-before', Promise.resolve(context));
    world.crm.fail(SAVE, undefined);
    await isChecked(context, actions.check);
    expect(lineOf()).toMatchObject({ state: 'replaces', before: [{ Comment: 'Mailbox' }] });
    putTheirs(lineOf());
    await store(context, [lineOf()], 'store');
    expect(world.held(lineOf().draft.PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
  });

  it('whose end nobody knows shows what is there, though its user is inactive by now', async () => {
    const { context, actions, lineOf } = await lost('drop-before');
    world.crm.fail(SAVE, undefined);
    const { associateId } = userOf(lineOf());
    const { associates } = world.crm.tenants.Cust12345;
    Object.assign(associates.find(({ AssociateId }) => AssociateId === associateId) as object, {
      Deleted: true,
    });
    putTheirs(lineOf());
    await isChecked(context, actions.check);
    expect(lineOf()).toMatchObject({ state: 'replaces', before: [{ Comment: 'theirs' }] });
    // And once it is gone again, there is nothing to replace.
    const others = world.crm.credentials.filter(({ Comment }) => Comment !== 'theirs');
    world.crm.credentials.splice(0, Infinity, ...others);
    await isChecked(context, actions.check);
    expect(lineOf()).toMatchObject({ state: 'ready', before: [] });
    await store(context, [lineOf()], 'store');
    expect(wordOf(lineOf(), context.now())).toBe('lineStored');
    expect(added(context.now())).toHaveLength(1);
  });

  it('that meets one whose end nobody knows waits until that is settled', async () => {
    const context = await page();
    passTime();
    world.crm.fail(SAVE, 'html-504');
    const [line, other] = storable(context.now()).slice(1);
    await store(context, [line as CheckedLine], 'try');
    world.crm.fail(SAVE, undefined);
    const [at, name] = [(line as CheckedLine).number, (line as CheckedLine).draft.PublicValue];
    // The table says something else by now, and another line what was sent.
    context.dispatch({ kind: 'edited', line: at, changes: { PublicValue: 'walk.example/mended' } });
    const changes = { User: USERS[1] as string, PublicValue: name, Comment: 'another line' };
    context.dispatch({ kind: 'edited', line: (other as CheckedLine).number, changes });
    await check(context, false);
    const lineOf = (number = 0) => context.now().lines.find((each) => each.number === number) as CheckedLine;
    expect(lineOf(other?.number)).toMatchObject({ state: 'twice', twins: [at] });
    await store(context, [lineOf(at)], 'store');
    await check(context, true);
    expect(lineOf(other?.number).state).toBe('replaces');
    expect(world.held(name)).toHaveLength(1);
  });

  it('that was tried is replaced by what it says after that', async () => {
    const context = await page();
    const line = triable(context.now()) as CheckedLine;
    await tryOne(context, line);
    context.dispatch({ kind: 'edited', line: line.number, changes: { Comment: 'mended' } });
    await check(context, false);
    const [told, anew] = context.now().lines.filter(({ number }) => number === line.number);
    expect([wordOf(told as CheckedLine, context.now()), anew?.state]).toEqual(['lineStored', 'replaces']);
    // Removed again, it is not there to be replaced.
    await undo(context, added(context.now()));
    await check(context, false);
    expect(context.now().lines.find(({ number, past }) => number === line.number && !past)?.state).toBe(
      'ready',
    );
  });

  it('that is stored with a made secret keeps it, whatever the table says by now', () =>
    withFiles(async (files) => {
      const context = await page();
      const actions = storeActions(context);
      actions.giveText('User\tType\tSecret value\nSANNE\timap\t\nNobody\timap\t');
      actions.setDefaults({ PublicValue: 'made/1' });
      await check(context, true);
      actions.makeSecrets();
      await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
      await store(context, storable(context.now()), 'store');
      const [first] = world.held('made/1');
      // For all lines another name is wanted by now.
      actions.setDefaults({ PublicValue: 'made/2' });
      await check(context, true);
      actions.saveSecrets();
      expect(await (files[1] as Blob).text()).toContain(`made/1;${first?.SecretValue}`);
      actions.makeSecrets();
      await until(() => files.length === 3, 'another file');
      const told = await (files[2] as Blob).text();
      expect(told).toContain(`made/1;${first?.SecretValue}`);
      expect(told).toContain('made/2;');
      expect(countMade(context.now())).toBe(2);
      // What is removed again is of no use to anybody.
      await undo(context, added(context.now()));
      expect(countMade(context.now())).toBe(1);
    }));

  const MADE = 'User\tType\tPublic value\tSecret value\nSANNE\timap\tmade/1\t\nNobody\timap\tmade/2\t';
  /** A page whose first line has a made secret; the second has mistakes. */
  const madePage = async (files: readonly Blob[], table = MADE) => {
    const context = await page();
    const actions = storeActions(context);
    actions.giveText(table);
    await check(context, true);
    actions.makeSecrets();
    await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
    const saved = async () => {
      const { length } = files;
      actions.saveSecrets();
      return (files[length] as Blob).text();
    };
    return { context, actions, saved };
  };

  it('that was tried and removed again keeps its made secret for the next time', () =>
    withFiles(async (files) => {
      const { context, saved } = await madePage(files);
      await tryOne(context, triable(context.now()));
      const [tried] = world.held('made/1');
      await undo(context, added(context.now()));
      await check(context, true);
      await store(context, storable(context.now()), 'store');
      expect(world.held('made/1')).toMatchObject([{ SecretValue: tried?.SecretValue }]);
      expect(await saved()).toContain(`made/1;${tried?.SecretValue}`);
      await check(context, true);
      const words = context.now().lines.map((line) => wordOf(line, context.now()));
      expect(words).toEqual(['lineRemoved', 'lineStored', 'lineSkipped']);
    }));

  it('that is stored once more with a secret that was typed is not in the file of made ones', () =>
    withFiles(async (files) => {
      const { context, actions, saved } = await madePage(files);
      await tryOne(context, triable(context.now()));
      actions.setDefaults({ Comment: 'for all' });
      await check(context, true);
      // Another line is mended meanwhile: this one stays as it is.
      await isChecked(context, () => actions.leaveOut(3, true));
      expect(storable(context.now())).toMatchObject([{ state: 'replaces' }]);
      await isChecked(context, () => actions.change(2, { SecretValue: 'typed' }));
      await store(context, storable(context.now()), 'try');
      expect(world.held('made/1')).toMatchObject([{ SecretValue: 'typed' }]);
      expect(countMade(context.now())).toBe(0);
      expect(await saved()).not.toContain('made/1');
    }));

  it('whose end nobody knows keeps its made secret, whatever column is said to hold secrets by now', () =>
    withFiles(async (files) => {
      const table = 'User\tType\tPublic value\tOther\nSANNE\timap\tmade/1\tcolumn';
      const { context, actions } = await madePage(files, table);
      passTime();
      world.crm.fail(SAVE, 'drop-before');
      await storeAndStop(context, storable(context.now())[0] as CheckedLine);
      world.crm.fail(SAVE, undefined);
      actions.place(3, 'SecretValue');
      await check(context, true);
      await store(context, again(context.now()), 'store');
      const [entry] = world.held('made/1');
      expect([...context.now().madeSecrets.values()].map(({ secret }) => secret)).toEqual([
        entry?.SecretValue,
      ]);
      expect(countMade(context.now())).toBe(1);
    }));

  it('that was tried, and would replace something by now, can be stored after a question', async () => {
    const context = await page();
    storeActions(context).giveText(
      [
        'User\tType\tPublic value\tSecret value',
        'SANNE\timap\twalk.example/1\tS3cret-0',
        'KARE\timap\twalk.example/2\tS3cret-1',
      ].join('\n'),
    );
    await check(context, true);
    passTime();
    world.crm.fail(SAVE, 'drop-before');
    await endOf(tryOne(context, triable(context.now())), context.now);
    world.crm.fail(SAVE, undefined);
    putTheirs(context.now().lines[0] as CheckedLine);
    await check(context, true);
    // What replaces nothing comes first, whatever one says to that question.
    expect(storable(context.now()).map(({ number }) => number)).toEqual([3]);
    await store(context, storable(context.now()), 'try');
    expect(storable(context.now())).toMatchObject([{ state: 'replaces', before: [{ Comment: 'theirs' }] }]);
    await store(context, storable(context.now()), 'store');
    expect(world.held('walk.example/1')).toMatchObject([{ SecretValue: 'S3cret-0' }]);
  });

  it('is no more than one entry to a made secret', () =>
    withFiles(async (files) => {
      const context = await page();
      const actions = storeActions(context);
      actions.giveText('User\tType\tPublic value\tSecret value\nJORG\timap\tmade/1\nJORG\timap\tmade/1');
      await check(context, true);
      actions.makeSecrets();
      await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
      expect(new Set(context.now().table?.secrets.values()).size).toBe(1);
      const told = await (files[0] as Blob).text();
      expect(told.trim().split('\r\n')).toHaveLength(2);
      // Whichever of the two is stored in the end.
      actions.leaveOut(3, true);
      await until(() => context.now().phase.kind === 'checked', 'the check');
      actions.saveSecrets();
      expect(await (files[1] as Blob).text()).toBe(told);
    }));

  it('is left to the run by a trial that failed, and nothing is replaced without a question', async () => {
    const context = await page();
    world.crm.fail(SAVE, 'exception:SoValidationException');
    const [first, second] = storable(context.now()).filter(({ state }) => state === 'ready');
    await tryOne(context, first);
    await tryOne(context, triable(context.now()));
    world.crm.fail(SAVE, undefined);
    expect(again(context.now())).toEqual([first, second]);
    expect(storable(context.now())).toHaveLength(USERS.length);
    // Somebody else has stored the first meanwhile.
    const AssociateId = userOf(first as CheckedLine).associateId;
    world.crm.credentials.push(
      storedCredential({ AssociateId, Type: 'imap', PublicValue: (first as CheckedLine).draft.PublicValue }),
    );
    await check(context, true);
    expect(again(context.now()).map(({ number }) => number)).toEqual([second?.number]);
    expect(storable(context.now())).toHaveLength(USERS.length);
  });
});

describe('Who has what', () => {
  /** What somebody has of a type, asked as the page does. */
  async function asked() {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const { page, users } = await checkedPage();
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

  it('removes what is as it was read, and nothing that somebody has renewed since', async () => {
    const context = await asked();
    const rows = rowsOf(context.now(), '').filter(({ entry }) => entry !== null);
    const [first, second] = rows;
    const [renewed, gone] = [first?.entry?.PublicValue ?? '', second?.entry?.PublicValue ?? ''];
    const [entry] = world.held(renewed);
    Object.assign(entry as object, { ValidTo: '2031-12-31T00:00:00' });
    await removeRows(context, rows.slice(0, 2));
    expect(world.held(renewed)).toHaveLength(1);
    expect(world.held(gone)).toEqual([]);
    // What it is by now is to be read first, and why stands in the status.
    expect(rowsOf(context.now(), '').map(({ key }) => key)).not.toContain(first?.key);
    expect(unreadOf(context.now())).toHaveLength(1);
    expect(saidOf(context.now())).toMatch(/ 1 notRemoved\. failure_entryChanged$/);
    await askQuestions(context, unreadOf(context.now()));
    const [anew] = rowsOf(context.now(), '').filter(({ entry }) => entry?.PublicValue === renewed);
    expect(anew?.entry?.ValidTo).toBe('2031-12-31T00:00:00');
    await removeRows(context, [anew as never]);
    expect(world.held(renewed)).toEqual([]);
  });

  it('tells of each removal how it has ended, also where the rows have to be read anew', async () => {
    const user = { AssociateId: 104, Type: 'imap' };
    for (const name of ['who/1', 'who/2', 'who/3'])
      world.crm.credentials.push(storedCredential({ ...user, PublicValue: name }));
    const context = await asked();
    const rows = rowsOf(context.now(), '').filter(({ entry }) => entry?.PublicValue.startsWith('who/'));
    Object.assign(world.held('who/1')[0] as object, { Comment: 'of a colleague' });
    passTime();
    world.crm.fail(REMOVE, 'html-504');
    await endOf(removeRows(context, rows), context.now);
    world.crm.fail(REMOVE, undefined);
    expect(saidOf(context.now())).toContain('1 notRemoved · 2 lineNotKnown. failure_entryChanged');
    expect(saidOf(context.now())).toContain('failure_notRemovedYet');
  });

  it('reads anew what somebody has changed since an earlier removal of it was lost', async () => {
    const context = await asked();
    const [row] = rowsOf(context.now(), '').filter(({ entry }) => entry !== null);
    passTime();
    world.crm.fail(REMOVE, 'drop-before');
    await endOf(removeRows(context, [row as never]), context.now);
    world.crm.fail(REMOVE, undefined);
    const [open] = rowsOf(context.now(), '').filter(({ key }) => key === row?.key);
    expect(open?.marks).toContain('lineNotKnown');
    Object.assign(world.held(row?.entry?.PublicValue ?? '')[0] as object, { Comment: 'of a colleague' });
    await removeRows(context, [open as never]);
    expect(saidOf(context.now())).toMatch(/1 lineNotKnown\. failure_unsettled failure_entryChanged$/);
    expect(unreadOf(context.now())).toHaveLength(1);
  });

  it('says of no entry that it is not removed while an earlier removal may still come', async () => {
    const user = { AssociateId: 104, Type: 'imap' };
    for (const name of ['who/1', 'who/2', 'who/3', 'who/4', 'who/5'])
      world.crm.credentials.push(storedCredential({ ...user, PublicValue: name }));
    const context = await asked();
    const rows = () => rowsOf(context.now(), '').filter(({ entry }) => entry?.PublicValue.startsWith('who/'));
    const first = () => rows().filter(({ entry }) => entry?.PublicValue === 'who/1');
    passTime();
    world.crm.fail(REMOVE, 'html-504');
    await endOf(removeRows(context, first()), context.now);
    const asAnother = async (some: ReturnType<typeof rows>) => {
      channel.send = async (message) => {
        if ((message as { command: Command }).command === 'remove') await world.signInBehind('KARE');
        return world.browser.send(message);
      };
      await endOf(removeRows(context, some), context.now);
      channel.send = (message) => world.browser.send(message);
      await repair([]);
    };
    // It is the last one, and not come to; and then it is refused.
    await asAnother([...rows().slice(1), ...first()]);
    await asAnother(first());
    expect(first()[0]?.marks).toContain('lineNotKnown');
    world.crm.fail(REMOVE, undefined);
    await until(() => world.held('who/1').length === 0, 'the removal to come');
  });

  it('tells of each removal how it has ended, also where the other tab has changed the list meanwhile', async () => {
    const context = await asked();
    const rows = rowsOf(context.now(), '').filter(({ entry }) => entry !== null);
    const [row] = rows;
    channel.send = (message) => {
      const list = { associateId: row?.user.associateId ?? 0, type: row?.type ?? '' };
      if ((message as { command: Command }).command === 'remove')
        context.dispatch({ kind: 'outdated', lists: [list] });
      return world.browser.send(message);
    };
    await removeRows(context, [row as never]);
    expect(world.held(row?.entry?.PublicValue ?? '')).toEqual([]);
    expect(saidOf(context.now())).toMatch(/ 1 lineRemoved\.$/);
  });

  it('removes nothing where nobody can say what is there', async () => {
    const context = await asked();
    const [row] = rowsOf(context.now(), '').filter(({ entry }) => entry !== null);
    world.crm.fail(LIST, 'nil');
    await removeRows(context, [row as never]);
    world.crm.fail(LIST, undefined);
    expect(world.held(row?.entry?.PublicValue ?? '')).toHaveLength(1);
    expect(saidOf(context.now())).toMatch(/ 1 notRemoved\. failure_unreadable/);
  });
});

describe('what the page says of a line', () => {
  it('says a report as well: who, what, how it ended and when, and no secret', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage(['SANNE\timap\tw/1\tS3cret-0', 'Nobody\timap\tw/2\tS3cret-1']);
    await store(context, storable(context.now()), 'store');
    const rows = reportOf(context.now());
    const headings = [
      'columnLine',
      'columnUser',
      'labelType',
      'labelPublicValue',
      'columnResult',
      'columnTime',
    ];
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(rows).toEqual([
      headings,
      ['2', 'Sanne van den Broek · SANNE · #106', 'imap', 'w/1', 'lineStored', time],
      ['3', 'Nobody', 'imap', 'w/2', 'lineSkipped. lineUnknown.', ''],
    ]);
  });

  it('that was stored while an earlier Save of it may still come', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    passTime();
    world.crm.fail(SAVE, 'html-504');
    await store(context, [line], 'store');
    world.crm.fail(SAVE, undefined);
    const again = await checkedPage();
    const anew = storable(again.now()).find(({ number }) => number === line.number) as CheckedLine;
    await store(again, [anew], 'store');
    expect(wordOf(anew, again.now())).toBe('lineStored');
    expect(detailOf(anew, again.now())).toBe('earlierMayRun');
  });

  it('that was stored while an earlier removal of its entry may still come', async () => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    await store(context, [line], 'store');
    passTime();
    world.crm.fail(REMOVE, 'html-504');
    await undo(context, [line]);
    expect(wordOf(line, context.now())).toBe('lineNotKnown');
    context.dispatch({ kind: 'edited', line: line.number, changes: { Comment: 'mended' } });
    await check(context, false);
    const mended = storable(context.now()).find(({ number }) => number === line.number) as CheckedLine;
    await store(context, [mended], 'store');
    expect(wordOf(mended, context.now())).toBe('lineStored');
    expect(detailOf(mended, context.now())).toBe('earlierMayRun');
    world.crm.fail(REMOVE, undefined);
    await until(() => world.held(line.draft.PublicValue).length === 0, 'the removal to come');
  });

  it.each([
    ['running', 'lineRemoving'],
    ['done', 'lineRemoved'],
    ['failed', 'notRemoved'],
    ['unknown', 'lineNotKnown'],
  ] as const)('that was stored, once its removal is %s', async (kind, word) => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    await store(context, [line], 'try');
    const removal = { kind, failure: { kind: 'network' }, value: null, at: 0 } as Begun<null>;
    const undone = new Map([[line.number, removal]]);
    expect(wordOf(line, { ...context.now(), undone })).toBe(word);
  });
});

describe('what is known beyond one list, one try, one tab and one page', () => {
  const NOBODY = 'Nobody\timap\tx\tS3cret-0';
  const lineOf = (context: Store, number: number) =>
    context.now().lines.find((line) => line.number === number && line.past === undefined) as CheckedLine;
  /** While it acts, somebody else signs in before each of these commands. */
  const asAnother = async (refused: Command, act: () => Promise<unknown>) => {
    channel.send = async (message) => {
      if ((message as { command: Command }).command === refused) await world.signInBehind('KARE');
      return world.browser.send(message);
    };
    await act();
    channel.send = (message) => world.browser.send(message);
    await repair([]);
  };
  const checkedAnew = async ({ now }: Store) => {
    await until(() => now().phase.kind !== 'checked', 'a check to begin');
    await until(() => now().phase.kind === 'checked', 'it to end');
  };

  beforeEach(() => {
    channel.send = (message) => world.browser.send(message);
    channel.storage = { local: world.browser.local.api, session: world.browser.session.api };
  });

  it('one line of a list was read anew, and what another one would replace was not', async () => {
    const lines = ['SANNE\timap\tw/1\tS3cret-1', 'SANNE\timap\tw/2\tS3cret-2'];
    const context = await checkedPage([NOBODY, ...lines]);
    const { check: end } = context.readAt;
    readLongAgo(context);
    context.readAt.check = end;
    context.dispatch({ kind: 'widened', width: 1 });
    const theirs = { AssociateId: 106, Type: 'imap', PublicValue: 'w/2', SecretValue: 'theirs' };
    world.crm.credentials.push(storedCredential(theirs));
    await store(context, storable(context.now()), 'store');
    expect(world.held('w/2')).toMatchObject([{ SecretValue: 'theirs' }]);
    await undo(context, added(context.now()));
    expect(world.held('w/2')).toHaveLength(1);
  });

  it('what was removed again may be stored again: its table stays', async () => {
    const context = await checkedPage([...LINES.slice(1), 'Nobody\timap\tx\tS3cret-9']);
    await store(context, storable(context.now()), 'store');
    await undo(context, added(context.now()));
    storeActions(context).leaveOut(6, true);
    await checkedAnew(context);
    expect(context.now().rows).toHaveLength(6);
  });

  it('what was tried and removed again may be stored again, also once the rest is stored', async () => {
    const context = await checkedPage(LINES.slice(1));
    await tryOne(context, triable(context.now()));
    await undo(context, added(context.now()));
    await store(context, storable(context.now()), 'store');
    expect(context.now().rows).toHaveLength(5);
  });

  it('what is left out while a line is tried may be wanted after that', async () => {
    const context = await checkedPage(LINES.slice(1, 4));
    context.dispatch({ kind: 'answered', answers: { leftOut: new Set([3, 4]) } });
    await check(context, false);
    await tryOne(context, triable(context.now()));
    expect(context.now().lines.map((line) => wordOf(line, context.now()))).toEqual([
      ...['lineStored', 'lineLeftOut', 'lineLeftOut'],
    ]);
    expect(context.now().rows).toHaveLength(4);
  });

  it.each(['its rows are asked for anew', 'its list has changed', 'the other tab has asked for it'])(
    'a removal may still come, though %s: another one that is refused leaves it open',
    async (how) => {
      const context = await checkedPage([NOBODY, 'SANNE\timap\tw/1\tS3cret-1']);
      await store(context, storable(context.now()), 'store');
      const { page, users } = context;
      let state = reduceWho(emptyWho(['imap']), { kind: 'set', changes: {} });
      const dispatch = (event: Parameters<typeof reduceWho>[1]) => {
        state = reduceWho(state, event);
      };
      const who = { page, users, dispatch, changed: () => {}, now: () => state };
      await askAll(who);
      const rows = () => rowsOf(state, '').filter(({ entry }) => entry?.PublicValue === 'w/1');
      passTime();
      world.crm.fail(REMOVE, 'html-504');
      if (how.startsWith('the other tab')) await endOf(undo(context, added(context.now())), context.now);
      else await endOf(removeRows(who, rows()), who.now);
      if (how.startsWith('its rows')) await askAll(who);
      if (how.startsWith('its list')) {
        dispatch({ kind: 'outdated', lists: [{ associateId: 106, type: 'imap' }] });
        await askQuestions(who, unreadOf(state));
      }
      await asAnother('remove', () => endOf(removeRows(who, rows()), who.now));
      expect(rows()[0]?.marks).toContain('lineNotKnown');
      world.crm.fail(REMOVE, undefined);
      await until(() => world.held('w/1').length === 0, 'the removal to come');
    },
  );

  it('a line whose end nobody knows is asked about before another table is taken, whatever was saved', async () => {
    const context = await checkedPage();
    passTime();
    world.crm.fail(SAVE, 'html-504');
    await store(context, storable(context.now()).slice(1, 2), 'store');
    context.dispatch({ kind: 'reported' });
    storeActions(context).giveText(['User\tType\tPublic value\tSecret value', ...LINES].join('\n'));
    expect(context.now().asking).toBe('replace');
  });

  it.each(['the worker was stopped', 'a second removal went well', 'the Save itself was asked about'])(
    'a removal may still come, though %s: what is stored after it says so',
    async (how) => {
      const context = await checkedPage();
      const { number } = storable(context.now())[1] as CheckedLine;
      const line = () => lineOf(context, number);
      await store(context, [line()], 'store');
      passTime();
      world.crm.fail(REMOVE, how.startsWith('a second') ? 'drop-before' : 'html-504');
      await endOf(undo(context, added(context.now())), context.now);
      expect(wordOf(line(), context.now())).toBe('lineNotKnown');
      if (how.startsWith('the worker')) world.browser.stop();
      if (how.startsWith('a second')) {
        world.crm.fail(REMOVE, undefined);
        await undo(context, added(context.now()));
        expect(wordOf(line(), context.now())).toBe('lineRemoved');
      }
      context.dispatch({ kind: 'edited', line: number, changes: { Comment: 'mended' } });
      await check(context, false);
      if (how.startsWith('the Save')) {
        world.crm.fail(SAVE, 'fault-after');
        world.crm.fail(LIST, 'html-503');
        await endOf(store(context, [line()], 'store'), context.now);
        await repair();
      }
      await endOf(store(context, [line()], 'store'), context.now);
      expect(wordOf(line(), context.now())).toBe('lineStored');
      expect(detailOf(line(), context.now())).toMatch('earlierMayRun');
    },
  );

  it('a removal that has come in the end may not still come', async () => {
    const context = await checkedPage();
    const { number } = storable(context.now())[1] as CheckedLine;
    await store(context, [lineOf(context, number)], 'store');
    passTime();
    world.crm.fail(REMOVE, 'html-504');
    const line = lineOf(context, number);
    await endOf(undo(context, added(context.now())), context.now);
    expect(wordOf(line, context.now())).toBe('lineNotKnown');
    world.crm.fail(REMOVE, undefined);
    await until(() => heldOf(line).length === 0, 'it to come');
    const { page } = context;
    const { associateId } = userOf(line);
    const removal = { tabId: page.tab.id, id: 'again', as: page.as, associateId };
    const { Type: type, PublicValue: publicValue } = line.draft;
    const checked = await world.browser.ask('checkRemoval', { ...removal, type, publicValue });
    expect(checked).toEqual({ ok: true, value: null });
    context.dispatch({ kind: 'edited', line: number, changes: { Comment: 'mended' } });
    await check(context, true);
    await endOf(store(context, [lineOf(context, number)], 'store'), context.now);
    expect(wordOf(lineOf(context, number), context.now())).toBe('lineStored');
    expect(detailOf(lineOf(context, number), context.now())).toBe('');
  });

  it('an earlier Save may still come: so it is said of the line once that is removed, too', async () => {
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    passTime();
    world.crm.fail(SAVE, 'drop-before');
    await endOf(store(context, [line], 'store'), context.now);
    world.crm.fail(SAVE, undefined);
    await endOf(store(context, [line], 'store'), context.now);
    await undo(context, added(context.now()));
    expect(wordOf(line, context.now())).toBe('lineRemoved');
    expect(detailOf(line, context.now())).toBe('earlierMayRun');
  });

  it('another page has forgotten what it had noted: it does not come back', async () => {
    const linesOf = (page: string) =>
      ['KARE', 'SANNE', 'EMILY'].map((user, at) => `${user}\timap\tpage.${page}/${at}\tS3cret-${at}`);
    const [one, other] = [await checkedPage(linesOf('one')), await checkedPage(linesOf('other'))];
    const paused = new Set<Store>();
    channel.send = async (message) => {
      const answer = await world.browser.send(message);
      const page = JSON.stringify(message).includes('page.one') ? one : other;
      if ((message as { command: Command }).command === 'save' && !paused.has(page)) {
        paused.add(page);
        page.now().running?.run.pause();
      }
      return answer;
    };
    const runs = new Map<Store, Promise<void>>();
    for (const page of [other, one]) {
      page.dispatch({ kind: 'widened', width: 1 });
      runs.set(page, store(page, storable(page.now()), 'store'));
      await until(() => page.now().running?.run.status === 'paused', 'it to pause');
      await allNoted();
    }
    for (const [page, run] of runs) {
      page.now().running?.run.resume();
      await run;
    }
    const anew = await checkedPage(linesOf('other').map((line) => line.replace('S3cret', 'New')));
    expect(anew.now().lines.map(({ state }) => state)).toEqual(['replaces', 'replaces', 'replaces']);
  });

  it('the other tab has removed an entry by the name that the server has', async () => {
    world.crm.stores = 'trimmed';
    const context = await checkedPage([NOBODY, 'SANNE\timap\tw/1 \tS3cret-1']);
    await store(context, storable(context.now()), 'store');
    world.crm.credentials.splice(world.crm.credentials.indexOf(world.held('w/1')[0] as StoredCredential), 1);
    const removed = { publicValue: 'w/1', at: Date.now() + 1 };
    storeActions(context).outdate([{ associateId: 106, type: 'imap', removed }]);
    await checkedAnew(context);
    expect(wordOf(lineOf(context, 3), context.now())).toBe('lineRemoved');
  });

  it('a line meets one whose end nobody knows, by a name with braces in it', async () => {
    const lines = ['SANNE\timap\tw/{{user}}\tS3cret-1', 'SANNE\timap\tw/2\tS3cret-2'];
    const context = await checkedPage([NOBODY, ...lines]);
    passTime();
    world.crm.fail(SAVE, 'html-504');
    await store(context, [lineOf(context, 3)], 'try');
    context.dispatch({ kind: 'edited', line: 4, changes: { PublicValue: 'w/{{user}}' } });
    await check(context, false);
    expect(lineOf(context, 4).state).toBe('twice');
  });
});
