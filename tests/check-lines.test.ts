import { describe, expect, it } from 'vitest';
import { type Answers, checkLines } from '../src/check-lines.ts';
import { type Draft, type StoredEntry, toStored } from '../src/credentials.ts';
import { listKey, listsOf } from '../src/lists.ts';
import { anna, check, index, kari, noAnswers, ola, otherOla, read, states, stored } from './lines.ts';
import { heaviestShare } from './processor-time.ts';

describe('the check', () => {
  const table = read([
    'AB|imap|m.example/a|x',
    'AB|imap|M.EXAMPLE/B |x',
    'Nobody|||x',
    'od|||x',
    'Ola Dahl|||x',
    'Kari Nord|||x',
    '#102|imap|m|x',
    'OD|IMAP|M|y',
    'AB|ticket|m|x',
    'AB||late|x|2027-01-02|2027-01-01',
  ]);
  const list = { associateId: 101, type: 'imap' };
  const entry = stored('m.example/b');
  const read1 = new Map([
    [listKey(list), [entry, stored('else')]],
    [listKey({ associateId: 102, type: 'imap' }), null],
  ]);

  it('gives each line one state', () => {
    expect(states(check(table, { stored: read1 }))).toBe(
      'ready replaces unknown unknown several unknown twice twice wrong wrong',
    );
  });

  it('tells what would be replaced, and what is not known', () => {
    const lines = check(table, { stored: read1 });
    expect(lines[0]?.before).toEqual([]);
    expect(lines[1]?.before).toEqual([entry]);
    expect(lines[6]?.before).toBe(null);
  });

  it('reads each list once, of everybody who is known', () => {
    expect(listsOf(check(table))).toEqual([
      list,
      { associateId: 102, type: 'imap' },
      { associateId: 102, type: 'IMAP' },
    ]);
  });

  it('reads none for a line that is left out', () => {
    const answers = { ...noAnswers, leftOut: new Set([8]) };
    expect(listsOf(check(table, { answers })).filter(({ associateId }) => associateId === 102)).toEqual([
      { associateId: 102, type: 'IMAP' },
    ]);
  });

  it('suggests who may be meant', () => {
    const [, , nobody, od, both, inactive] = check(table);
    expect(nobody?.match).toEqual({ kind: 'unknown', suggestions: [], inactive: [] });
    expect(od?.match).toEqual({ kind: 'unknown', suggestions: [ola], inactive: [] });
    expect(both?.match).toEqual({ kind: 'several', users: [ola, otherOla] });
    expect(inactive?.match).toEqual({ kind: 'unknown', suggestions: [], inactive: [kari] });
  });

  it('takes the answers of the person', () => {
    const answers: Answers = {
      users: new Map([
        [4, 103],
        [5, 102],
        [6, 103],
      ]),
      leftOut: new Set([9, 6]),
      withInactive: true,
    };
    const lines = check(table, { answers });
    expect(states(lines)).toBe('ready ready ready ready leftOut ready ready leftOut wrong wrong');
    expect(lines[2]).toMatchObject({ match: { user: otherOla }, draft: { PublicValue: 'm.example/OD2' } });
  });

  it('names the other lines of the same entry, by whatever name of the user', () => {
    const lines = check(table);
    expect([lines[6]?.twins, lines[7]?.twins, lines[0]?.twins]).toEqual([[9], [8], []]);
  });

  it('tells the first others of thousands of lines alike', () => {
    const many = read(Array.from({ length: 3_000 }, (_, at) => `AB|imap|m|${at}`));
    const [line, ...others] = check(many);
    expect(line?.twins).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(others.every(({ state, twins }) => state === 'twice' && twins.length === 11)).toBe(true);
  });

  it('skips neither of two lines of one entry: the secrets may differ', () => {
    const lines = check(read(['AB|imap|m|one', 'AB|imap|m|other']), { done: new Set([2, 3]) });
    expect(states(lines)).toBe('twice twice');
  });

  it('knows the lines again that were stored, and skips them', () => {
    const [first] = check(table);
    const list = listKey({ associateId: anna.associateId, type: first?.draft.Type ?? '' });
    const stored = new Map([[list, [toStored(first?.draft as Draft)]]]);
    const lines = check(table, { done: new Set([2, 4]), stored });
    expect(states(lines)).toBe('done ready unknown unknown several unknown twice twice wrong wrong');
  });

  it('knows a line again where the server moves times by hours, though one of its days is the form’s', () => {
    const until = read(['AB|imap|m|x||2030-01-01']);
    const [line] = check(until);
    const moved = { ValidFrom: '2026-11-28T02:00:00', ValidTo: '2030-01-02T01:59:00' };
    const there = { ...toStored(line?.draft as Draft), ...moved };
    const stored = new Map([[listKey({ associateId: anna.associateId, type: 'imap' }), [there]]]);
    expect(check(until, { done: new Set([2]), stored })[0]?.state).toBe('done');
  });

  it('does not skip a line whose entry has been removed since, or changed', () => {
    const [line] = check(table, { done: new Set([2]) });
    const list = listKey({ associateId: anna.associateId, type: line?.draft.Type ?? '' });
    const read = (entries: readonly StoredEntry[] | null) =>
      check(table, { done: new Set([2]), stored: new Map([[list, entries]]) })[0]?.state;
    expect(read([])).toBe('ready');
    const asSent = toStored(line?.draft as Draft);
    expect(read([asSent])).toBe('done');
    // The day of the form was yesterday's then, and no other.
    expect(read([{ ...asSent, ValidFrom: '2026-11-27T00:00:00' }])).toBe('done');
    expect(read([{ ...asSent, ValidFrom: '2026-11-20T00:00:00' }])).toBe('replaces');
    // Somebody has ended it since.
    expect(read([{ ...asSent, ValidTo: '2026-11-01T00:00:00' }])).toBe('replaces');
    expect(read([{ ...asSent, Comment: 'of somebody else' }])).toBe('replaces');
    // Nobody can say whether it is there still.
    expect(read(null)).toBe('ready');
    expect(line?.state).toBe('ready');
  });

  it('holds to the types that a policy allows', () => {
    expect(states(check(table, { types: ['smtp'] })).match(/wrong/g)).toHaveLength(6);
  });
});

