import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { store, undo } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { storable, userOf } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import type { Command } from '../../src/messages.ts';
import type { StoredCredential } from '../crm/server.ts';
import { until } from './clock.ts';
import { channel } from './many-channel.ts';
import {
  asAnother,
  checkedAnew,
  checkedPage,
  endOf,
  lineOf,
  NOBODY,
  passTime,
  type Store,
  world,
} from './many-page.ts';
import { REMOVE } from './world.ts';

describe('removing again what was new', () => {
  const tableOf = (comment: string) => [
    'SANNE\timap\twalk.example/1\tS3cret-1',
    `KARE\timap\twalk.example/2\tS3cret-2\t\t\t${comment}`,
  ];
  const storeTwice = async () => {
    const context = await checkedPage([NOBODY, ...tableOf('')]);
    await store(context, storable(context.now()), 'store');
    context.dispatch({ kind: 'defaulted', changes: { Comment: 'changed' } });
    await check(context, true);
    await store(context, storable(context.now()), 'store');
    return context;
  };
  const storeOne = async (name = 'walk.example/1') => {
    const context = await checkedPage([NOBODY, `SANNE\timap\t${name}\tS3cret-1`]);
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
    const context = await checkedPage([NOBODY, ...tableOf('')]);
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
      await asAnother('remove', () => endOf(undo(context, added(context.now())), context.now));
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
