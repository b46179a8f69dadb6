import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ItemState, type Run, type RunOptions, startRun } from '../batch/run.ts';
import type { Width } from '../batch/width.ts';
import type { Failure } from '../src/failures.ts';
import { failed, type Result, success } from '../src/result.ts';

const sessionEnded: Failure = { kind: 'sessionEnded' };
const refused: Failure = { kind: 'refused', exceptionType: 'SoArgumentException', serverMessage: 'no' };
const interrupted: Failure = { kind: 'interrupted' };
const unsettled = (cause: Failure): Failure => ({ kind: 'unsettled', lossReason: interrupted, cause });
const notYet: Failure = { kind: 'notSavedYet', cause: { kind: 'noAnswer' } };
const notSaved: Failure = { kind: 'notSaved', cause: { kind: 'unreadable' } };

/** A run whose answers a test gives, one at a time. */
function controlled(items: number, more: Partial<RunOptions<number, string>> = {}) {
  const asked: string[] = [];
  const answers = new Map<string, (result: Result<string>) => void>();
  const clock = { now: 0 };
  const open = (act: string) => (item: number) => {
    asked.push(`${act} ${item}`);
    return new Promise<Result<string>>((resolve) => answers.set(`${act} ${item}`, resolve));
  };
  const run = startRun({
    items: Array.from({ length: items }, (_, index) => index),
    ask: open('ask'),
    settle: open('settle'),
    now: () => clock.now,
    onChange: () => undefined,
    ...more,
  });
  return {
    run,
    clock,
    /** What was asked since this was looked at last. */
    asked: () => asked.splice(0),
    answer: async (key: string, result: Failure | string) => {
      const resolve = answers.get(key);
      if (!resolve) throw new Error(`nobody asked to ${key}`);
      answers.delete(key);
      resolve(typeof result === 'string' ? success(result) : failed(result));
      await turn();
    },
    kinds: () => run.states.map(({ kind }) => kind).join(' '),
  };
}

