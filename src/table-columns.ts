import { type Field, TYPES } from './credentials.ts';
import { isBlank, type Region, type Rows } from './table.ts';
import { readDate } from './table-dates.ts';
import { fold } from './table-users.ts';

/** The content of a column: whom the lines are for, or a member of the entry in the API's words. */
export type Column = 'User' | Field;

/** The columns in the order in which tables are written. A table without a heading is read in the same order. */
export const COLUMNS: readonly Column[] = [
  'User',
  'Type',
  'PublicValue',
  'SecretValue',
  'ValidFrom',
  'ValidTo',
  'Comment',
  'IsActive',
];

/** The use that a column was found to have; `null`: the person is asked. `AssociateId` is a column of ids alone, without `#`. */
export type Placed = Column | 'AssociateId' | 'ignored' | null;

/**
 * The names of columns: in English, in the API's words, and in the other languages (nb, sv, da, de, nl). Case, marks,
 * blanks and hyphens make no difference. If several columns name the user, the first kind in this table is read.
 */
const HEADINGS: readonly (readonly [Column | 'AssociateId', names: string])[] = [
  ['AssociateId', 'AssociateId'],
  [
    'User',
    'User|Associate|Bruker|Medarbeider|Användare|Medarbetare|Bruger|Medarbejder|Benutzer|Mitarbeiter|Gebruiker|Medewerker',
  ],
  [
    'User',
    'User name|User ID|assocName|Brukernavn|Bruker-ID|Användarnamn|Användar-ID|Brugernavn|Bruger-ID|Benutzername|Benutzer-ID|Gebruikersnaam|Gebruikers-ID',
  ],
  [
    'User',
    'E-mail|E-mail address|Mail|E-post|E-postadresse|E-postadress|E-mailadresse|E-Mail-Adresse|E-mailadres|personEmail',
  ],
  [
    'User',
    'Full name|Name|Fullt navn|Navn|Fullständigt namn|Namn|Fulde navn|Vollständiger Name|Volledige naam|Naam',
  ],
  ['Type', 'Type|Typ'],
  [
    'PublicValue',
    'Public value|Offentlig verdi|Offentligt värde|Offentlig værdi|Öffentlicher Wert|Openbare waarde',
  ],
  [
    'SecretValue',
    'Secret value|Secret|Password|Hemmelig verdi|Hemmelighet|Passord|Hemligt värde|Hemlighet|Lösenord|Hemmelig værdi|Hemmelighed|Adgangskode|Geheimer Wert|Geheimnis|Passwort|Kennwort|Geheime waarde|Geheim|Wachtwoord',
  ],
  [
    'ValidFrom',
    'Valid from|From|Gyldig fra|Fra|Giltig från|Från|Gültig ab|Gültig von|Von|Geldig van|Geldig vanaf|Van|Vanaf|Start|Start date|Startdato|Startdatum|Ingangsdatum',
  ],
  [
    'ValidTo',
    'Valid to|Valid until|Until|Gyldig til|Til|Giltig till|Till|Gültig bis|Bis|Geldig tot|Geldig tot en met|Tot|Expires|Expiry|Expiry date|Expiration date|End date|Utløper|Utløpsdato|Sluttdato|Utgår|Utgångsdatum|Slutdatum|Udløber|Udløbsdato|Slutdato|Läuft ab|Ablauf|Ablaufdatum|Enddatum|Verloopt|Vervaldatum|Einddatum',
  ],
  ['Comment', 'Comment|Comments|Note|Kommentar|Opmerking'],
  ['IsActive', 'Active|IsActive|Aktiv|Actief'],
];

/** For each heading, the column that it names, and the rank of that name: the lower, the better. */
const KNOWN = new Map(
  HEADINGS.flatMap(([column, names], rank) =>
    names.split('|').map((name) => [headingKey(name), { column, rank }] as const),
  ),
);

function headingKey(name: string): string {
  return fold(name).replace(/[\s_:*.()-]/g, '');
}

/** How many rows are looked at to find out what a column holds. */
const SAMPLE_ROWS = 200;
/** How many rows may stand above the heading: titles, and blank ones. */
const MAX_TITLES = 10;
/** How many columns the person is asked about. If there are more, most do not belong to this table. */
const MAX_ASKED = 12;

export interface Placing {
  /** True where a row names the columns: the first row, or the first below titles. */
  readonly hasHeading: boolean;
  /** The columns by position. */
  readonly columns: readonly Placed[];
}

