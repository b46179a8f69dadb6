import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, type CheckedLine, type Checking, checkLines } from '../src/check-lines.ts';
import { type Draft, type StoredEntry, toStored } from '../src/credentials.ts';
import { doneKey } from '../src/done-key.ts';
import { entryRows } from '../src/entry-rows.ts';
import { makeSecret } from '../src/generator.ts';
import { listKey, listsOf } from '../src/lists.ts';
import { type Defaults, type Reading, readLines, type Table } from '../src/read-lines.ts';
import { warningsOf } from '../src/secret-warnings.ts';
import { decode, type Rows, readFile, readPasted, regionOf, writeCells, writeFile } from '../src/table.ts';
import { COLUMNS, placeColumns } from '../src/table-columns.ts';
import { indexUsers, type TableUser } from '../src/table-users.ts';
import { heaviestShare } from './processor-time.ts';

function result<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

const user = (associateId: number, userName: string, fullName: string, more: Partial<TableUser> = {}) => ({
  associateId,
  userName,
  fullName,
  signInName: '',
  email: `${userName.toLowerCase()}@fjordlys.example`,
  group: 'Sales',
  mark: null,
  ...more,
});
const anna = user(101, 'AB', 'Anna van den Berg-Ås');
const ola = user(102, 'OD', 'Ola Dahl');
const otherOla = user(103, 'OD2', 'Ola Dahl', { email: '' });
const kari = user(104, 'KN', 'Kari Nord', { mark: 'inactive' });
const index = result(indexUsers([anna, ola, otherOla, kari]));

const region = regionOf('nb-NO');
const defaults: Defaults = {
  Type: 'imap',
  PublicValue: 'm.example/{user}',
  Comment: '',
  ValidFrom: '2026-11-28T00:00',
  ValidTo: '',
  IsActive: 'yes',
};
const READING = { defaults, region, dateOrder: null, edits: new Map(), madeSecrets: new Map() };
const HEADING = 'User|Type|Public value|Secret value|Valid from|Valid to|Comment|Active';

const TEXTS = {
  headings: Object.fromEntries(HEADING.split('|').map((name, at) => [COLUMNS[at], name])) as {
    [C in (typeof COLUMNS)[number]]: string;
  },
  yes: 'ja',
  no: 'nei',
};

/** The lines of a table, whose columns are found out. */
function readRows(rows: Rows, more: Partial<Reading> = {}): Table {
  const reading = { ...READING, begun: defaults };
  return result(readLines(rows, { ...placeColumns(rows, { types: [], region }), ...reading, ...more }));
}

/** Lines below the full heading; the first has the number 2. */
function read(lines: readonly string[], more: Partial<Reading> = {}): Table {
  return readRows(
    [HEADING, ...lines].map((line) => line.split('|')),
    more,
  );
}

const noAnswers: Answers = { users: new Map(), leftOut: new Set(), withInactive: false };
const check = (table: Table, more: Partial<Checking> = {}): readonly CheckedLine[] =>
  result(
    checkLines(table, { index, answers: noAnswers, types: [], stored: new Map(), done: new Set(), ...more }),
  );
const states = (lines: readonly CheckedLine[]) => lines.map(({ state }) => state).join(' ');
const stored = (PublicValue: string, more: Partial<StoredEntry> = {}): StoredEntry => ({
  PublicValue,
  Comment: 'old',
  ValidFrom: '2020-01-01T00:00:00',
  ValidTo: '2027-01-01T23:59:00',
  IsActive: true,
  ...more,
});

