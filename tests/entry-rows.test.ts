import { describe, expect, it } from 'vitest';
import { entryRows } from '../src/entry-rows.ts';
import { decode, readFile, readPasted, regionOf, writeCells, writeFile } from '../src/table.ts';
import { indexUsers } from '../src/table-users.ts';
import {
  anna,
  check,
  defaults,
  HEADING,
  index,
  kari,
  noAnswers,
  ola,
  readRows,
  region,
  result,
  stored,
  TEXTS,
  user,
} from './lines.ts';

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
