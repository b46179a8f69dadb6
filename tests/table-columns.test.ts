import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { regionOf } from '../src/table.ts';
import {
  belowHeading,
  COLUMNS,
  headingOf,
  type PlacingOptions,
  placeColumns,
  readYesNo,
} from '../src/table-columns.ts';

const options: PlacingOptions = { types: ['ERP'], region: regionOf('nb-NO') };
const place = (rows: readonly string[], more: Partial<PlacingOptions> = {}) =>
  placeColumns(
    rows.map((row) => row.split('|')),
    { ...options, ...more },
  );
const heading = (row: string) => place([row, row.replace(/[^|]+/g, 'x'), 'a|b|c|d|e|f|g|h']);

describe('a heading', () => {
  it.each([
    'User|Type|Public value|Secret value|Valid from|Valid to|Comment|Active',
    'user|TYPE|publicvalue|secret_value|valid from:|Valid to|comment|active',
    'Associate|Type|PublicValue|SecretValue|ValidFrom|ValidTo|Comment|IsActive',
  ])('in English or the words of the API: %s', (row) => {
    expect(heading(row)).toEqual({ hasHeading: true, columns: COLUMNS });
  });

  it.each(readdirSync('_locales'))("in the form's own words, in %s", (language) => {
    const messages = JSON.parse(readFileSync(`_locales/${language}/messages.json`, 'utf8'));
    const names = COLUMNS.map((column) => (column === 'User' ? 'Associate' : column));
    const row = names.map((name) => messages[`label${name}`].message).join('|');
    expect(heading(row)).toEqual({ hasHeading: true, columns: COLUMNS });
  });

  it('in any order, with columns that are asked about and such that hold nothing', () => {
    expect(place(['Passwort|Abteilung|Benutzer||Typ', 'x|Sales|anna||imap', 'y|IT|ola||imap'])).toEqual({
      hasHeading: true,
      columns: ['SecretValue', null, 'User', 'ignored', 'Type'],
    });
  });

  it('that names the user in several ways is read once', () => {
    const rows = ['Full name|User name|E-mail|Type', 'Anna Berg|AB|a@b.no|imap'];
    expect(place(rows).columns).toEqual(['ignored', 'User', 'ignored', 'Type']);
    // Where a row has no id, its name counts.
    expect(place(['AssociateId|Name|E-mail|Type', '104|Anna||imap', '|Ola|o@b.no|imap']).columns).toEqual([
      ...['AssociateId', 'ignored', 'User', 'Type'],
    ]);
  });

  it('of two columns for the same is asked about', () => {
    expect(place(['User|Password|Secret', 'anna|x|y']).columns).toEqual(['User', null, null]);
  });

  it('is none where the first row is one of the others', () => {
    expect(place(['anna|imap|m.example|Password|aktiv', 'ola|imap|m.example|x|aktiv']).hasHeading).toBe(
      false,
    );
    expect(place(['anna|imap|m.example|password']).hasHeading).toBe(false);
    expect(place(['anna|imap|m.example|Password|aktiv', 'ola|imap|m.example|x|ja']).hasHeading).toBe(false);
    expect(place(['VON|imap', 'OD|imap']).hasHeading).toBe(false);
  });

  it('is one where the person says so', () => {
    const rows = ['Wer|Was', 'anna|imap'];
    expect(place(rows).hasHeading).toBe(false);
    expect(place(rows, { hasHeading: true })).toEqual({ hasHeading: true, columns: [null, null] });
    expect(place(['User|Type', 'anna|imap'], { hasHeading: false }).hasHeading).toBe(false);
  });
});

describe('above a heading', () => {
  const columns = ['User', 'SecretValue'];

  it.each([
    ['nothing is written', ['', ' | ', 'User|Password', 'anna|x']],
    ['a title stands', ['Logins for the new server', '', 'User|Password', 'anna|x']],
    ['a word of the heading stands', ['User', 'User|Password', 'anna|x']],
  ])('%s', (_, rows) => {
    expect(place(rows)).toEqual({ hasHeading: true, columns });
    expect(headingOf(rows.map((row) => row.split('|')))).toEqual(['User', 'Password']);
  });

  it('no line stands', () => {
    expect(place(['ola|y', 'User|Password', 'anna|x']).hasHeading).toBe(false);
    // Somebody's password, below somebody whose row has no more than a name.
    expect(place(['ola', 'anna|Password', 'kari|x']).hasHeading).toBe(false);
  });
});

