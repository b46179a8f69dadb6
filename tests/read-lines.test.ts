import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSecret } from '../src/generator.ts';
import { type Reading, readLines } from '../src/read-lines.ts';
import { readFile, readPasted } from '../src/table.ts';
import { check, defaults, HEADING, ola, READING, read, readRows, states } from './lines.ts';

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

  it('is made where there is none and one was wanted, and begins with a letter', () => {
    const made = makeSecret((array) => webcrypto.getRandomValues(array));
    expect(made).toMatch(/^[a-z].{19}$/i);
    const { secrets } = read(['AB|||', 'OD|||own'], {
      madeSecrets: new Map([2, 3].map((line) => [line, made])),
    });
    expect([...secrets.values()]).toEqual([made, 'own']);
  });
});