describe('a line', () => {
  it('says what its cells say', () => {
    const { lines, secrets } = read(['AB| smtp |m.example/a|x|1.2.2027|31.12.2027|note|nei']);
    expect(lines).toMatchObject([
      {
        number: 2,
        cells: { User: 'AB' },
        draft: {
          Type: 'smtp',
          PublicValue: 'm.example/a',
          Comment: 'note',
          ValidFrom: '2027-02-01T00:00',
          ValidTo: '2027-12-31T23:59',
          IsActive: false,
        },
        errors: {},
      },
    ]);
    expect(secrets.get(2)).toBe('x');
  });

  it('has from “For all” what is missing, whether cell or column', () => {
    const { lines } = readRows([['AB', 'x']], {
      columns: ['User', 'SecretValue'],
      defaults: { ...defaults, ValidTo: '2027-12-31', Comment: 'all' },
    });
    expect(lines).toMatchObject([
      { number: 1, draft: { Type: 'imap', Comment: 'all', ValidTo: '2027-12-31T23:59', IsActive: true } },
    ]);
    expect(read(['AB|||x||||']).lines[0]?.draft.PublicValue).toBe('m.example/{user}');
  });

  it('is below the heading, wherever that is', () => {
    const rows = ['', 'New server', HEADING, 'AB', HEADING, 'OD'].map((row) => row.split('|'));
    expect(readRows(rows).lines.map(({ number, cells }) => [number, cells.User])).toEqual([
      [4, 'AB'],
      [6, 'OD'],
    ]);
  });

  it('keeps its number as the spreadsheet counts, over blank rows', () => {
    expect(read(['AB|||x', '  | ', '', 'OD|||y']).lines.map(({ number }) => number)).toEqual([2, 5]);
  });

  it('is read in slices, so that a long table does not stop the page', () => {
    const rows = Array.from({ length: 2000 }, (_, number) => [`U${number}`, 'imap', 'm', 's', '1.2.2027']);
    const columns = ['User', 'Type', 'PublicValue', 'SecretValue', 'ValidTo'] as const;
    const reading = { ...READING, begun: defaults };
    const work = readLines(rows, { ...reading, hasHeading: false, columns });
    let slices = 0;
    while (!work.next().done) slices += 1;
    expect(slices).toBeGreaterThanOrEqual(2 * rows.length);
  });

  it('is found by an id that stands alone, where the column says so', () => {
    const table = readRows([
      ['AssociateId', 'Type', 'PublicValue', 'SecretValue'],
      ['102', 'imap', 'm', 'x'],
    ]);
    expect(check(table)).toMatchObject([{ state: 'ready', match: { user: ola } }]);
  });

  it('is mended in place', () => {
    const table = read(['Nobody|||x|31.11.2026'], {
      edits: new Map([[2, { User: 'AB', ValidFrom: '30.11.2026', SecretValue: '=y' }]]),
    });
    expect(states(check(table))).toBe('ready');
    expect(table.secrets.get(2)).toBe('=y');
  });

  it('says which cells cannot be read', () => {
    const table = read(['AB|||x|31.11.2026|soon||perhaps']);
    expect(check(table)).toMatchObject([
      {
        state: 'wrong',
        errors: {
          ValidFrom: { rule: 'dateImpossible' },
          ValidTo: { rule: 'dateUnreadable' },
          IsActive: { rule: 'notYesNo' },
        },
      },
    ]);
  });
});

describe('dates that are two days', () => {
  const lines = ['AB|||x|03/04/2027|05/06/2027', 'OD|||y|03/04/2027|'];

  it('are asked about once, and until then are wrong', () => {
    const table = read(lines);
    expect(table.ambiguousDates).toEqual(['03/04/2027', '05/06/2027']);
    expect(states(check(table))).toBe('wrong wrong');
  });

  it('are what the person says', () => {
    const table = read(lines, { dateOrder: 'dmy' });
    expect(states(check(table))).toBe('ready ready');
    // They may change their mind.
    expect(table.ambiguousDates).toEqual(['03/04/2027', '05/06/2027']);
    expect(table.lines[0]?.draft).toMatchObject({
      ValidFrom: '2027-04-03T00:00',
      ValidTo: '2027-06-05T23:59',
    });
  });

  it('are what another date of the table shows', () => {
    const table = read([...lines, '#101|||z||12/31/2027']);
    expect(table.ambiguousDates).toEqual([]);
    expect(table.lines[0]?.draft.ValidFrom).toBe('2027-03-04T00:00');
  });

  it('are not what is typed on the page shows, nor that what the table does', () => {
    const typed = (ValidTo: string, more: Partial<Reading> = {}) =>
      read(['AB|||x|03/04/2027', 'OD|||y|13/04/2027'], { defaults: { ...defaults, ValidTo }, ...more });
    expect(typed('12/31/2027').lines[0]?.draft).toMatchObject({
      ...{ ValidFrom: '2027-04-03T00:00', ValidTo: '2027-12-31T23:59' },
    });
    expect(typed('05/06/2027').ambiguousDates).toEqual(['05/06/2027']);
    // What is answered about the one leaves the other as it is.
    expect(typed('05/06/2027', { dateOrder: 'mdy' }).lines[0]?.draft).toMatchObject({
      ...{ ValidFrom: '2027-04-03T00:00', ValidTo: '2027-05-06T23:59' },
    });
    const edits = new Map([[2, { ValidFrom: '05/06/2027' }]]);
    expect(typed('', { edits }).ambiguousDates).toEqual(['05/06/2027']);
  });
});

