import './many-channel.ts';
import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { store } from '../../batch/run-actions.ts';
import { storable, unfinished } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import type { Command } from '../../src/messages.ts';
import type { FaultName } from '../crm/server.ts';
import { stopClock, until } from './clock.ts';
import { channel } from './many-channel.ts';
import { allLies, checkedPage, quiet, repair, type Store, secretOf, USERS, world } from './many-page.ts';
import { LIST, SAVE } from './world.ts';

/** The page and the worker as they are, on the demo CRM, while anything goes wrong: what is said of each line is true. */

const SEED = Number(process.env.KEYRING_WALK_SEED ?? 1);
const STEPS = Number(process.env.KEYRING_WALK_STEPS ?? 100);

/** What may become of a request that stores. */
const FAULTS: readonly FaultName[] = [
  ...(['drop-before', 'drop-after', 'slow', '401', '403', '302', '421', '429', 'fault-500'] as const),
  ...(['html-200', 'html-502', 'html-503', 'html-504', 'truncated', 'doctype', 'nil'] as const),
  ...(['fault-after', 'slow-then-drop', 'quotes-secret', 'exception:SoSentryException'] as const),
];

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

/** How often the CRM has carried out what a line says. */
const timesStored = (line: CheckedLine) =>
  world.carrying(secretOf(line)).filter(({ executed }) => executed > 0).length;

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

describe('a run over a table, under random faults, with KEYRING_WALK_SEED', () => {
  const seeds = Array.from({ length: Math.ceil(STEPS / USERS.length) }, (_, index) => SEED + index);
  it.each(seeds)('%i says of no line what is not so, and stores none twice', async (seed) => {
    const draw = drawing(seed);
    const drawStop = drawing(seed + 1);
    if (draw(3) === 0) world.crm.soapTakes = 'no tickets';
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