it('a heading that is there twice is none of the lines', () => {
  const rows = ['User|Password', 'anna|x', '', 'User|Password', 'ola|y'].map((row) => row.split('|'));
  expect(placeColumns(rows, options)).toEqual({ hasHeading: true, columns: ['User', 'SecretValue'] });
  expect(rows.filter(belowHeading(rows))).toEqual([['anna', 'x'], [''], ['ola', 'y']]);
  // Two alike that only read like one may be lines.
  expect(place(['anna|Password', 'anna|Password']).hasHeading).toBe(false);
  expect(place(['Password', 'Password']).hasHeading).toBe(false);
});

it('of many columns that nobody knows, some are asked about', () => {
  const { columns } = place([
    ['User', 'Password', ...Array.from({ length: 296 }, (_, at) => `C${at}`)].join('|'),
    Array(298).fill('x').join('|'),
  ]);
  expect(columns.slice(0, 2)).toEqual(['User', 'SecretValue']);
  expect(columns.filter((column) => column === null)).toHaveLength(12);
  expect(columns.filter((column) => column === 'ignored')).toHaveLength(284);
});

describe('without heading', () => {
  it('columns are in the documented order, where what they hold does not speak against it', () => {
    expect(place(['anna|imap|m.example/a|x', 'ola|ERP|m.example/o|y']).columns).toEqual(COLUMNS.slice(0, 4));
    expect(place(['anna|imap|m|x|2027-01-01||a comment|yes']).columns).toEqual(COLUMNS);
    // A type that nobody knows yet recurs.
    expect(place(['#1|fax|m|x', '#2|fax|m|y']).columns).toEqual(COLUMNS.slice(0, 4));
    expect(place(['#1|x|m|fax', '#2|y|m|fax']).columns).toEqual(['User', null, null, null]);
  });

  it('a single date at the end is asked about: it may begin or end the entry', () => {
    expect(place(['anna|imap|i.example/1|s1|31.12.2027', 'ola|imap|i.example/2|s2|']).columns).toEqual([
      ...COLUMNS.slice(0, 4),
      null,
    ]);
  });

  it('two columns may be anything, and a secret is never taken for something else', () => {
    expect(place(['#104|imap', '#105|smtp']).columns).toEqual(['User', 'Type']);
    expect(place(['anna@b.no|x7!', 'ola@b.no|y8?']).columns).toEqual(['User', null]);
    expect(place(['a|b']).columns).toEqual([null, null]);
    expect(place(['anna||x7!|y']).columns).toEqual([null, 'ignored', null, null]);
  });

  it('columns that can only be one thing are that', () => {
    const rows = ['x|imap|anna|2027-01-01|2027-12-31|ja', 'y|smtp|ola|2027-01-01|2028-12-31|nei'];
    const isUser = (cell: string) => ['anna', 'ola'].includes(cell);
    expect(place(rows, { isUser }).columns).toEqual([
      null,
      'Type',
      'User',
      'ValidFrom',
      'ValidTo',
      'IsActive',
    ]);
    expect(place(['#1|2027-01-01', '#2|2027-01-02']).columns).toEqual(['User', null]);
  });

  it('nothing is found in nothing', () => {
    expect(placeColumns([], options)).toEqual({ hasHeading: false, columns: [] });
  });
});

it.each([
  ['yes', true],
  ['JA', true],
  ['sann', true],
  ['WAHR', true],
  ['1', true],
  ['Aktiv', true],
  ['nei', false],
  ['FALSCH', false],
  ['onwaar', false],
  ['0', false],
  ['inaktiv', false],
  ['perhaps', undefined],
  ['', undefined],
] as const)('%j means %s', (cell, meaning) => {
  expect(readYesNo(cell)).toBe(meaning);
});
