import './many-channel.ts';
import { expect, it } from 'vitest';
import { added } from '../../batch/removed-lines.ts';
import { store, undo } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { storable } from '../../batch/store-lines.ts';
import { begin, checked, checkedAnew, checkedPage, LINES, passTime, world } from './many-page.ts';
import { SAVE } from './world.ts';

/** What becomes of the table on the page, and when is asked before another one takes its place. */

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

it('what was removed again may be stored again: its table stays', async () => {
  const context = await checkedPage([...LINES.slice(1), 'Nobody\timap\tx\tS3cret-9']);
  await store(context, storable(context.now()), 'store');
  await undo(context, added(context.now()));
  storeActions(context).leaveOut(6, true);
  await checkedAnew(context);
  expect(context.now().rows).toHaveLength(6);
});

it('a line whose end nobody knows is asked about before another table is taken, whatever was saved', async () => {
  const context = await checkedPage();
  passTime();
  world.crm.fail(SAVE, 'html-504');
  await store(context, storable(context.now()).slice(1, 2), 'store');
  context.dispatch({ kind: 'reported' });
  storeActions(context).giveText(['User\tType\tPublic value\tSecret value', ...LINES].join('\n'));
  expect(context.now().asking).toBe('replace');
});