export interface PlacingOptions {
  /** Types that are known already, beside the documented ones. */
  readonly types: readonly string[];
  readonly region: Region;
  /** Set where the person has said whether there is a heading. */
  readonly hasHeading?: boolean;
  /** True for a cell that names a user exactly, where users are known by then. */
  readonly isUser?: (cell: string) => boolean;
}

/** Finds out which column holds what: by its heading, or else by its cells. */
export function placeColumns(rows: Rows, options: PlacingOptions): Placing {
  const hasHeading = options.hasHeading ?? findHeading(rows) >= 0;
  const isLine = hasHeading ? belowHeading(rows) : () => true;
  const lines = rows.filter((row, index) => !isBlank(row) && isLine(row, index)).slice(0, SAMPLE_ROWS);
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0);
  const columns = Array.from({ length: width }, (_, at) => lines.map((row) => row[at] ?? ''));
  const placed = hasHeading ? byHeading(headingOf(rows), columns) : byContent(columns, options);
  const unplaced = placed.flatMap((each, at) => (each === null ? [at] : []));
  return {
    hasHeading,
    columns: placed.map((each, at) => (unplaced.indexOf(at) >= MAX_ASKED ? 'ignored' : each)),
  };
}

/** Gives the row that names the columns. */
export function headingOf(rows: Rows): readonly string[] {
  return rows[headingIndex(rows)] ?? [];
}

/**
 * Gives a function that tells lines from the heading, and from what is above it. Where tables were put together, the
 * heading is there again.
 */
export function belowHeading(rows: Rows): (row: readonly string[], index: number) => boolean {
  const at = headingIndex(rows);
  const heading = rows[at] ?? [];
  return (row, index) => index > at && !isSame(row, heading);
}

/**
 * Gives the index of the heading. If the person says that there is one and none is found, it is the first row in which
 * something is written.
 */
function headingIndex(rows: Rows): number {
  const found = findHeading(rows);
  return found < 0 ? firstWritten(rows) : found;
}

function firstWritten(rows: Rows): number {
  return rows.findIndex((row) => !isBlank(row));
}

/** The index of the heading, by table. The rows of a table never change, and the page asks each time that it is drawn. */
const headings = new WeakMap<Rows, number>();

/** Gives the index of the first row that is a heading, or -1. Above it, titles of one cell may stand. */
function findHeading(rows: Rows): number {
  const known = headings.get(rows) ?? searchHeading(rows);
  headings.set(rows, known);
  return known;
}

function searchHeading(rows: Rows): number {
  const first = firstWritten(rows);
  for (const [above, row] of rows.slice(first, first + MAX_TITLES + 1).entries()) {
    const at = first + above;
    const below = rows.slice(at + 1, at + 1 + SAMPLE_ROWS).filter((each) => !isBlank(each));
    if (isHeading(row, below, above > 0)) return at;
    if (row.filter((cell) => cell.trim() !== '').length > 1) break;
  }
  return -1;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const longer = one.length > other.length ? one : other;
  return longer.every((_, at) => (one[at] ?? '').trim() === (other[at] ?? '').trim());
}

/**
 * True where a row names the user and something else, or where most of its cells are headings. A cell is no heading if its text
 * stands below it again, unless the whole row does. A secret or a user name may read like a heading: no line may be lost.
 */
function isHeading(row: readonly string[], below: Rows, hasTitle: boolean): boolean {
  const cells = row.filter((cell) => cell.trim() !== '');
  const others = below.filter((each) => !isSame(row, each));
  const known = row.flatMap((cell, at) => {
    const key = headingKey(cell);
    const found = KNOWN.get(key);
    return found && others.every((each) => headingKey(each[at] ?? '') !== key) ? [found] : [];
  });
  const namesUser = known.some(({ column }) => isUserColumn(column));
  // A row by itself is a line to be stored, unless all its cells are headings.
  if (cells.length === 0 || (others.length === 0 && known.length < cells.length)) return false;
  if (namesUser && known.length >= 2) return true;
  if (hasTitle || others.length < below.length) return false;
  return namesUser ? known.length * 2 >= cells.length : known.length * 2 > cells.length;
}

/** True of the columns that say who a line is for. */
export function isUserColumn(column: Placed | undefined): boolean {
  return column === 'User' || column === 'AssociateId';
}

