import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { wordOf } from '../../batch/line-words.ts';
import { givenText } from '../../batch/reading.ts';
import { storable, triable, userOf } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import type { Command } from '../../src/messages.ts';
import { until } from './clock.ts';
import { channel } from './many-channel.ts';
import { begin, checked, LINES, REPLACED, world } from './many-page.ts';
import { LIST, SAVE } from './world.ts';

describe('one thing at a time', () => {
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
});