describe('a secret', () => {
  const secrets = [
    '=SUM(A1)',
    "'quoted'",
    "'=x",
    '"quoted"',
    '""',
    '"',
    ' blanks ',
    '007',
    '+47',
    '-1',
    '@x',
    '1,5',
    '00.10',
    'TRUE',
    'ab;c,d',
    'Ö\u00a0ß',
  ];

  it.each(secrets)('is byte for byte what was copied from a spreadsheet: %j', (secret) => {
    const copied = `User\tType\tSecret value\tComment\nAB\timap\t${secret}\t\nOD\timap\tx\t`;
    const table = readRows(readPasted(copied));
    expect(table.secrets.get(2)).toBe(secret);
  });

  it.each([...secrets, 'two\r\nlines', 'a"b'])('is byte for byte what a CSV file holds: %j', (secret) => {
    const file = `AB;imap;m;"${secret.replaceAll('"', '""')}";;;;\r\nOD;imap;m;x;;;;\r\n`;
    const table = readRows(readFile(file));
    expect(table.secrets.get(1)).toBe(secret);
  });

  it.each([
    '1,23E+15',
    '1.23E+15',
    '1E+10',
    '#NAME?',
    '#NAVN?',
    '#VALUE!',
    '#DIV/0!',
    '#N/A',
    '#REF!',
    '########',
    'Err:508',
    '#GETTING_DATA',
    '#SPILL!',
    'TRUE',
    'USANN',
    '01.feb',
    '2. Jan',
    '1-Mai',
    'Feb 26',
    '01. Mrz',
    '2-Jan-26',
    '01-feb-2026',
    '01.02.2026',
    '1/2/2026',
    '01.02.26',
    '2026-02-01',
    '01:30:00',
    '01:30',
    '123456789012345000',
  ])('that a spreadsheet has destroyed is warned about: %s', (secret) =>
    expect(warningsOf(secret)).toEqual(['spreadsheet']),
  );

  it('with blanks at its ends is warned about, and others are not', () => {
    // A quote that nothing closes takes the lines below it along.
    for (const secret of ['abc\nOLA;def', 'a\tb']) expect(warningsOf(secret)).toEqual(['lines']);
    for (const secret of [' x', 'x ', 'x\u00a0', '\tx']) expect(warningsOf(secret)).toEqual(['blanks']);
    for (const secret of ['S3\u200bcret', 'two\u00a0words']) expect(warningsOf(secret)).toEqual(['unseen']);
    const plain = [
      'x y',
      '',
      '#hash',
      '#1',
      'E+15',
      '1,23',
      'A1E5x',
      '##',
      'Abc-1234',
      'Apr-123',
      'May 007',
      'Juni-2026',
      '99-88-77',
      'true',
      'Err:x',
      '1.2.3',
    ];
    for (const secret of [...plain, '123456789012345678', 'Mailserver 26'])
      expect(warningsOf(secret)).toEqual([]);
  });

  it('of more than 70 characters, or none, is wrong', () => {
    const [long, none, most] = check(read([`AB|||${'x'.repeat(71)}`, 'OD|||', `#103|||${'x'.repeat(70)}`]));
    expect(long).toMatchObject({ state: 'wrong', errors: { SecretValue: { rule: 'tooLong', limit: 70 } } });
    expect(none).toMatchObject({ state: 'wrong', errors: { SecretValue: { rule: 'secretRequired' } } });
    expect(most?.state).toBe('ready');
  });

  it('is made where there is none and one was wanted, and begins with a letter', () => {
    const made = makeSecret((array) => webcrypto.getRandomValues(array));
    expect(made).toMatch(/^[a-z].{19}$/i);
    const { secrets } = read(['AB|||', 'OD|||own'], {
      madeSecrets: new Map([2, 3].map((line) => [line, made])),
    });
    expect([...secrets.values()]).toEqual([made, 'own']);
  });

  it('is in nothing but the table of secrets', () => {
    const table = read(['AB|||Regnbue-17|||note', 'Nobody|||Regnbue-17', 'OD|||Regnbue-17 '.padEnd(90, 'x')]);
    const lines = check(table);
    expect(table.secrets.get(2)).toBe('Regnbue-17');
    expect(JSON.stringify([table.lines, lines, listsOf(lines)])).not.toContain('Regnbue');
  });
});

