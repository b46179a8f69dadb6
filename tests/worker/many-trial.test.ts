import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { store, tryOne, undo } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { isUnread, retryable, storable, triable, userOf } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { storedCredential } from '../crm/server.ts';
import {
  begin,
  checked,
  checkedPage,
  endOf,
  LINES,
  passTime,
  putTheirs,
  quiet,
  USERS,
  world,
} from './many-page.ts';
import { LIST, SAVE } from './world.ts';

/** One line is tried before all are stored. */

it('tries no line of which nobody could read what it would replace', async () => {
  const { context } = await begin();
  world.crm.fail(LIST, 'exception:SoValidationException');
  const checking = check(context, true);
  for (let rounds = 0; rounds < 50 && context.now().phase.kind !== 'checked'; rounds += 1) {
    await quiet();
    context.now().running?.run.resume();
  }
  await checking;
  expect(storable(context.now()).length).toBe(LINES.length);
  expect(storable(context.now()).every((line) => isUnread(context.now(), line))).toBe(true);
  expect(triable(context.now())).toBeUndefined();
});

it('tries no line whose secret may not be meant so', async () => {
  const { context } = await begin();
  const first = triable(context.now()) as CheckedLine;
  context.dispatch({ kind: 'edited', line: first.number, changes: { SecretValue: '#NAME?' } });
  await check(context, false);
  expect(triable(context.now())?.number).not.toBe(first.number);
});

it('asks before a trial is forgotten whose entry is there, or may be', async () => {
  const { context, actions } = await begin();
  const open = { kind: 'unknown', failure: { kind: 'interrupted' }, at: 0 } as const;
  context.dispatch({ kind: 'ticked', results: new Map([[3, open]]) });
  actions.giveText('User\tType\nKARE\timap');
  expect(context.now().asking).toBe('replace');
  actions.askAbout(null);
  context.dispatch({ kind: 'ticked', results: new Map() });
  await tryOne(context, triable(context.now()));
  actions.giveText('User\tType\nKARE\timap');
  expect(context.now()).toMatchObject({
    asking: 'replace',
    source: { text: expect.stringMatching(/JORG/) },
  });
});

it('keeps the rest of a table whose trial is removed again', async () => {
  const { context, actions } = await begin();
  await tryOne(context, triable(context.now()));
  context.dispatch({ kind: 'answered', answers: { leftOut: new Set([2, 4, 5, 6]) } });
  await check(context, false);
  await undo(context, added(context.now()));
  expect(world.held('walk.example/1')).toEqual([]);
  expect(context.now().table).not.toBe(null);
  actions.leaveOut(4, false);
  await checked(context);
  expect(storable(context.now()).map(({ number }) => number)).toContain(4);
});

it('what was tried and removed again may be stored again, also once the rest is stored', async () => {
  const context = await checkedPage(LINES.slice(1));
  await tryOne(context, triable(context.now()));
  await undo(context, added(context.now()));
  await store(context, storable(context.now()), 'store');
  expect(context.now().rows).toHaveLength(5);
});

it('what is left out while a line is tried may be wanted after that', async () => {
  const context = await checkedPage(LINES.slice(1, 4));
  context.dispatch({ kind: 'answered', answers: { leftOut: new Set([3, 4]) } });
  await check(context, false);
  await tryOne(context, triable(context.now()));
  expect(context.now().lines.map((line) => wordOf(line, context.now()))).toEqual([
    ...['lineStored', 'lineLeftOut', 'lineLeftOut'],
  ]);
  expect(context.now().rows).toHaveLength(4);
});

describe('a line', () => {
  it('that was tried is replaced by what it says after that', async () => {
    const context = await checkedPage();
    const line = triable(context.now()) as CheckedLine;
    await tryOne(context, line);
    context.dispatch({ kind: 'edited', line: line.number, changes: { Comment: 'mended' } });
    await check(context, false);
    const [told, anew] = context.now().lines.filter(({ number }) => number === line.number);
    expect([wordOf(told as CheckedLine, context.now()), anew?.state]).toEqual(['lineStored', 'replaces']);
    // Removed again, it is not there to be replaced.
    await undo(context, added(context.now()));
    await check(context, false);
    expect(context.now().lines.find(({ number, past }) => number === line.number && !past)?.state).toBe(
      'ready',
    );
  });

  it('that was tried, and would replace something by now, can be stored after a question', async () => {
    const context = await checkedPage();
    storeActions(context).giveText(
      [
        'User\tType\tPublic value\tSecret value',
        'SANNE\timap\twalk.example/1\tS3cret-0',
        'KARE\timap\twalk.example/2\tS3cret-1',
      ].join('\n'),
    );
    await check(context, true);
    passTime();
    world.crm.fail(SAVE, 'drop-before');
    await endOf(tryOne(context, triable(context.now())), context.now);
    world.crm.fail(SAVE, undefined);
    putTheirs(context.now().lines[0] as CheckedLine);
    await check(context, true);
    // What replaces nothing comes first, whatever one says to that question.
    expect(storable(context.now()).map(({ number }) => number)).toEqual([3]);
    await store(context, storable(context.now()), 'try');
    expect(storable(context.now())).toMatchObject([{ state: 'replaces', before: [{ Comment: 'theirs' }] }]);
    await store(context, storable(context.now()), 'store');
    expect(world.held('walk.example/1')).toMatchObject([{ SecretValue: 'S3cret-0' }]);
  });

  it('is left to the run by a trial that failed, and nothing is replaced without a question', async () => {
    const context = await checkedPage();
    world.crm.fail(SAVE, 'exception:SoValidationException');
    const [first, second] = storable(context.now()).filter(({ state }) => state === 'ready');
    await tryOne(context, first);
    await tryOne(context, triable(context.now()));
    world.crm.fail(SAVE, undefined);
    expect(retryable(context.now())).toEqual([first, second]);
    expect(storable(context.now())).toHaveLength(USERS.length);
    // Somebody else has stored the first meanwhile.
    const AssociateId = userOf(first as CheckedLine).associateId;
    world.crm.credentials.push(
      storedCredential({ AssociateId, Type: 'imap', PublicValue: (first as CheckedLine).draft.PublicValue }),
    );
    await check(context, true);
    expect(retryable(context.now()).map(({ number }) => number)).toEqual([second?.number]);
    expect(storable(context.now())).toHaveLength(USERS.length);
  });
});
