import './many-channel.ts';
import { expect, it, vi } from 'vitest';
import { detailOf } from '../../batch/line-details.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { store, undo } from '../../batch/run-actions.ts';
import { storable, userOf } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { storedCredential } from '../crm/server.ts';
import { until } from './clock.ts';
import {
  begin,
  checked,
  checkedPage,
  heldOf,
  LINES,
  NOBODY,
  passTime,
  readLongAgo,
  world,
} from './many-page.ts';
import { SAVE } from './world.ts';

/** What was read long ago is read anew before anything is stored by it. */

it('checks anew before it stores what was checked long ago', async () => {
  const { context, actions } = await begin();
  const line = storable(context.now())[1] as CheckedLine;
  readLongAgo(context);
  const AssociateId = userOf(line).associateId;
  const { PublicValue } = line.draft;
  world.crm.credentials.push(storedCredential({ AssociateId, Type: 'imap', PublicValue, Comment: 'theirs' }));
  const asked = world.crm.requests.filter(({ path }) => path.includes('/User?')).length;
  actions.store();
  await until(() => context.now().note === 'checkedAnew', 'the lines to be checked anew');
  expect(world.requests(SAVE)).toEqual([]);
  expect(context.now().lines.find(({ number }) => number === line.number)?.state).toBe('replaces');
  // Who is there was read anew as well.
  expect(world.crm.requests.filter(({ path }) => path.includes('/User?')).length).toBeGreaterThan(asked);
  actions.store();
  await until(() => context.now().running === null && context.now().hasStored, 'the lines to be stored');
  expect(world.requests(SAVE)).toHaveLength(LINES.length);
});

it('checks anew before it stores what was checked by a clock that was set back since', async () => {
  const { context, actions } = await begin();
  context.readAt.check += 60 * 60_000;
  actions.store();
  await until(() => context.now().note === 'checkedAnew', 'the lines to be checked anew');
  expect(world.requests(SAVE)).toEqual([]);
});

it('stores what a check of an hour has found, as far as it is so still', async () => {
  const { context, actions } = await begin();
  const [, line] = storable(context.now());
  const { PublicValue } = (line as CheckedLine).draft;
  const theirs = { AssociateId: userOf(line as CheckedLine).associateId, Type: 'imap', PublicValue };
  world.crm.credentials.push(storedCredential({ ...theirs, SecretValue: 'theirs' }));
  // All lists were read long before the check has ended.
  const { check: end } = context.readAt;
  readLongAgo(context);
  context.readAt.check = end;
  actions.store();
  await until(() => context.now().running === null && context.now().hasStored, 'the run to end');
  await checked(context);
  expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
  const shown = context.now().lines.find(({ number }) => number === line?.number) as CheckedLine;
  expect([wordOf(shown, context.now()), shown.state]).toEqual(['lineNotStored', 'replaces']);
  const words = context.now().lines.map((each) => wordOf(each, context.now()));
  expect(words.filter((word) => word === 'lineStored')).toHaveLength(LINES.length - 1);
});

it('says of what may be stored not that it is not, whatever is there by now', async () => {
  const { context } = await begin();
  const line = storable(context.now())[1] as CheckedLine;
  passTime();
  world.crm.fail(SAVE, 'html-504');
  await store(context, [line], 'store');
  expect(wordOf(line, context.now())).toBe('lineNotKnown');
  world.crm.fail(SAVE, undefined);
  readLongAgo(context);
  await store(context, [line], 'store');
  expect(wordOf(line, context.now())).toBe('lineStored');
  expect(heldOf(line)).toHaveLength(1);
});

it('replaces nothing that somebody has stored while a run was paused for long', async () => {
  const { context, actions } = await begin();
  const [, line] = storable(context.now());
  world.crm.fail(SAVE, '401');
  world.crm.fail('currentPrincipal', '401');
  actions.store();
  await until(() => context.now().running?.run.status === 'paused', 'the run to pause');
  world.crm.fail(SAVE, undefined);
  world.crm.fail('currentPrincipal', undefined);
  const { PublicValue } = (line as CheckedLine).draft;
  const theirs = { AssociateId: userOf(line as CheckedLine).associateId, Type: 'imap', PublicValue };
  world.crm.credentials.push(storedCredential({ ...theirs, SecretValue: 'theirs' }));
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60 * 60_000);
  context.now().running?.run.resume();
  await until(() => context.now().running === null, 'the run to end');
  await checked(context);
  now.mockRestore();
  expect(world.held(PublicValue)).toMatchObject([{ SecretValue: 'theirs' }]);
  const shown = context.now().lines.find(({ number }) => number === line?.number) as CheckedLine;
  expect([wordOf(shown, context.now()), shown.state]).toEqual(['lineNotStored', 'replaces']);
  expect(detailOf(shown, context.now())).toMatch(/^failure_entryChanged replacesOld/);
  const words = context.now().lines.map((each) => wordOf(each, context.now()));
  expect(words.filter((word) => word === 'lineStored')).toHaveLength(LINES.length - 1);
  expect(added(context.now()).map(({ number }) => number)).not.toContain(line?.number);
});

it('one line of a list was read anew, and what another one would replace was not', async () => {
  const lines = ['SANNE\timap\tw/1\tS3cret-1', 'SANNE\timap\tw/2\tS3cret-2'];
  const context = await checkedPage([NOBODY, ...lines]);
  const { check: end } = context.readAt;
  readLongAgo(context);
  context.readAt.check = end;
  context.dispatch({ kind: 'widened', width: 1 });
  const theirs = { AssociateId: 106, Type: 'imap', PublicValue: 'w/2', SecretValue: 'theirs' };
  world.crm.credentials.push(storedCredential(theirs));
  await store(context, storable(context.now()), 'store');
  expect(world.held('w/2')).toMatchObject([{ SecretValue: 'theirs' }]);
  await undo(context, added(context.now()));
  expect(world.held('w/2')).toHaveLength(1);
});
