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
import type { Command } from '../../src/messages.ts';
import { until } from './clock.ts';
import { channel } from './many-channel.ts';
import {
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
    const lineOf = () =>
      context.now().lines.find((line) => line.number === number && line.past === undefined) as CheckedLine;
    world.crm.fail(SAVE, fault);
    passTime();
    await storeAndStop(context, lineOf());
    expect(wordOf(lineOf(), context.now())).toBe('lineNotKnown');
    return { context, actions: storeActions(context), lineOf };
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
      const context = await checkedPage();
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
    const context = await checkedPage();
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
    const context = await checkedPage();
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
