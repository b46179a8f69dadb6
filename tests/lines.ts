import { type Answers, type CheckedLine, type Checking, checkLines } from '../src/check-lines.ts';
import type { StoredEntry } from '../src/credentials.ts';
import { type Defaults, type Reading, readLines, type Table } from '../src/read-lines.ts';
import { type Rows, regionOf } from '../src/table.ts';
import { COLUMNS, placeColumns } from '../src/table-columns.ts';
import { indexUsers, type TableUser } from '../src/table-users.ts';

// A few users, tables of lines for them, and what reads and checks such a table as the page does.

/** What comes of work that is done in slices: all of them are done at once. */
export function result<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A user with an address of the company's, who is neither inactive nor external unless told otherwise. */
export const user = (
  associateId: number,
  userName: string,
  fullName: string,
  more: Partial<TableUser> = {},
) => ({
  associateId,
  userName,
  fullName,
  signInName: '',
  email: `${userName.toLowerCase()}@fjordlys.example`,
  group: 'Sales',
  mark: null,
  ...more,
});

export const anna = user(101, 'AB', 'Anna van den Berg-Ås');
export const ola = user(102, 'OD', 'Ola Dahl');

/** Has the full name of another, and no e-mail address. */
export const otherOla = user(103, 'OD2', 'Ola Dahl', { email: '' });
export const kari = user(104, 'KN', 'Kari Nord', { mark: 'inactive' });

/** By which they are found. */
export const index = result(indexUsers([anna, ola, otherOla, kari]));

export const region = regionOf('nb-NO');

/** What “For all” says. */
export const defaults: Defaults = {
  Type: 'imap',
  PublicValue: 'm.example/{user}',
  Comment: '',
  ValidFrom: '2026-11-28T00:00',
  ValidTo: '',
  IsActive: 'yes',
};

/** How lines are read, unless told otherwise: with nothing mended, and no secret made. */
export const READING = { defaults, region, dateOrder: null, edits: new Map(), madeSecrets: new Map() };

/** A full heading, with `|` between its cells. */
export const HEADING = 'User|Type|Public value|Secret value|Valid from|Valid to|Comment|Active';

/** The words that are written into a table. */
export const TEXTS = {
  headings: Object.fromEntries(HEADING.split('|').map((name, at) => [COLUMNS[at], name])) as {
    [C in (typeof COLUMNS)[number]]: string;
  },
  yes: 'ja',
  no: 'nei',
};

/** The lines of a table, whose columns are found out. */
export function readRows(rows: Rows, more: Partial<Reading> = {}): Table {
  const reading = { ...READING, begun: defaults };
  return result(readLines(rows, { ...placeColumns(rows, { types: [], region }), ...reading, ...more }));
}

/** Lines below the full heading; the first has the number 2. */
export function read(lines: readonly string[], more: Partial<Reading> = {}): Table {
  return readRows(
    [HEADING, ...lines].map((line) => line.split('|')),
    more,
  );
}

/** Nothing has been answered yet. */
export const noAnswers: Answers = { users: new Map(), leftOut: new Set(), withInactive: false };

/** The lines of a table, checked: nothing is stored already, and any type is allowed, unless told otherwise. */
export const check = (table: Table, more: Partial<Checking> = {}): readonly CheckedLine[] =>
  result(
    checkLines(table, { index, answers: noAnswers, types: [], stored: new Map(), done: new Set(), ...more }),
  );

/** The states of lines, with blanks between them. */
export const states = (lines: readonly CheckedLine[]) => lines.map(({ state }) => state).join(' ');

/** An entry that the server has. */
export const stored = (PublicValue: string, more: Partial<StoredEntry> = {}): StoredEntry => ({
  PublicValue,
  Comment: 'old',
  ValidFrom: '2020-01-01T00:00:00',
  ValidTo: '2027-01-01T23:59:00',
  IsActive: true,
  ...more,
});
