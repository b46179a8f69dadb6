import './many-channel.ts';
import { describe, expect, it, vi } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { allNoted } from '../../batch/kept.ts';
import { store } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { storable } from '../../batch/store-lines.ts';
import type { Command } from '../../src/messages.ts';
import { nameKey } from '../../src/tenants.ts';
import { stopClock, until } from './clock.ts';
import { CookieJar } from './cookies.ts';
import { channel } from './many-channel.ts';
import { allLies, checkedPage, type Store, world } from './many-page.ts';

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

  it('is noted at once where the run pauses, before the next note is due', async () => {
    const context = await checkedPage();
    context.dispatch({ kind: 'widened', width: 1 });
    stopClock();
    const running = store(context, storable(context.now()).slice(1), 'store');
    const run = () => context.now().running?.run;
    await until(() => run()?.ended === 2, 'two lines to be stored');
    run()?.pause();
    await until(() => run()?.status === 'paused', 'the run to pause');
    const stored = run()?.ended;
    // The page shows it. The next note would be due later than that.
    vi.advanceTimersByTime(100);
    const kept = () =>
      world.browser.local.items[`batch:${nameKey(context.page.as.tenant)}`] as { keys: string[] } | undefined;
    await until(() => kept()?.keys.length === stored, 'all that is stored to be noted');
    run()?.stop();
    await running;
  });

  it('is no secret in the page once another table is given', async () => {
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
    const context = await checkedPage(['SANNE\timap\twalk.example/1\tS3cret-1', 'Nobody\timap\tx\tS3cret-2']);
    await store(context, storable(context.now()), 'store');
    expect(context.now().table).not.toBe(null);
    context.dispatch({ kind: 'answered', answers: { leftOut: new Set([3]) } });
    await check(context, false);
    expect(context.now()).toMatchObject({ table: null, rows: [] });
    expect(context.saves.size).toBe(0);
  });

  it('is known again on the next day, though the days of all are others then', async () => {
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