function byHeading(heading: readonly string[], columns: readonly (readonly string[])[]): Placed[] {
  const known = columns.map((_, at) => KNOWN.get(headingKey(heading[at] ?? '')));
  const ranks = (column: Placed) =>
    known.flatMap((each) => (each && each.column === column && isUserColumn(column) ? [each.rank] : []));
  // Both the ids and the names are read: if a row has no id, the name counts.
  const best = [Math.min(...ranks('AssociateId')), Math.min(...ranks('User'))];
  return columns.map((cells, at) => {
    const found = known[at];
    if (!found) return isEmpty(cells) ? 'ignored' : null;
    const alike = known.filter((each) => each?.rank === found.rank).length;
    // The other columns say the same of the user in other words.
    if (isUserColumn(found.column) && !best.includes(found.rank)) return 'ignored';
    return alike > 1 ? null : found.column;
  });
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** With fewer columns than these, the second may be anything: it is more likely a secret than a type. */
const MIN_DOCUMENTED = 4;

/**
 * Gives the columns in the documented order, where their cells do not speak against it. Otherwise it places the columns
 * that can only be one thing.
 */
function byContent(columns: readonly (readonly string[])[], options: PlacingOptions): Placed[] {
  const holds = columns.map((cells) => contentOf(cells, options));
  const isDocumented =
    columns.length >= MIN_DOCUMENTED &&
    columns.length <= COLUMNS.length &&
    holds.every((content, at) => mayBe(COLUMNS[at] as Column, content, options)) &&
    (holds[1] === 'Type' || (holds[0] === 'User' && areTypes(columns[1] ?? [])));
  // A single date at the end of the line may as well be the end of the entry.
  const isOneDate = COLUMNS[columns.length - 1] === 'ValidFrom' && holds.at(-1) === 'date';
  if (isDocumented)
    return COLUMNS.slice(0, columns.length).map((column) =>
      isOneDate && column === 'ValidFrom' ? null : column,
    );
  const dates = holds.filter((content) => content === 'date').length;
  return holds.map((content, at) => {
    const isOnly = holds.indexOf(content) === at && holds.lastIndexOf(content) === at;
    if (content === 'empty') return 'ignored';
    if (content === 'date' && dates === 2) return holds.indexOf('date') === at ? 'ValidFrom' : 'ValidTo';
    return isOnly && content !== 'date' && content !== 'text' ? content : null;
  });
}

type Content = 'empty' | 'date' | 'IsActive' | 'Type' | 'User' | 'text';

function mayBe(column: Column, content: Content, { isUser }: PlacingOptions): boolean {
  if (content === 'empty') return true;
  if (column === 'ValidFrom' || column === 'ValidTo') return content === 'date';
  if (column === 'User') return content === 'User' || (!isUser && content === 'text');
  if (column === 'Type') return content === 'Type' || content === 'text';
  return column === 'IsActive' ? content === column : content !== 'User';
}

/** True for words that recur, which secrets do not. */
function areTypes(cells: readonly string[]): boolean {
  const isWord = (cell: string) => /^[\p{L}\d _-]{1,30}$/u.test(cell);
  return cells.every(isWord) && new Set(cells).size * 2 <= cells.length;
}

/** Gives the kind of content that all cells of a column are. */
function contentOf(cells: readonly string[], { types, region, isUser }: PlacingOptions): Content {
  const written = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const known = [...TYPES, ...types].map(fold);
  const isDate = (cell: string) => {
    const date = readDate(cell, { member: 'ValidTo', order: null, region });
    return !('rule' in date) || date.rule !== 'dateUnreadable';
  };
  if (written.length === 0) return 'empty';
  if (written.every((cell) => known.includes(fold(cell)))) return 'Type';
  if (written.every((cell) => readYesNo(cell) !== undefined)) return 'IsActive';
  if (written.every(isDate)) return 'date';
  const users = written.filter((cell) => isUser?.(cell) ?? /^#\d+$|^\S+@\S+\.\w+$/.test(cell));
  return users.length * 2 > written.length ? 'User' : 'text';
}

/** The words for yes and no, also as spreadsheets show true and false in the six languages. */
const YES = 'yes|ja|true|sann|sant|sand|wahr|waar|1|x|active|aktiv|actief'.split('|');
const NO = 'no|nei|nej|nein|nee|false|usann|falskt|falsk|falsch|onwaar|0|inactive|inaktiv|inactief'.split(
  '|',
);

/** Gives true for yes and false for no in any of the six languages; `undefined` for anything else. */
export function readYesNo(cell: string): boolean | undefined {
  const word = fold(cell.trim());
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
}
