import { describe, expect, it } from 'vitest';
import { indexUsers, inSlices, type TableUser } from '../src/table-users.ts';
import { result } from './lines.ts';
import { heaviestShare } from './processor-time.ts';

const user = (associateId: number, more: Partial<TableUser> = {}): TableUser => ({
  associateId,
  fullName: '',
  userName: '',
  signInName: '',
  email: '',
  group: '',
  mark: null,
  ...more,
});
const jorg = user(104, {
  fullName: 'Jörg Müller-Thomsen',
  userName: 'JORG',
  signInName: 'jorg@fjordlys.example',
  email: 'jorg.mt@fjordlys.example',
});
const anna = user(105, { fullName: 'Anna Berg', userName: 'AB' });
const otherAnna = user(106, { fullName: 'Anna Berg', userName: 'ANBE', email: 'anna@fjordlys.example' });
const paivi = user(109, { fullName: 'Päivi Mäkelä', userName: 'PAIVI', mark: 'inactive' });
const kare = user(110, { fullName: 'Kåre Bjørnstad', userName: 'KARE', email: 'KARE' });
const number = user(111, { fullName: 'Room', userName: '207' });
const index = result(indexUsers([jorg, anna, otherAnna, paivi, kare, number]));
const match = (cell: string, withInactive = false) => {
  const found = index.match(cell, withInactive);
  return found.kind === 'one' ? found.user : found;
};
const unknown = (suggestions: TableUser[], inactive: TableUser[] = []) => ({
  kind: 'unknown',
  suggestions,
  inactive,
});

describe('a cell names', () => {
  it.each([
    'JORG',
    ' JORG ',
    'jorg@fjordlys.example',
    'jorg.mt@fjordlys.example',
    '#104',
    'Jörg Müller-Thomsen',
  ])('one user exactly: %j', (cell) => expect(match(cell)).toBe(jorg));

  it('one user however the accents and blanks are made up, and as pages show people', () => {
    expect(match('Jo\u0308rg\u00a0Mu\u0308ller-Thomsen')).toBe(jorg);
    expect(match('Anna Berg · AB · #105')).toBe(anna);
  });

  it('nobody where the names beside an id are somebody else’s', () => {
    expect(match('Jörg Müller-Thomsen · JORG · #105')).toEqual(unknown([jorg]));
    expect(match('Anna Berg · ANBE · #105')).toEqual(unknown([anna, otherAnna]));
    expect(match('Somebody · #105')).toEqual(unknown([]));
    expect(match('jorg · #104')).toBe(jorg);
  });

  it('several users of one name', () => {
    expect(match('Anna Berg')).toEqual({ kind: 'several', users: [anna, otherAnna] });
  });

  it.each([
    ['jorg', jorg],
    ['JÖRG', jorg],
    ['Muller-Thomsen, Jorg', jorg],
    ['thomsen müller jörg', jorg],
    ['kare bjornstad', kare],
    ['JORG.MT@fjordlys.example', jorg],
  ])('nobody, but somebody is called so but for case, marks and the order of words: %s', (cell, meant) => {
    expect(match(cell)).toEqual(unknown([meant]));
  });

  it.each(['', ' ', '104', '#1', 'Thomsen', 'nobody@fjordlys.example', 'constructor'])(
    'nobody: %j',
    (cell) => {
      expect(match(cell)).toEqual(unknown([]));
    },
  );

  it('a user by a name that is a number, and never an id without its sign', () => {
    expect(match('207')).toBe(number);
    expect(match('#207')).toEqual(unknown([]));
  });

  it('nobody who is inactive, unless they are wanted', () => {
    expect(match('Päivi Mäkelä')).toEqual(unknown([], [paivi]));
    expect(match('#109')).toEqual(unknown([], [paivi]));
    expect(match('paivi')).toEqual(unknown([]));
    expect(match('Päivi Mäkelä', true)).toBe(paivi);
    expect(match('paivi makela', true)).toEqual(unknown([paivi]));
  });
});

describe('50,000 users', () => {
  const names = ['Anna', 'Björn', 'Chloé', 'Dagný', 'Émile', 'Frøya', 'Günther', 'Håkon'];
  const many = Array.from({ length: 50_000 }, (_, at) =>
    user(at, {
      fullName: `${names[at % 8]} ${names[(at >> 3) % 8]} Østergård-${at}`,
      userName: `U${at}`,
      signInName: `u${at}@fjordlys.example`,
      email: `u${at}@fjordlys.example`,
    }),
  );

  it('are made ready without a step that is felt', () => {
    expect(heaviestShare(() => indexUsers(many))).toBeLessThan(0.1);
  });

  it('are searched for each of 2,000 cells at once', () => {
    const index = result(indexUsers(many));
    for (let at = 0; at < 2_000; at += 1) {
      const found = index.match(
        `østergård-${at * 25} ${names[(at * 25) % 8]} ${names[((at * 25) >> 3) % 8]}`,
        false,
      );
      expect(found).toMatchObject({ kind: 'unknown', suggestions: [{ associateId: at * 25 }] });
    }
  });
});

it('work in slices lets the page have its turn whenever it has taken its time', async () => {
  let now = 0;
  const turns: number[] = [];
  function* work() {
    for (let step = 0; step < 10; step += 1) {
      now += 4;
      yield;
    }
    return 'done';
  }
  const pause = async () => {
    turns.push(now);
    now += 1_000;
  };
  expect(await inSlices(work(), { now: () => now }, pause)).toBe('done');
  expect(turns).toEqual([12, 1_024, 2_036]);
});