describe('a secret', () => {
  it('of more than 70 characters, or none, is wrong', () => {
    const [long, none, most] = check(read([`AB|||${'x'.repeat(71)}`, 'OD|||', `#103|||${'x'.repeat(70)}`]));
    expect(long).toMatchObject({ state: 'wrong', errors: { SecretValue: { rule: 'tooLong', limit: 70 } } });
    expect(none).toMatchObject({ state: 'wrong', errors: { SecretValue: { rule: 'secretRequired' } } });
    expect(most?.state).toBe('ready');
  });

  it('is in nothing but the table of secrets', () => {
    const table = read(['AB|||Regnbue-17|||note', 'Nobody|||Regnbue-17', 'OD|||Regnbue-17 '.padEnd(90, 'x')]);
    const lines = check(table);
    expect(table.secrets.get(2)).toBe('Regnbue-17');
    expect(JSON.stringify([table.lines, lines, listsOf(lines)])).not.toContain('Regnbue');
  });
});

it('2,000 lines are checked without a step that is felt', () => {
  const table = read(Array.from({ length: 2_000 }, (_, at) => `${at % 2 ? 'AB' : 'ola dahl'}||m${at}|x`));
  const stored = new Map([[listKey({ associateId: 101, type: 'imap' }), []]]);
  const checking = { index, answers: noAnswers, types: [], stored, done: new Set<number>() };
  expect(heaviestShare(() => checkLines(table, checking))).toBeLessThan(0.1);
});
