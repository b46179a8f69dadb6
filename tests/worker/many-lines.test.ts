import './many-channel.ts';
import { describe, expect, it } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { errorsForAll } from '../../batch/errors-for-all.ts';
import { wordOf } from '../../batch/line-words.ts';
import { added } from '../../batch/removed-lines.ts';
import { reportOf } from '../../batch/report.ts';
import type { Begun } from '../../batch/run.ts';
import { store, undo } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { storable, triable } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { checkedPage, LINES, nameOf, world } from './many-page.ts';

describe('a line', () => {
  it('keeps its secret where the field for another one was left empty', async () => {
    const context = await checkedPage();
    context.dispatch({ kind: 'edited', line: 3, changes: { SecretValue: '', Comment: 'new' } });
    await check(context, false);
    expect(context.now().table?.secrets.get(3)).toBe('S3cret-1');
    expect(context.now().lines.find(({ number }) => number === 3)).toMatchObject({
      state: 'ready',
      draft: { Comment: 'new' },
    });
  });

  it('of what was removed again is to be stored once more, once it is checked anew', async () => {
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    await store(context, [line], 'store');
    await undo(context, added(context.now()));
    expect(wordOf(line, context.now())).toBe('lineRemoved');
    await check(context, true, false);
    expect(storable(context.now()).map(({ number }) => number)).not.toContain(line.number);
    await check(context, true);
    expect(storable(context.now()).map(({ number }) => number)).toContain(line.number);
    // What was done is told beside it.
    const words = context.now().lines.map((each) => [each.number, wordOf(each, context.now())]);
    expect(words).toContainEqual([line.number, 'lineRemoved']);
    const anew = storable(context.now()).find(({ number }) => number === line.number) as CheckedLine;
    await store(context, [anew], 'store');
    expect(world.held(line.draft.PublicValue)).toHaveLength(1);
  });

  it('that is renewed is not taken for the work of an earlier run', async () => {
    const context = await checkedPage();
    const actions = storeActions(context);
    await store(context, storable(context.now()).slice(1), 'store');
    const cells = `User\tType\tPublic value\nSANNE\timap\t${nameOf(2)}`;
    const checkedAs = async (give: (cells: string) => void) => {
      give(cells);
      if (context.now().asking === 'replace') actions.replace();
      await check(context, true);
      return context.now().lines.map((each) => [each.state, Object.keys(each.errors)]);
    };
    expect(await checkedAs(actions.giveText)).toEqual([['done', ['SecretValue']]]);
    expect(await checkedAs(actions.renew)).toEqual([['wrong', ['SecretValue']]]);
    // It is typed on, and then another table.
    expect(await checkedAs((given) => actions.typeText(`${given} `))).toEqual([['wrong', ['SecretValue']]]);
    actions.renew(cells);
    const [heading] = cells.split('\n');
    actions.typeText(`${heading}\nKARE\timap\tanother.example/1\tS3cret`);
    expect(context.now()).toMatchObject({ source: { isRenewal: false }, asking: null });
    actions.typeText(LINES.join('\n'));
    expect(context.now()).toMatchObject({ source: { isRenewal: false }, asking: null });
  });

  it('with a wrong date that holds for all is wrong there', async () => {
    const context = await checkedPage();
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '31.11.2027' } });
    expect(errorsForAll(context.now())).toEqual({});
    await check(context, true);
    expect(errorsForAll(context.now())).toEqual({ ValidTo: { rule: 'dateImpossible' } });
    // One line's own day is its own matter.
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '2030-01-01' } });
    context.dispatch({ kind: 'edited', line: 3, changes: { ValidFrom: '2031-01-01' } });
    await check(context, true);
    expect(context.now().lines[1]?.state).toBe('wrong');
    expect(errorsForAll(context.now())).toEqual({});
    // Nor is what was stored before.
    context.dispatch({ kind: 'edited', line: 3, changes: { ValidFrom: '' } });
    await check(context, true);
    await store(context, [triable(context.now()) as CheckedLine], 'try');
    context.dispatch({ kind: 'defaulted', changes: { ValidTo: '31.11.2027' } });
    await check(context, true);
    expect(errorsForAll(context.now())).toEqual({ ValidTo: { rule: 'dateImpossible' } });
  });

  it('is for whom its column names, whoever was chosen for another one', async () => {
    const context = await checkedPage();
    const users = new Map([[3, 112]]);
    context.dispatch({ kind: 'answered', answers: { users } });
    context.dispatch({ kind: 'placed', column: 3, as: 'Comment' });
    expect(context.now().answers.users).toEqual(users);
    context.dispatch({ kind: 'placed', column: 2, as: 'User' });
    expect(context.now().answers.users.size).toBe(0);
  });
});

describe('what the page says of a line', () => {
  it('says a report as well: who, what, how it ended and when, and no secret', async () => {
    const context = await checkedPage(['SANNE\timap\tw/1\tS3cret-0', 'Nobody\timap\tw/2\tS3cret-1']);
    await store(context, storable(context.now()), 'store');
    const rows = reportOf(context.now());
    const headings = [
      'columnLine',
      'columnUser',
      'labelType',
      'labelPublicValue',
      'columnResult',
      'columnTime',
    ];
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(rows).toEqual([
      headings,
      ['2', 'Sanne van den Broek · SANNE · #106', 'imap', 'w/1', 'lineStored', time],
      ['3', 'Nobody', 'imap', 'w/2', 'lineSkipped. lineUnknown.', ''],
    ]);
  });

  it.each([
    ['running', 'lineRemoving'],
    ['done', 'lineRemoved'],
    ['failed', 'notRemoved'],
    ['unknown', 'lineNotKnown'],
  ] as const)('that was stored, once its removal is %s', async (kind, word) => {
    const context = await checkedPage();
    const line = storable(context.now())[1] as CheckedLine;
    await store(context, [line], 'try');
    const removal = { kind, failure: { kind: 'network' }, value: null, at: 0 } as Begun<null>;
    const undone = new Map([[line.number, removal]]);
    expect(wordOf(line, { ...context.now(), undone })).toBe(word);
  });
});
