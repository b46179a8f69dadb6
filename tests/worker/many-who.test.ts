import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { askQuestions, removeRows } from '../../batch/who-actions.ts';
import { saidOf } from '../../batch/who-outcome.ts';
import { rowsOf, unreadOf } from '../../batch/who-state.ts';
import type { Command } from '../../src/messages.ts';
import { storedCredential } from '../crm/server.ts';
import { until } from './clock.ts';
import { channel } from './many-channel.ts';
import { asAnother, askedWho, checkedPage, endOf, passTime, world } from './many-page.ts';
import { LIST, REMOVE } from './world.ts';

describe('Who has what', () => {
  const asked = async () => askedWho(await checkedPage());

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
    // It is the last one, and not come to; and then it is refused.
    const last = [...rows().slice(1), ...first()];
    await asAnother('remove', () => endOf(removeRows(context, last), context.now));
    await asAnother('remove', () => endOf(removeRows(context, first()), context.now));
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
