import type { Associate } from './associates.ts';
import type { Draft, Field, FieldError, StoredEntry } from './credentials.ts';
import type { DateOrder, Region, Rows } from './table.ts';

/** What a column holds: whom it is for, or a member of the entry in the API's words. */
export type Column = 'User' | Field;

/** In the order in which tables are written, and read where they have no heading. */
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

/** A user that lines may be for. Texts may be empty, never absent. */
export interface TableUser extends Associate {
  /** What the user signs in with: online an e-mail address. */
  readonly signInName: string;
  readonly email: string;
  /** The primary group. */
  readonly group: string;
  /** What makes the user an unusual choice. */
  readonly mark: 'inactive' | 'externalUser' | 'resource' | null;
}

// ---- Columns ----

/** What a column was taken for; `null`: the person is asked. */
export type Placed = Column | 'ignored' | null;

export interface Placing {
  /** True where the first row names the columns. */
  readonly hasHeading: boolean;
  /** By position. */
  readonly columns: readonly Placed[];
}

/** Finds out which column holds what: by its heading, or else by what is in it. */
export declare function placeColumns(
  rows: Rows,
  options: {
    /** Types that are known already, beside the documented ones. */
    readonly types: readonly string[];
    readonly region: Region;
    /** Set where the person says so. */
    readonly hasHeading?: boolean;
    /** True for a cell that names a user exactly, where users are known by then. */
    readonly isUser?: (cell: string) => boolean;
  },
): Placing;

// ---- Lines ----

/** What holds where a cell is empty or missing: texts as in cells. */
export type Defaults = { readonly [F in Exclude<Column, 'User' | 'SecretValue'>]: string };

/** One line of the table. The secret is apart, in {@link Table.secrets}. */
export interface Line {
  /** As a spreadsheet counts rows: the heading is 1. */
  readonly number: number;
  /** Whom it is for, as it was written. */
  readonly user: string;
  /** With the pattern in `PublicValue` as it was written: it is filled in once the user is known. */
  readonly draft: Draft;
  /** What could not be read. */
  readonly errors: LineErrors;
}

export type LineErrors = { readonly [F in Column]?: LineError };

/** Why a cell cannot be stored; one sentence for people each. */
export type LineError =
  | FieldError
  /** No date; no day of the calendar (`31.11.2026`); day or month first is not known yet. */
  | { readonly rule: 'dateUnreadable' | 'dateImpossible' | 'dateAmbiguous' }
  /** Neither yes nor no. */
  | { readonly rule: 'notYesNo' }
  /** The pattern asks for what the user does not have. */
  | { readonly rule: 'patternEmpty'; readonly placeholder: Placeholder };

