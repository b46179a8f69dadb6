import type { Associate } from './associates.ts';
import { withPlainLetters } from './words.ts';

/** A user that lines of a table may be for. Texts may be empty, never absent. */
export interface TableUser extends Associate {
  /** The name that the user signs in with: online an e-mail address. */
  readonly signInName: string;
  readonly email: string;
  /** The primary group. */
  readonly group: string;
  /** The reason why the user is an unusual choice. */
  readonly mark: 'inactive' | 'externalUser' | 'resource' | null;
}

/** The users that a cell names. */
export type Match =
  | { readonly kind: 'one'; readonly user: TableUser }
  /** Several users have exactly this name. */
  | { readonly kind: 'several'; readonly users: readonly TableUser[] }
  /** No user has exactly this name. */
  | {
      readonly kind: 'unknown';
      /** The users who have this name but for case, marks and the order of words. */
      readonly suggestions: readonly TableUser[];
      /** The users who have exactly this name, and are left out because they are inactive. */
      readonly inactive: readonly TableUser[];
    };

export interface UserIndex {
  readonly match: (cell: string, withInactive: boolean) => Match;
  readonly byId: ReadonlyMap<number, TableUser>;
}

/** How many suggestions a person is given: more are no help to choose from. */
const MAX_SUGGESTIONS = 5;

/** How many users are indexed between two places to let the page breathe. That takes a fraction of a millisecond. */
const SLICE_USERS = 50;

/** Builds the index. It works in slices: {@link inSlices} runs it. */
export function* indexUsers(users: readonly TableUser[]): Generator<void, UserIndex> {
  const byId = new Map<number, TableUser>();
  const byWords = new Map<string, TableUser[]>();
  for (const [index, user] of users.entries()) {
    byId.set(user.associateId, user);
    for (const words of new Set(namesOf(user).map(foldWords))) {
      const alike = byWords.get(words);
      if (alike) alike.push(user);
      else byWords.set(words, [user]);
    }
    if (index % SLICE_USERS === 0) yield;
  }
  return { byId, match: (cell, withInactive) => find({ byId, byWords }, cell, withInactive) };
}

function namesOf({ userName, signInName, email, fullName }: TableUser): readonly string[] {
  return [userName, signInName, email, fullName].filter((name) => name.trim() !== '');
}

interface Names {
  readonly byId: ReadonlyMap<number, TableUser>;
  /** The users by each of their names, without case, marks and the order of words. */
  readonly byWords: ReadonlyMap<string, readonly TableUser[]>;
}

function find({ byId, byWords }: Names, cell: string, withInactive: boolean): Match {
  const isUsual = (user: TableUser) => withInactive || user.mark !== 'inactive';
  const name = tidy(cell);
  // A cell may also name a user as pages show people: `Jörg Müller · JORG · #104`. Then all of it has to be true. A bare
  // number may be the id of a person, which is another thing.
  const id = /(?:^|· )#(\d{1,10})$/.exec(name)?.[1];
  const names = id === undefined ? [cell] : name.split(' · ').slice(0, -1);
  const called = (each = '') => byWords.get(foldWords(each)) ?? [];
  const owner = byId.get(Number(id));
  const identified = owner && names.every((each) => called(each).includes(owner)) && owner;
  const alike = called(names[0]);
  const named = identified
    ? [identified]
    : alike.filter((user) => namesOf(user).some((each) => tidy(each) === name));
  const usual = named.filter(isUsual);
  if (usual.length > 1) return { kind: 'several', users: usual };
  if (usual[0]) return { kind: 'one', user: usual[0] };
  return { kind: 'unknown', suggestions: alike.filter(isUsual).slice(0, MAX_SUGGESTIONS), inactive: named };
}

/** Makes names equal that look the same, however their accents and blanks are made up. */
function tidy(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** A text without case and marks. */
export function fold(text: string): string {
  const unmarked = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return withPlainLetters(unmarked.toLowerCase());
}

/** Gives a name without case, marks and the order of its words. */
function foldWords(name: string): string {
  return fold(name)
    .split(/[\s,;·-]+/)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}

/** How long a page may be kept busy at a time, in milliseconds: well below what people notice (50). */
const SLICE_MS = 10;

/**
 * Runs a generator to its end, some milliseconds at a time: each `yield` is a place where it can be interrupted.
 * @param pause fulfilled when the page has had its turn
 */
export async function inSlices<T>(
  work: Generator<void, T>,
  clock: { now(): number },
  pause: () => Promise<unknown>,
): Promise<T> {
  for (let began = clock.now(); ; ) {
    const step = work.next();
    if (step.done) return step.value;
    if (clock.now() - began < SLICE_MS) continue;
    await pause();
    began = clock.now();
  }
}
