import { describe, expect, it } from 'vitest';
import { markOf } from '../src/associates.ts';
import { readUserRows, usersPath } from '../src/netserver/users.ts';
import { hasBeginning, withoutMarks, wordsOf } from '../src/words.ts';

const json = (value: unknown) => ({
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

describe('a question to the archive of users', () => {
  const question = {
    select: ['associateDbId', 'fullName'],
    filter: [],
    orderBy: [],
    top: 21,
    skip: 0,
  } as const;
  const queryOf = (path: string) => Object.fromEntries(new URLSearchParams(path.split('?')[1]));

  it('pages through the active employees', () => {
    const path = usersPath({
      ...question,
      filter: [
        ['isActive', 'set', true],
        ['assocType', 'oneOf', [0, 1]],
      ],
      orderBy: ['fullName', 'associateDbId'],
      top: 500,
      skip: 1_000,
    });
    expect(path).toMatch(/^User\?\$select=\S+$/);
    expect(queryOf(path)).toEqual({
      $select: 'associateDbId,fullName',
      $filter: 'isActive set true and assocType oneOf (0,1)',
      $orderBy: 'fullName,associateDbId',
      $top: '500',
      $skip: '1000',
      $output: 'Logical',
    });
  });

  it('has no filter where everybody is wanted', () => {
    expect(usersPath(question)).not.toContain('$filter');
  });

  it('quotes a text as the documentation does', () => {
    const path = usersPath({ ...question, filter: [['fullName', 'contains', "O'Brien & \\ +%"]] });
    expect(queryOf(path).$filter).toBe("fullName contains 'O\\'Brien & \\\\ +%'");
  });
});

describe('a row of the archive of users', () => {
  const row = {
    associateDbId: 104,
    fullName: 'Ola Nordmann',
    assocName: 'OLA',
    userName: 'ola@nordkai.example',
    personEmail: 'ola.nordmann@nordkai.example',
    usergroup: 'Sales',
    assocType: 'Associate',
    isActive: true,
    isLocation: false,
  };
  const read = (...rows: unknown[]) => readUserRows(json({ value: rows }));
  const markIn = (more: object) => {
    const rows = read({ ...row, ...more });
    return rows.kind === 'success' && rows.value[0]?.mark;
  };

  it('is read with its number as a number or as a text, and left out without one', () => {
    const ids = [104, '104', '', 'x', null, 0, '0', '1e999'];
    const found = {
      associateId: 104,
      fullName: 'Ola Nordmann',
      userName: 'OLA',
      signInName: 'ola@nordkai.example',
      email: 'ola.nordmann@nordkai.example',
      group: 'Sales',
      mark: null,
    };
    expect(read(...ids.map((associateDbId) => ({ ...row, associateDbId })))).toEqual({
      kind: 'success',
      value: [found, found],
    });
  });

  it.each([
    [{ isActive: false }, 'inactive'],
    [{ isActive: 'False' }, 'inactive'],
    [{ isActive: 0 }, 'inactive'],
    [{ isActive: 'True' }, null],
    [{ isActive: undefined }, null],
    [{ assocType: 'External' }, 'externalUser'],
    [{ assocType: 'Resource' }, 'resource'],
    [{ isLocation: true, assocType: 'Associate' }, 'resource'],
    [{ isActive: false, assocType: 'External' }, 'inactive'],
  ])('with %j is marked %s', (more, mark) => {
    expect(markIn(more)).toBe(mark);
  });
});

it.each([
  ['InternalAssociate', null],
  ['ExternalAssociate', 'externalUser'],
  ['ResourceAssociate', 'resource'],
  ['SystemAssociate', null],
  // Of servers that know no SO-Language, in each of SuperOffice's languages; and as they are stored.
  ['Ekstern bruker', 'externalUser'],
  ['Extern gebruiker', 'externalUser'],
  ['Ressurs', 'resource'],
  ['Resurs', 'resource'],
  ['Ressource', 'resource'],
  ['US:"External";NO:"Ekstern"', 'externalUser'],
  ['', null],
])('the type %j is marked %s', (type, mark) => {
  expect(markOf({ isActive: true, type })).toBe(mark);
});

describe('the words of a text', () => {
  it.each([
    ['nordmann  kari', ['nordmann', 'kari']],
    ['Nordmann, Kari', ['Nordmann', 'Kari']],
    ["O'Brien", ['O', 'Brien']],
    ['O’Brien', ['O', 'Brien']],
    ['Åse\u00a0Müller-Thomsen', ['Åse', 'Müller-Thomsen']],
    ['Åse'.normalize('NFD'), ['Åse']],
    ['kari.nordmann@fjordlys.example', ['kari.nordmann@fjordlys.example']],
    ['"Kari" (Sales) – x\\y', ['Kari', 'Sales', 'x', 'y']],
    ['kari kari', ['kari']],
    ['Ka\u00adri\u200b', ['Kari']],
    ['山田 太郎', ['山田', '太郎']],
    ['half \ud800', ['half']],
    [" ' - . \\ ", []],
    ['', []],
  ])('%j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it.each([
    ['Müller', 'Muller'],
    ['Åse Bjørnstad', 'Ase Bjornstad'],
    ['Weißmüller Ærø', 'Weissmuller aero'],
    ['Łukasz', 'lukasz'],
    ['Þórður', 'thordur'],
    ['Sanne', 'Sanne'],
    // The marks of other scripts are no ornament.
    ['हिन्दी', 'हिन्दी'],
    ['한국', '한국'],
  ])('%s is typed without marks as %s', (text, plain) => {
    expect(withoutMarks(text)).toBe(plain);
  });

  it.each([
    ['Jan Muller', 'müll', true],
    ['Jörg Müller-Thomsen', 'THOM', true],
    ['Meeting room Fjord', 'jör', false],
    ['Jan Muller', 'uller', false],
  ])('%s has a word that begins with %s: %s', (name, beginning, expected) => {
    expect(hasBeginning(name, beginning)).toBe(expected);
  });
});