export const PLACEHOLDERS = ['user', 'email', 'initials'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Cells that the person has changed on the page, by line number. */
export type Edits = ReadonlyMap<number, { readonly [C in Column]?: string }>;

export interface Reading {
  readonly hasHeading: boolean;
  /** By position; what is still asked about counts as ignored. */
  readonly columns: readonly Placed[];
  readonly defaults: Defaults;
  readonly region: Region;
  /** The person's answer to {@link Table.ambiguousDates}. */
  readonly dateOrder: 'dmy' | 'mdy' | null;
  readonly edits: Edits;
  /** Secrets that were made for lines that have none. */
  readonly madeSecrets: ReadonlyMap<number, string>;
}

export interface Table {
  readonly lines: readonly Line[];
  /** By line number. In the page's memory and nowhere else. */
  readonly secrets: ReadonlyMap<number, string>;
  /** Some dates that are two days, depending on whether day or month comes first; empty where nothing is to be asked. */
  readonly ambiguousDates: readonly string[];
  /** What is asked to be proposed for them. */
  readonly proposedOrder: 'dmy' | 'mdy';
}

/** Reads the lines. Blank rows are no lines. */
export declare function readLines(rows: Rows, reading: Reading): Table;

/** A cell's text as date, `yyyy-MM-ddTHH:mm` or with seconds; the empty text for an open end. */
export declare function readDate(
  cell: string,
  options: {
    readonly member: 'ValidFrom' | 'ValidTo';
    readonly order: DateOrder | null;
    readonly region: Region;
  },
): { readonly value: string } | LineError;

/** How the region writes a draft's date; a whole day without its time. */
export declare function writeDate(text: string, member: 'ValidFrom' | 'ValidTo', region: Region): string;

// ---- Secrets ----

/**
 * What a person should know about a secret. `spreadsheet`: it looks like what a spreadsheet has made of something else
 * (`1,23E+15`, `#NAME?`); `blanks`: it begins or ends with blanks.
 */
export type SecretWarning = 'spreadsheet' | 'blanks';

export declare function warningsOf(secret: string): readonly SecretWarning[];

/**
 * A random secret that survives a spreadsheet: it begins with a letter.
 * @param fill fills an array with random numbers: `crypto.getRandomValues`
 */
export declare function makeSecret(fill: (array: Uint32Array<ArrayBuffer>) => void): string;

// ---- Users ----

/** Whom a cell names. */
export type Match =
  | { readonly kind: 'one'; readonly user: TableUser }
  /** Several are called so exactly. */
  | { readonly kind: 'several'; readonly users: readonly TableUser[] }
  /** Nobody is called so exactly. `suggestions`: who is, but for case, marks and the order of words. */
  | {
      readonly kind: 'unknown';
      readonly suggestions: readonly TableUser[];
      /** Users who are called so, and are left out because they are inactive. */
      readonly inactive: readonly TableUser[];
    };

export interface UserIndex {
  readonly match: (cell: string, withInactive: boolean) => Match;
  readonly byId: ReadonlyMap<number, TableUser>;
}

/** Builds the index in slices: each `yield` is a place to let the page breathe, {@link inSlices} does so. */
export declare function indexUsers(users: readonly TableUser[]): Generator<void, UserIndex>;

/**
 * Runs a generator to its end, a few milliseconds at a time: `await inSlices(indexUsers(users), performance, nextTask)`.
 * @param pause resolves after the page has had its turn, such as `() => new Promise((done) => setTimeout(done))`
 */
export declare function inSlices<T>(
  work: Generator<void, T>,
  clock: { now(): number },
  pause: () => Promise<unknown>,
): Promise<T>;

// ---- Check ----

/** `interface.md`: Ready, Replaces, Unknown user, Several users, Twice, Wrong; `done`: stored by an earlier run. */
export type LineState = 'ready' | 'replaces' | 'unknown' | 'several' | 'twice' | 'wrong' | 'done' | 'leftOut';

export interface CheckedLine extends Line {
  readonly state: LineState;
  readonly match: Match;
  /** What would be stored, pattern filled in, where the user is known. */
  readonly draft: Draft;
  readonly warnings: readonly SecretWarning[];
  /** What it replaces: old comment and until are shown beside the new ones. */
  readonly replaced: readonly StoredEntry[];
  /** What is stored under its name already; `null` where that is not known: a Save is told so. */
  readonly before: readonly StoredEntry[] | null;
  /** The other lines of the same entry. */
  readonly twins: readonly number[];
}

/** What the person has answered, by line number. */
export interface Answers {
  /** The user that was chosen. */
  readonly users: ReadonlyMap<number, number>;
  /** Lines that are not to be stored: of two of the same name, and any other. */
  readonly leftOut: ReadonlySet<number>;
  readonly withInactive: boolean;
}

export interface Checking {
  readonly index: UserIndex;
  readonly answers: Answers;
  /** The types that a policy allows; empty for all. */
  readonly types: readonly string[];
  /** What has been read, by {@link listKey}; `null` where the server answered no list, absent where it was not read. */
  readonly stored: ReadonlyMap<string, readonly StoredEntry[] | null>;
  /** Lines that an earlier run has stored ({@link doneKey}). */
  readonly done: ReadonlySet<number>;
}

/** Checks the lines, each with its state. In slices, as {@link indexUsers}. */
export declare function checkLines(table: Table, checking: Checking): Generator<void, readonly CheckedLine[]>;

/** An associate's entries of a type. */
export interface ListName {
  readonly associateId: number;
  readonly type: string;
}

export declare function listKey(list: ListName): string;

/** The lists to read before it is known what is replaced: each once, of lines that may be stored. */
export declare function listsOf(lines: readonly CheckedLine[]): readonly ListName[];

export type Summary = { readonly [S in LineState]: number };

export declare function summarize(lines: readonly CheckedLine[]): Summary;

/** By what a line is known again after it was stored: all of it but the secret, as a fingerprint (SHA-256). */
export declare function doneKey(tenant: string, associateId: number, draft: Draft): Promise<string>;

// ---- Out ----

/** A line of the report. */
export interface Reported {
  readonly line: number;
  readonly user: Associate | null;
  /** As it was written, where nobody is known by it. */
  readonly userCell: string;
  readonly type: string;
  readonly publicValue: string;
  /** In words. */
  readonly result: string;
  /** When it ended, `yyyy-MM-ddTHH:mm:ss`; empty where nothing was sent. */
  readonly time: string;
}

/** The report's cells, below headings in the person's language; no secret is in it. */
export declare function reportRows(reported: readonly Reported[], headings: readonly string[]): Rows;

/** An entry of somebody's, as “Who has what” shows it. */
export interface OwnedEntry {
  readonly user: TableUser;
  readonly type: string;
  /** `null`: an empty row for the person, as in a template or to renew. */
  readonly entry: StoredEntry | null;
}

export interface TableTexts {
  /** The headings of the eight columns, in the person's language. */
  readonly headings: { readonly [C in Column]: string };
  readonly yes: string;
  readonly no: string;
}

/** The cells that the import reads again: out, edited, back in. The secret's column is empty. */
export declare function entryRows(
  entries: readonly OwnedEntry[],
  options: { readonly index: UserIndex; readonly texts: TableTexts; readonly region: Region },
): Rows;