describe('a pattern', () => {
  const publicValue = (pattern: string, cell = 'AB') => check(read([`${cell}||${pattern}|x`]))[0];

  it.each([
    ['{user}@m', 'AB@m'],
    ['{email}', 'ab@fjordlys.example'],
    ['{initials}.{User}', 'AvdBÅ.AB'],
    ['{{user}}', '{user}'],
    ['{{{user}}}@{user}', '{{user}}@AB'],
  ])('%s is %s', (pattern, value) => {
    expect(publicValue(pattern)).toMatchObject({ state: 'ready', draft: { PublicValue: value } });
  });

  it('with blanks at its ends keeps them, and that is said', () => {
    expect(publicValue(' m.example')?.warnings).toEqual(['nameBlanks']);
    expect(publicValue('m.example {user}')?.warnings).toEqual([]);
  });

  it('with other words in braces is stored as it is, and that is said', () => {
    for (const pattern of ['{other}', 'x/{User name}', '{Username}', '{user.name}'])
      expect(publicValue(pattern)).toMatchObject({ draft: { PublicValue: pattern }, warnings: ['braces'] });
    for (const pattern of ['{user}', '{{user}}', '{}', '{AF9619FF-8B86-D011-B42D-00C04FC964FF}', 'a}b{c'])
      expect(publicValue(pattern)?.warnings).toEqual([]);
  });

  it('is none where it was stored as a value: what goes out comes back', () => {
    const braces = fc.string({ unit: fc.constantFrom('{', '}', 'user', 'EMAIL', 'initials', 'x') });
    fc.assert(
      fc.property(braces, (value) => {
        const entry = stored(value.trim() || 'x');
        const rows = entryRows([{ user: anna, type: 'imap', entry }], {
          ...{ index, texts: TEXTS, region, hasEnd: false },
        });
        expect(check(readRows(rows))[0]?.draft.PublicValue).toBe(entry.PublicValue);
      }),
    );
  });

  it('that asks for what a user does not have is wrong', () => {
    expect(publicValue('{email}', '#103')).toMatchObject({
      state: 'wrong',
      errors: { PublicValue: { rule: 'patternEmpty', placeholder: 'email' } },
    });
  });

  it('stays as it is where the user is not known', () => {
    expect(publicValue('{email}', 'Nobody')).toMatchObject({
      state: 'unknown',
      draft: { PublicValue: '{email}' },
    });
  });
});

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

it('a line is known again by all of it but the secret, in its own tenant', async () => {
  const [line, again, other] = read(['AB|imap|m|x', 'AB|imap|m|other', 'AB|imap|m|x||||no']).lines;
  const key = (of = line, id = 101, tenant = 'Cust12345') => doneKey(tenant, id, of as never);
  expect(await key()).toMatch(/^[\da-f]{64}$/);
  expect(await key(again)).toBe(await key());
  expect(await key(line, 101, 'CUST12345')).toBe(await key());
  const others = [key(other), key(line, 102), key(line, 101, 'Cust2')];
  expect(await Promise.all(others)).not.toContain(await key());
});

it('a line is known again whatever day the form begins with, and not by a day that somebody has set', async () => {
  const today: Defaults = { ...defaults, ValidTo: '2027-02-26' };
  const tomorrow: Defaults = { ...defaults, ValidFrom: '2026-11-29T00:00', ValidTo: '2027-02-27' };
  const key = (more: Partial<Reading>) =>
    doneKey('Cust12345', 101, read(['AB|imap|m|x'], more).lines[0] as never);
  const known = await key({ defaults: today, begun: today });
  expect(await key({ defaults: tomorrow, begun: tomorrow })).toBe(known);
  const others: readonly Partial<Reading>[] = [
    { defaults: { ...today, ValidTo: '' }, begun: today },
    { defaults: { ...today, ValidFrom: '2030-01-01' }, begun: today },
    { defaults: today, begun: today, edits: new Map([[2, { ValidTo: '2027-02-26' }]]) },
  ];
  for (const other of others) expect(await key(other)).not.toBe(known);
});

