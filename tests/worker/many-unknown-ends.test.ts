import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { detailOf } from '../../batch/line-details.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { store } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { storable, userOf } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { until } from './clock.ts';
import {
  asAnother,
  checkedPage,
  heldOf,
  isChecked,
  lineOf,
  NOBODY,
  passTime,
  putTheirs,
  storeAndStop,
  timesSent,
  USERS,
  world,
} from './many-page.ts';
import { LIST, SAVE } from './world.ts';

describe('a line', () => {
  /** A page with a line whose end nobody knows; where its Save comes later, it has come. */
  const lost = async (fault: 'drop-before' | 'html-504', begun = checkedPage()) => {
    const context = await begun;
    const { number } = storable(context.now()).find(({ state }) => state === 'ready') as CheckedLine;
    const shown = () => lineOf(context, number);
    world.crm.fail(SAVE, fault);
    passTime();
    await storeAndStop(context, shown());
    expect(wordOf(shown(), context.now())).toBe('lineNotKnown');
    return { context, actions: storeActions(context), shown };
  };
  const comes = async (line: CheckedLine) => {
    world.crm.fail(SAVE, undefined);
    await until(() => heldOf(line).length === 1, 'the Save to come');
  };

  it('whose end nobody knows is sent again as it was, whatever the table says by now', async () => {
    const context = await checkedPage();
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

  it.each(['drop-before', 'html-504'] as const)(
    'whose end nobody knows after %s replaces nothing that somebody has stored since, unless that was shown',
    async (fault) => {
      const { context, actions, shown } = await lost(fault);
      const line = shown();
      const { PublicValue } = line.draft;
      world.crm.fail(SAVE, undefined);
      if (fault === 'html-504') await comes(line);
      putTheirs(line);
      // What the page has read is of a moment ago.
      const times = timesSent(line);
      await store(context, [shown()], 'store');
      expect(timesSent(line)).toBe(times);
      expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
      expect(wordOf(shown(), context.now())).toBe('lineNotKnown');
      expect(detailOf(shown(), context.now())).toMatch(/^failure_storedOtherwise/);
      // Once it is shown, the person can agree to it.
      await isChecked(context, actions.check);
      expect(shown()).toMatchObject({ state: 'replaces', before: [{ Comment: 'theirs' }] });
      expect(detailOf(shown(), context.now())).toMatch(/replacesOld/);
      await store(context, [shown() as never], 'store');
      expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'S3cret-1' }]);
      expect(wordOf(shown(), context.now())).toBe('lineStored');
      expect(added(context.now())).toEqual([]);
    },
  );

  it('whose end nobody knows replaces nothing that has been ended a day earlier since', async () => {
    const begun = async () => {
      const context = await checkedPage();
      context.dispatch({ kind: 'defaulted', changes: { ValidTo: '2027-12-31' } });
      await check(context, true);
      return context;
    };
    const { context, actions, shown } = await lost('html-504', begun());
    await comes(shown());
    const { PublicValue } = shown().draft;
    Object.assign(world.held(PublicValue)[0] as object, {
      ValidTo: '2027-12-30T23:59:00',
      SecretValue: 'theirs',
    });
    await isChecked(context, actions.check);
    expect(shown().state).toBe('replaces');
  });

  it('whose end nobody knows is not said to be not stored because another try is refused', async () => {
    const { context, shown } = await lost('html-504');
    const line = shown();
    await asAnother('save', () => storeAndStop(context, line));
    expect(wordOf(shown(), context.now())).toBe('lineNotKnown');
    expect(detailOf(shown(), context.now())).toMatch(/^failure_unsettled failure_otherUser/);
    await comes(line);
    expect(world.held(line.draft.PublicValue)).toHaveLength(1);
  });

  it('whose end nobody knows is read before it is sent again, also where nobody could before', async () => {
    world.crm.fail(LIST, 'nil');
    const context = await checkedPage();
    expect(context.now().lines.map(({ before }) => before)).toContain(null);
    world.crm.fail(LIST, undefined);
    const { actions, shown } = await lost('drop-before', Promise.resolve(context));
    world.crm.fail(SAVE, undefined);
    await isChecked(context, actions.check);
    expect(shown()).toMatchObject({ state: 'replaces', before: [{ Comment: 'Mailbox' }] });
    putTheirs(shown());
    await store(context, [shown()], 'store');
    expect(world.held(shown().draft.PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
  });

  it('whose end nobody knows shows what is there, though its user is inactive by now', async () => {
    const { context, actions, shown } = await lost('drop-before');
    world.crm.fail(SAVE, undefined);
    const { associateId } = userOf(shown());
    const { associates } = world.crm.tenants.Cust12345;
    Object.assign(associates.find(({ AssociateId }) => AssociateId === associateId) as object, {
      Deleted: true,
    });
    putTheirs(shown());
    await isChecked(context, actions.check);
    expect(shown()).toMatchObject({ state: 'replaces', before: [{ Comment: 'theirs' }] });
    // And once it is gone again, there is nothing to replace.
    const others = world.crm.credentials.filter(({ Comment }) => Comment !== 'theirs');
    world.crm.credentials.splice(0, Infinity, ...others);
    await isChecked(context, actions.check);
    expect(shown()).toMatchObject({ state: 'ready', before: [] });
    await store(context, [shown()], 'store');
    expect(wordOf(shown(), context.now())).toBe('lineStored');
    expect(added(context.now())).toHaveLength(1);
  });

  it('that meets one whose end nobody knows waits until that is settled', async () => {
    const context = await checkedPage();
    passTime();
    world.crm.fail(SAVE, 'html-504');
    const [line, other] = storable(context.now()).slice(1);
    await store(context, [line as CheckedLine], 'try');
    world.crm.fail(SAVE, undefined);
    const [at, name] = [(line as CheckedLine).number, (line as CheckedLine).draft.PublicValue];
    const second = (other as CheckedLine).number;
    // The table says something else by now, and another line what was sent.
    context.dispatch({ kind: 'edited', line: at, changes: { PublicValue: 'walk.example/mended' } });
    const changes = { User: USERS[1] as string, PublicValue: name, Comment: 'another line' };
    context.dispatch({ kind: 'edited', line: second, changes });
    await check(context, false);
    expect(lineOf(context, second)).toMatchObject({ state: 'twice', twins: [at] });
    await store(context, [lineOf(context, at)], 'store');
    await check(context, true);
    expect(lineOf(context, second).state).toBe('replaces');
    expect(world.held(name)).toHaveLength(1);
  });
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