const LEFT = { kind: 'unknown', failure: unsettled({ kind: 'noConnection' }), at: 0 } as const;

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('asks for as many at a time as it is wide, four by itself, and for each once', async () => {
  const { run, asked, answer, kinds, clock } = controlled(6);
  await turn();
  expect(asked()).toEqual(['ask 0', 'ask 1', 'ask 2', 'ask 3']);
  clock.now = 500;
  await answer('ask 2', 'stored');
  expect(asked()).toEqual(['ask 4']);
  for (const index of [0, 1, 3, 4, 5]) await answer(`ask ${index}`, 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('done done done done done done');
  expect(run.states[2]).toEqual({ kind: 'done', value: 'stored', at: 500 });
  expect(run).toMatchObject({ status: 'ended', ended: 6, pausedBy: null });
});

it('asks for some more ahead, and settles no more at a time than it is wide', async () => {
  const { run, asked, answer } = controlled(5, {
    width: 2,
    ahead: 1,
    leftUnknown: (item) => (item < 3 ? LEFT : undefined),
  });
  await turn();
  expect(asked()).toEqual(['settle 0', 'settle 1']);
  await answer('settle 0', 'stored');
  expect(asked()).toEqual(['settle 2']);
  await answer('settle 1', 'stored');
  expect(asked()).toEqual(['ask 3']);
  await answer('settle 2', 'stored');
  expect(asked()).toEqual(['ask 4']);
  for (const key of ['ask 3', 'ask 4']) await answer(key, 'stored');
  await run.whenEnded;
});

it('goes on without whom a right is refused for once more, though others were stored since', async () => {
  const notAllowed: Failure = { kind: 'notAllowed', serverMessage: 'no' };
  const { run, answer, kinds } = controlled(3, { width: 1 });
  await turn();
  await answer('ask 0', notAllowed);
  expect(run).toMatchObject({ status: 'paused', pausedBy: notAllowed });
  run.resume();
  await turn();
  for (const index of [1, 2]) await answer(`ask ${index}`, 'stored');
  await answer('ask 0', notAllowed);
  await run.whenEnded;
  expect(kinds()).toBe('failed done done');
});

it('ends at once where there is nothing to do', async () => {
  const { run } = controlled(0);
  await run.whenEnded;
  expect(run.status).toBe('ended');
});

it('goes on after a failure of one entry', async () => {
  const { run, answer, kinds } = controlled(2, { width: 1 });
  await turn();
  await answer('ask 0', refused);
  await answer('ask 1', 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('failed done');
  expect(run.states[0]).toMatchObject({ failure: refused });
});

it.each<Failure>([
  sessionEnded,
  { kind: 'otherUser', expected: 'A', actual: 'B' },
  { kind: 'tabClosed' },
  { kind: 'tenantMoved' },
  { kind: 'notAllowed', serverMessage: '' },
  { kind: 'noConnection' },
  { kind: 'busy', seconds: 20 },
])(
  'pauses at once for a failure of the connection, and then goes on with that entry as well: %j',
  async (failure) => {
    const { run, asked, answer, kinds } = controlled(4, { width: 2 });
    await turn();
    await answer('ask 0', failure);
    expect(run).toMatchObject({ status: 'pausing', pausedBy: failure });
    await answer('ask 1', 'stored');
    expect(run.status).toBe('paused');
    expect(asked()).toEqual(['ask 0', 'ask 1']);
    expect(kinds()).toBe('waiting done waiting waiting');
    run.resume();
    expect(run.pausedBy).toBe(null);
    for (const index of [2, 3, 0]) await answer(`ask ${index}`, 'stored');
    await run.whenEnded;
    expect(kinds()).toBe('done done done done');
  },
);

it('pauses after three failures alike in a row, and after no others', async () => {
  const { run, answer } = controlled(9, { width: 1 });
  const other = { ...refused, exceptionType: 'SoOtherException' };
  await turn();
  for (const [index, result] of [refused, refused, 'stored', refused, refused, other].entries())
    await answer(`ask ${index}`, result);
  expect(run.status).toBe('running');
  await answer('ask 6', other);
  await answer('ask 7', { ...other, serverMessage: 'about somebody else' });
  expect(run).toMatchObject({ status: 'paused', pausedBy: { kind: 'refused' } });
  run.resume();
  await answer('ask 8', refused);
  await run.whenEnded;
});

it('goes on where it was told to while it was about to pause, whatever was asked for before fails for', async () => {
  const { run, asked, answer, kinds } = controlled(8, { width: 3 });
  await turn();
  for (const index of [0, 1, 2]) await answer(`ask ${index}`, refused);
  expect(run).toMatchObject({ status: 'pausing', pausedBy: refused });
  run.resume();
  await answer('ask 3', refused);
  await answer('ask 4', sessionEnded);
  for (const index of [5, 6]) await answer(`ask ${index}`, refused);
  expect(run).toMatchObject({ status: 'running', pausedBy: null });
  await answer('ask 7', refused);
  expect(run).toMatchObject({ status: 'pausing', pausedBy: refused });
  run.resume();
  await answer('ask 4', sessionEnded);
  expect(run).toMatchObject({ status: 'running', pausedBy: null });
  expect(asked().slice(5)).toEqual(['ask 5', 'ask 6', 'ask 7', 'ask 4', 'ask 4']);
  await answer('ask 4', sessionEnded);
  expect(run).toMatchObject({ status: 'paused', pausedBy: sessionEnded });
  run.resume();
  await answer('ask 4', 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('failed failed failed failed done failed failed failed');
});

it('pauses before the next one, and stops likewise, for good', async () => {
  const { run, asked, answer, kinds } = controlled(4, { width: 1 });
  await turn();
  run.pause();
  await answer('ask 0', 'stored');
  expect(run.status).toBe('paused');
  run.resume();
  run.stop();
  expect(run.status).toBe('stopping');
  await answer('ask 1', 'stored');
  await run.whenEnded;
  expect(asked()).toEqual(['ask 0', 'ask 1']);
  expect(kinds()).toBe('done done skipped skipped');
});

it('says of what failed for the connection and was not tried again that it failed', async () => {
  const { run, answer, kinds } = controlled(2, { width: 1 });
  await turn();
  await answer('ask 0', sessionEnded);
  run.stop();
  await run.whenEnded;
  expect(kinds()).toBe('failed skipped');
});

it('asks what the server holds where an answer was lost, and sends nothing again', async () => {
  const { run, asked, answer, kinds } = controlled(3, { width: 1 });
  await turn();
  await answer('ask 0', interrupted);
  expect(asked()).toEqual(['ask 0', 'settle 0']);
  await answer('settle 0', 'stored');
  await answer('ask 1', { kind: 'internal', error: 'TypeError' });
  await answer('settle 1', notSaved);
  await answer('ask 2', interrupted);
  // The worker was stopped once more.
  await answer('settle 2', interrupted);
  expect(run).toMatchObject({ status: 'paused', pausedBy: { kind: 'unsettled' } });
  expect(kinds()).toBe('done failed unknown');
  run.resume();
  await answer('settle 2', 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('done failed done');
  expect(asked()).toEqual(['ask 1', 'settle 1', 'ask 2', 'settle 2', 'settle 2']);
});

it('settles what is open before it goes on, and once more in the end', async () => {
  const { run, asked, answer, kinds } = controlled(3, { width: 1 });
  await turn();
  await answer('ask 0', unsettled({ kind: 'noConnection' }));
  run.resume();
  await answer('settle 0', notYet);
  await answer('ask 1', notYet);
  await answer('ask 2', 'stored');
  expect(asked()).toEqual(['ask 0', 'settle 0', 'ask 1', 'ask 2', 'settle 0']);
  await answer('settle 0', 'stored');
  await answer('settle 1', notYet);
  await run.whenEnded;
  expect(kinds()).toBe('done unknown done');
});

it('settles what an earlier run has left open, and asks for it again only where the server could be asked', async () => {
  const { run, asked, answer, kinds } = controlled(4, {
    width: 1,
    leftUnknown: (item) => (item < 3 ? LEFT : undefined),
  });
  await turn();
  await answer('settle 0', 'stored');
  await answer('settle 1', notYet);
  await answer('settle 2', unsettled({ kind: 'noAnswer' }));
  await answer('ask 3', 'stored');
  await answer('ask 1', 'stored');
  await answer('settle 2', unsettled({ kind: 'noAnswer' }));
  await run.whenEnded;
  expect(kinds()).toBe('done done unknown done');
  expect(asked()).toEqual(['settle 0', 'settle 1', 'settle 2', 'ask 3', 'ask 1', 'settle 2']);
});

it('asks again for what an earlier run has carried out in a name that nobody knows', async () => {
  const { run, asked, answer, kinds } = controlled(1, { leftUnknown: () => LEFT });
  await turn();
  // How that one ended is known, and stays: asking the server cannot tell.
  await answer('settle 0', { kind: 'userUnverified', expected: 'A', cause: { kind: 'notSignedIn' } });
  await answer('ask 0', 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('done');
  expect(asked()).toEqual(['settle 0', 'ask 0']);
});

it('leaves what an earlier run has left unknown unknown until it is known, or asked for again', async () => {
  const { run, answer, kinds } = controlled(3, { width: 1, leftUnknown: () => LEFT });
  expect(kinds()).toBe('unknown unknown unknown');
  expect(run.ended).toBe(0);
  await turn();
  await answer('settle 0', notYet);
  // It may still be done.
  expect(kinds()).toBe('unknown running unknown');
  await answer('settle 1', notSaved);
  expect(kinds()).toBe('unknown waiting running');
  run.stop();
  await answer('settle 2', 'stored');
  await run.whenEnded;
  expect(kinds()).toBe('unknown failed done');
});

it('tells by its pace how long the rest takes, without the time of pauses', async () => {
  const { run, answer, clock } = controlled(4, { width: 1 });
  await turn();
  expect(run.timeLeft()).toBe(null);
  clock.now = 100;
  await answer('ask 0', 'stored');
  expect(run.timeLeft()).toBe(300);
  run.pause();
  clock.now = 200;
  await answer('ask 1', 'stored');
  clock.now = 10_000;
  expect(run.timeLeft()).toBe(200);
  run.resume();
  clock.now = 10_100;
  await answer('ask 2', 'stored');
  expect(run.timeLeft()).toBe(100);
  await answer('ask 3', 'stored');
  await run.whenEnded;
});

/** A server under a run: what it holds, and what may still reach it. */
class Server {
  readonly held = new Map<number, number>();
  readonly late = new Set<number>();
  readonly asked = new Set<number>();
  underWay = 0;
  most = 0;
  readonly waiting: (() => void)[] = [];

  holds(item: number): boolean {
    return this.held.has(item);
  }

  store(item: number): void {
    this.late.delete(item);
    this.held.set(item, (this.held.get(item) ?? 0) + 1);
  }

  /** A request whose answer was lost is carried out after all. */
  arrive(): void {
    const [item] = this.late;
    if (item !== undefined) this.store(item);
  }

  /** Answers when the walk says so. */
  async answer(give: () => Result<string>): Promise<Result<string>> {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.underWay -= 1;
    return give();
  }
}

/** How an exchange goes; what is answered is true of the server. */
const FAULTS: { readonly [name: string]: (server: Server, item: number) => Result<string> } = {
  none: (server, item) => {
    server.store(item);
    return success('stored');
  },
  refused: () => failed(refused),
  sessionEnded: () => failed(sessionEnded),
  notAllowed: () => failed({ kind: 'notAllowed', serverMessage: '' }),
  notSaved: () => failed(notSaved),
  storedAndInterrupted: (server, item) => {
    server.store(item);
    return failed(interrupted);
  },
  interrupted: () => failed(interrupted),
  storedLater: (server, item) => {
    server.late.add(item);
    return failed(interrupted);
  },
  thrown: (server, item) => {
    server.store(item);
    throw new TypeError();
  },
  storedAndUnsettled: (server, item) => {
    server.store(item);
    return failed(unsettled({ kind: 'noConnection' }));
  },
  notYet: (server, item) => {
    server.late.add(item);
    return failed(notYet);
  },
  alike: (server, item) => {
    server.store(item);
    return failed({ kind: 'indistinguishable' });
  },
  otherUser: (server, item) => {
    server.store(item);
    return failed({ kind: 'userChanged', expected: 'A', actual: 'B' });
  },
};
const FAULT_NAMES = Object.keys(FAULTS);

/** What a settlement answers, by a number at random. */
function settlement(server: Server, item: number, chance: number): Result<string> {
  if (chance === 0) return failed(unsettled({ kind: 'noConnection' }));
  if (chance === 1) return failed(interrupted);
  if (chance === 2) return failed(unsettled({ kind: 'noAnswer' }));
  if (server.holds(item)) return success('read back');
  return failed(server.late.has(item) || chance === 3 ? notYet : notSaved);
}

/** What no state may ever say of an item, if it does. */
function untruthOf(server: Server, { kind }: ItemState<string>, item: number): string[] {
  const times = server.held.get(item) ?? 0;
  const isTrue = {
    done: times === 1,
    failed: times === 0 && !server.late.has(item),
    waiting: times === 0 && !server.late.has(item),
    skipped: !server.asked.has(item),
    running: times <= 1,
    unknown: times <= 1,
  }[kind];
  return isTrue ? [] : [`${kind}, and stored ${times} times`];
}

function startOn(server: Server, items: number, { width, chances }: { width: Width; chances: number[] }) {
  const next = () => chances.shift() ?? FAULT_NAMES.length;
  // The run takes what an asker throws for a lost answer: what is wrong is told in the end.
  const wrong: string[] = [];
  const run: Run<string> = startRun<number, string>({
    items: Array.from({ length: items }, (_, index) => index),
    ask: (item) => {
      if (run.status !== 'running') wrong.push(`asked while ${run.status}`);
      if (server.holds(item) || server.late.has(item)) wrong.push('asked for what may be stored');
      server.asked.add(item);
      const fault = FAULTS[FAULT_NAMES[next()] ?? 'none'];
      return server.answer(() => (fault as NonNullable<typeof fault>)(server, item));
    },
    settle: (item) => server.answer(() => settlement(server, item, next())),
    width,
    now: () => 0,
    onChange: () => {
      for (const [item, state] of run.states.entries()) wrong.push(...untruthOf(server, state, item));
    },
  });
  return { run, wrong };
}

it('says of no item that it was stored where it was not, and sends none twice, under any fault', async () => {
  const steps = fc.array(fc.nat({ max: 11 }), { maxLength: 60 });
  const chances = fc.array(fc.nat({ max: FAULT_NAMES.length }), { maxLength: 40 });
  const width = fc.constantFrom<Width>(1, 2, 4, 6);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 8 }), width, steps, chances, async (items, width, steps, chances) => {
      const server = new Server();
      const { run, wrong } = startOn(server, items, { width, chances: [...chances] });
      await turn();
      for (const step of steps) {
        if (step === 0) run.pause();
        else if (step === 1) run.resume();
        else if (step === 2 && steps.length % 2 === 0) run.stop();
        else if (step === 3) server.arrive();
        else server.waiting.splice(step % (server.waiting.length || 1), 1)[0]?.();
        await turn();
      }
      // From here on nothing goes wrong any more, and the person goes on whenever it pauses.
      for (let rounds = 0; run.status !== 'ended'; rounds += 1) {
        expect(rounds).toBeLessThan(500);
        run.resume();
        server.waiting.shift()?.();
        await turn();
      }
      await run.whenEnded;
      expect(wrong).toEqual([]);
      expect(server.most).toBeLessThanOrEqual(width);
      expect(server.waiting).toEqual([]);
      const kinds = new Set(run.states.map(({ kind }) => kind));
      for (const open of ['waiting', 'running'] as const) expect(kinds).not.toContain(open);
    }),
    { numRuns: 1000 },
  );
});