it('2,000 lines are checked without a step that is felt', () => {
  const table = read(Array.from({ length: 2_000 }, (_, at) => `${at % 2 ? 'AB' : 'ola dahl'}||m${at}|x`));
  const stored = new Map([[listKey({ associateId: 101, type: 'imap' }), []]]);
  const checking = { index, answers: noAnswers, types: [], stored, done: new Set<number>() };
  expect(heaviestShare(() => checkLines(table, checking))).toBeLessThan(0.1);
});

describe('what is stored goes out, and comes back in as it was', () => {
  const entries = [
    {
      user: anna,
      type: 'imap',
      entry: stored('=m.example', { Comment: '\'- "quoted"\nline', IsActive: false }),
    },
    {
      user: kari,
      type: '+x',
      entry: stored('-1', { ValidFrom: '2026-03-04T08:30:15', ValidTo: '9999-12-31T23:59:59' }),
    },
    { user: user(9, 'OD', 'Another'), type: 'imap', entry: stored('a;b,c\td') },
  ];
  const all = result(indexUsers([...entries.map((each) => each.user), ola]));

  it.each(['nb-NO', 'sv', 'da', 'de', 'nl', 'en-GB', 'en-US'])('in %s', (locale) => {
    const region = regionOf(locale);
    const rows = entryRows(entries, { index: all, texts: TEXTS, region, hasEnd: true });
    for (const back of [readFile(decode(writeFile(rows, region)).text), readPasted(writeCells(rows))]) {
      const madeSecrets = new Map([2, 3, 4].map((line) => [line, 'x']));
      const table = readRows(back, {
        ...{ region, madeSecrets },
        // Nothing that is written comes from here.
        defaults: { ...defaults, ValidFrom: '2001-01-01', ValidTo: '2027-12-31' },
        // What is asked once about the whole column.
        dateOrder: locale === 'en-US' ? 'mdy' : 'dmy',
      });
      const lines = check(table, { index: all, answers: { ...noAnswers, withInactive: true } });
      expect(lines.map(({ match }) => match.kind === 'one' && match.user)).toEqual(
        entries.map((each) => each.user),
      );
      expect(lines.map(({ draft }) => draft)).toEqual([
        {
          ...{ Type: 'imap', PublicValue: '=m.example', Comment: '\'- "quoted"\nline', IsActive: false },
          ...{ ValidFrom: '2020-01-01T00:00', ValidTo: '2027-01-01T23:59' },
        },
        {
          ...{ Type: '+x', PublicValue: '-1', Comment: 'old', IsActive: true },
          ...{ ValidFrom: '2026-03-04T08:30:15', ValidTo: '' },
        },
        {
          ...{ Type: 'imap', PublicValue: 'a;b,c\td', Comment: 'old', IsActive: true },
          ...{ ValidFrom: '2020-01-01T00:00', ValidTo: '2027-01-01T23:59' },
        },
      ]);
    }
  });

  it('a user is named by the id where the user name is that of two, though one of them is inactive', () => {
    const former = user(90, 'AB', 'Former', { mark: 'inactive' });
    const rows = entryRows([{ user: anna, type: 'imap', entry: null }], {
      index: result(indexUsers([anna, former])),
      texts: TEXTS,
      region,
      hasEnd: false,
    });
    expect(rows[1]?.[0]).toBe('#101');
  });

  it('with days that are to be filled in, where they are renewed', () => {
    const rows = entryRows(entries.slice(0, 1), { index: all, texts: TEXTS, region: null, hasEnd: true });
    expect(rows[1]?.slice(4, 6)).toEqual(['', '']);
  });

  it('a template has rows for the people, and nothing in them', () => {
    expect(
      entryRows([{ user: anna, type: 'imap', entry: null }], { index, texts: TEXTS, region, hasEnd: false }),
    ).toEqual([HEADING.split('|'), ['AB', 'imap', '', '', '', '', '', '']]);
  });
});
