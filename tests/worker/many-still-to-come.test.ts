import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { detailOf } from '../../batch/line-details.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { store, undo } from '../../batch/run-actions.ts';
import { storable, userOf } from '../../batch/store-lines.ts';
import { askAll, askQuestions, removeRows } from '../../batch/who-actions.ts';
import { rowsOf, unreadOf } from '../../batch/who-state.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { until } from './clock.ts';
import {
  asAnother,
  askedWho,
  checkedPage,
  endOf,
  heldOf,
  lineOf,
  NOBODY,
  passTime,
  repair,
  world,
} from './many-page.ts';
import { LIST, REMOVE, SAVE } from './world.ts';

/** A Save or a removal whose answer was lost may still come: what is said meanwhile. */

describe('what the page says of a line', () => {
  it('that was stored while an earlier Save of it may still come', async () => {
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
});

it.each(['its rows are asked for anew', 'its list has changed', 'the other tab has asked for it'])(
  'a removal may still come, though %s: another one that is refused leaves it open',
  async (how) => {
    const context = await checkedPage([NOBODY, 'SANNE\timap\tw/1\tS3cret-1']);
    await store(context, storable(context.now()), 'store');
    const who = await askedWho(context);
    const rows = () => rowsOf(who.now(), '').filter(({ entry }) => entry?.PublicValue === 'w/1');
    passTime();
    world.crm.fail(REMOVE, 'html-504');
    if (how.startsWith('the other tab')) await endOf(undo(context, added(context.now())), context.now);
    else await endOf(removeRows(who, rows()), who.now);
    if (how.startsWith('its rows')) await askAll(who);
    if (how.startsWith('its list')) {
      who.dispatch({ kind: 'outdated', lists: [{ associateId: 106, type: 'imap' }] });
      await askQuestions(who, unreadOf(who.now()));
    }
    await asAnother('remove', () => endOf(removeRows(who, rows()), who.now));
    expect(rows()[0]?.marks).toContain('lineNotKnown');
    world.crm.fail(REMOVE, undefined);
    await until(() => world.held('w/1').length === 0, 'the removal to come');
  },
);

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
