import { type Associate, nameOf } from './associates.ts';
import { check } from './check.ts';
import {
  type Draft,
  entryKey,
  type FieldError,
  fromServerTime,
  isStoredAs,
  mayBe,
  namesakes,
  type StoredEntry,
} from './credentials.ts';
import { type CharacterClass, CLASSES, generateSecret } from './generator.ts';
import { listKey, listName } from './lists.ts';
import { fillIn, hasOtherBraces, type Placeholder } from './pattern.ts';
import { type SecretWarning, warningsOf } from './secret-warnings.ts';
import { isBlank, type Region, type Rows, unharmed } from './table.ts';
import { belowHeading, COLUMNS, type Column, type Placed, readYesNo } from './table-columns.ts';
import { type DateError, type DateMember, type DayOrder, readDate, shownOrder } from './table-dates.ts';
import type { Match, UserIndex } from './table-users.ts';
import { nameKey } from './tenants.ts';

/** What counts where a cell is empty or missing, written as in a cell. */
export type Defaults = { readonly [F in keyof Draft]: string };

/** One line of the table. Its secret is apart, in {@link Table}. */
export interface Line {
  /** As a spreadsheet counts rows, from 1. */
  readonly number: number;
  /** What was written, all but the secret. */
  readonly cells: { readonly [C in Exclude<Column, 'SecretValue'>]: string };
  /** What it says, with the pattern in `PublicValue` as it was written. */
  readonly draft: Draft;
  readonly errors: LineErrors;
  /** Its days, to know it again by: {@link OF_FORM} where nobody has set one. */
  readonly days: { readonly [M in DateMember]: string };
}

export type LineErrors = { readonly [C in Column]?: LineError };

/** Why a cell cannot be stored; one sentence for people each. */
export type LineError =
  | FieldError
  | DateError
  /** Neither yes nor no. */
  | { readonly rule: 'notYesNo' }
  /** The pattern asks for what the user does not have. */
  | { readonly rule: 'patternEmpty'; readonly placeholder: Placeholder };

/** Cells that the person has changed on the page, by line number. */
export type Edits = ReadonlyMap<number, { readonly [C in Column]?: string }>;

export interface Reading {
  readonly hasHeading: boolean;
  /** By position; what is still asked about counts as ignored. */
  readonly columns: readonly Placed[];
  readonly defaults: Defaults;
  /** What the defaults were before anybody changed them. */
  readonly begun: Defaults;
  readonly region: Region;
  /** The person's answer to {@link Table.ambiguousDates}. It holds where the dates of the table do not show their order. */
  readonly dateOrder: DayOrder | null;
  readonly edits: Edits;
  /** Secrets that were made for lines that have none ({@link makeSecret}). */
  readonly madeSecrets: ReadonlyMap<number, string>;
}

export interface Table {
  readonly lines: readonly Line[];
  /** By line number. They are in the page's memory and nowhere else. */
  readonly secrets: ReadonlyMap<number, string>;
  /** Dates that are two days, depending on whether day or month comes first, so that the person says it; also once that is said. */
  readonly ambiguousDates: readonly string[];
}

/** Reads the lines. Blank rows are none. In slices: `inSlices` of `table-users.ts` runs it. */
export function* readLines(rows: Rows, reading: Reading): Generator<void, Table> {
  const { hasHeading, columns, edits, madeSecrets, region } = reading;
  const secrets = new Map<number, string>();
  const written: { number: number; cells: Line['cells'] }[] = [];
  const given: string[] = [];
  const isLine = hasHeading ? belowHeading(rows) : () => true;
  for (const [index, row] of rows.entries()) {
    yield;
    if (isBlank(row) || !isLine(row, index)) continue;
    const number = index + 1;
    given.push(...DATES.map((member) => cellIn(row, columns, member)));
    const edited = edits.get(number);
    const cellOf = (column: Column) => edited?.[column] ?? cellIn(row, columns, column);
    secrets.set(number, cellOf('SecretValue') || (madeSecrets.get(number) ?? ''));
    const names = COLUMNS.filter((column) => column !== 'SecretValue');
    const cells = Object.fromEntries(names.map((column) => [column, cellOf(column)])) as Line['cells'];
    written.push({ number, cells });
  }
  // What is typed on the page, for one line or for all, says nothing of how the table is written, nor the table of that.
  const typed = DATES.map((member) => reading.defaults[member]);
  const orders = { table: shownOrder(given, region), typed: shownOrder(typed, region) };
  const lines: Line[] = [];
  const ambiguous = new Set<string>();
  for (const each of written) {
    lines.push(toLine(each, reading, { orders, ambiguous }));
    yield;
  }
  return { lines, secrets, ambiguousDates: [...ambiguous] };
}

/** Stands for a day that is the form's own default: tomorrow that is another day, and the line is the same. */
const OF_FORM = 'form';

const DATES = ['ValidFrom', 'ValidTo'] as const;

/** What a cell says, or “For all” in its place. */
function textIn(cells: Line['cells'], field: keyof Draft, { defaults }: Reading): string {
  return cells[field].trim() === '' ? defaults[field] : cells[field];
}

function cellIn(row: readonly string[], columns: readonly Placed[], column: Column): string {
  const cell = row[columns.indexOf(column)] ?? '';
  // A secret is byte for byte what it is.
  if (column === 'SecretValue') return cell;
  const id = column === 'User' ? (row[columns.indexOf('AssociateId')] ?? '').trim() : '';
  return /^\d+$/.test(id) ? `#${id}` : unharmed(id || cell);
}

function toLine(
  { number, cells }: Pick<Line, 'number' | 'cells'>,
  reading: Reading,
  dates: {
    readonly orders: { readonly [where in 'table' | 'typed']: DayOrder | null };
    readonly ambiguous: Set<string>;
  },
): Line {
  const errors: { [C in Column]?: LineError } = {};
  const { region, defaults, begun } = reading;
  const textOf = (field: keyof Draft) => textIn(cells, field, reading);
  const dateOf = (member: DateMember) => {
    const isTyped = cells[member].trim() === '' || reading.edits.get(number)?.[member] !== undefined;
    const written = textOf(member);
    const shown = readDate(written, { member, order: dates.orders[isTyped ? 'typed' : 'table'], region });
    const isAmbiguous = 'rule' in shown && shown.rule === 'dateAmbiguous';
    if (isAmbiguous) dates.ambiguous.add(written);
    const date = isAmbiguous ? readDate(written, { member, order: reading.dateOrder, region }) : shown;
    if (!('rule' in date)) return date.value;
    errors[member] = date;
    return '';
  };
  const isActive = readYesNo(textOf('IsActive'));
  if (isActive === undefined) errors.IsActive = { rule: 'notYesNo' };
  const draft = {
    Type: textOf('Type').trim(),
    PublicValue: textOf('PublicValue'),
    Comment: textOf('Comment'),
    ValidFrom: dateOf('ValidFrom'),
    ValidTo: dateOf('ValidTo'),
    IsActive: isActive ?? true,
  };
  const dayOf = (member: DateMember) =>
    cells[member].trim() === '' && defaults[member] === begun[member] ? OF_FORM : draft[member];
  const days = { ValidFrom: dayOf('ValidFrom'), ValidTo: dayOf('ValidTo') };
  return { number, cells, draft, errors, days };
}

/**
 * What a person should know about a line before it is stored. Of its public value, `braces`: words in braces are stored as they are
 * written; `nameBlanks`: it begins or ends with blanks.
 */
export type LineWarning = SecretWarning | 'braces' | 'nameBlanks';

function warningsOfName(pattern: string): readonly LineWarning[] {
  return [
    ...(hasOtherBraces(pattern) ? (['braces'] as const) : []),
    ...(pattern !== pattern.trim() ? (['nameBlanks'] as const) : []),
  ];
}

const MADE_LENGTH = 20;

/**
 * A random secret that no spreadsheet changes: it begins with a letter.
 * @param fill fills an array with random numbers: `crypto.getRandomValues`
 */
export function makeSecret(fill: (array: Uint32Array<ArrayBuffer>) => void): string {
  for (;;) {
    const secret = generateSecret(MADE_LENGTH, Object.keys(CLASSES) as CharacterClass[], fill);
    if (/^[a-z]/i.test(secret)) return secret;
  }
}

/**
 * What is to be done about a line. On the page: Ready, Replaces, Unknown user, Several users, Twice, Wrong; `done`: an earlier run
 * has stored it; `leftOut`: the person does not want it.
 */
export type LineState = 'ready' | 'replaces' | 'unknown' | 'several' | 'twice' | 'wrong' | 'done' | 'leftOut';

/** How many other lines of the same entry people are told. */
export const TOLD_TWINS = 10;
/** One more shows that there are more. Each of thousands of equal lines cannot hold all the others. */
const MAX_TWINS = TOLD_TWINS + 1;

/** A line, and what came of its check. `draft` is what would be stored, with the pattern filled in where the user is known. */
export interface CheckedLine extends Line {
  readonly state: LineState;
  readonly match: Match;
  readonly warnings: readonly LineWarning[];
  /** The other lines of the same entry, by number: the first {@link MAX_TWINS}. */
  readonly twins: readonly number[];
  /** What is stored under its name, and would be replaced; `null` where that is not known. */
  readonly before: readonly StoredEntry[] | null;
}

/** What the person has answered, by line number. */
export interface Answers {
  /** The associate that was chosen, by id. */
  readonly users: ReadonlyMap<number, number>;
  /** Lines that are not to be stored. */
  readonly leftOut: ReadonlySet<number>;
  readonly withInactive: boolean;
}

export interface Checking {
  readonly index: UserIndex;
  readonly answers: Answers;
  /** The types that a policy allows; empty for all. */
  readonly types: readonly string[];
  /** What is stored, by {@link listKey}; `null` where the server gave no list, absent where it was not read. */
  readonly stored: ReadonlyMap<string, readonly StoredEntry[] | null>;
  /** Lines that an earlier run has stored ({@link doneKey}), by number. */
  readonly done: ReadonlySet<number>;
}

/** Checks the lines. In slices: `inSlices` of `table-users.ts` runs it. */
export function* checkLines(table: Table, checking: Checking): Generator<void, readonly CheckedLine[]> {
  const matched: Matched[] = [];
  for (const line of table.lines) {
    matched.push(matchLine(line, checking));
    yield;
  }
  const entries = new Map<string, number[]>();
  for (const { number, key } of matched) {
    if (key === undefined || checking.answers.leftOut.has(number)) continue;
    const same = entries.get(key) ?? [];
    same.push(number);
    entries.set(key, same);
  }
  const checked: CheckedLine[] = [];
  for (const line of matched) {
    const same = line.key === undefined ? [] : (entries.get(line.key) ?? []);
    const secret = table.secrets.get(line.number) ?? '';
    // Of many, one more than are told, as it may be the line itself.
    const twins = same.slice(0, MAX_TWINS + 1).filter((each) => each !== line.number);
    checked.push(checkLine(line, { ...checking, secret, twins: twins.slice(0, MAX_TWINS) }));
    yield;
  }
  return checked;
}

interface Matched extends Line {
  /** Its public value as it was written. */
  readonly pattern: string;
  readonly match: Match;
  /** What a server may take for the entry's name; none where it is not known whose it is. */
  readonly key: string | undefined;
}

function matchLine(line: Line, { index, answers }: Checking): Matched {
  const chosen = index.byId.get(answers.users.get(line.number) ?? -1);
  const match: Match = chosen
    ? { kind: 'one', user: chosen }
    : index.match(line.cells.User, answers.withInactive);
  const pattern = line.draft.PublicValue;
  if (match.kind !== 'one') return { ...line, pattern, match, key: undefined };
  const { value, missing } = fillIn(pattern, match.user);
  return {
    ...line,
    pattern,
    match,
    draft: { ...line.draft, PublicValue: value },
    errors: {
      ...line.errors,
      ...(missing && { PublicValue: { rule: 'patternEmpty', placeholder: missing } as const }),
    },
    key: entryKey(match.user.associateId, line.draft.Type, value),
  };
}

function checkLine(
  { key: _, pattern, ...line }: Matched,
  {
    answers,
    done,
    secret,
    stored,
    twins,
    types,
  }: Checking & { readonly secret: string; readonly twins: readonly number[] },
): CheckedLine {
  const errors: LineErrors = {
    ...check(line.draft, { secret, withoutSecret: false, types, original: null }),
    ...line.errors,
  };
  const { match } = line;
  const entries =
    match.kind === 'one' ? stored.get(listKey(listName(match.user, line.draft.Type))) : undefined;
  const before = entries ? namesakes(entries, line.draft.PublicValue) : null;
  const state = (): LineState => {
    if (answers.leftOut.has(line.number)) return 'leftOut';
    if (match.kind !== 'one') return match.kind;
    // Of two lines of one entry nobody knows which was stored.
    if (done.has(line.number) && twins.length === 0 && isStillThere(line, before)) return 'done';
    if (Object.keys(errors).length > 0) return 'wrong';
    if (twins.length > 0) return 'twice';
    return before && before.length > 0 ? 'replaces' : 'ready';
  };
  const warnings = [...warningsOf(secret), ...warningsOfName(pattern)];
  return { ...line, errors, state: state(), warnings, twins, before };
}

/**
 * False where what was stored has been removed since, or changed, or nobody can say; a day of the form's is what it was when it
 * was stored.
 */
function isStillThere({ draft, days }: Line, before: readonly StoredEntry[] | null): boolean {
  const dayOf = (entry: StoredEntry, member: DateMember) => {
    const there = fromServerTime(entry[member]);
    return days[member] === OF_FORM && isNear(there, draft[member], MOVED_MS) ? there : draft[member];
  };
  // A day that is the form's says nothing of how the server moves times.
  const isSame = Object.values(days).includes(OF_FORM) ? mayBe : isStoredAs;
  return (
    before?.some((entry) =>
      isSame(entry, {
        ...draft,
        ValidFrom: dayOf(entry, 'ValidFrom'),
        ValidTo: dayOf(entry, 'ValidTo'),
      }),
    ) ?? false
  );
}

/** How far a default day may have moved: by a day, and by the hours between two zones, with room to spare. */
const MOVED_MS = 2 * 26 * 3_600_000;

/** False for no date at all. */
function isNear(one: string, other: string, milliseconds: number): boolean {
  return Math.abs(Date.parse(`${one}Z`) - Date.parse(`${other}Z`)) <= milliseconds;
}

/**
 * By what a line is known again after it was stored: a fingerprint (SHA-256) of all of it but the secret. It may be kept.
 * Another secret is not noticed, so the person decides whether such lines are skipped.
 */
export async function doneKey(
  tenant: string,
  associateId: number,
  { draft, days }: Pick<Line, 'draft' | 'days'>,
): Promise<string> {
  const { Type, PublicValue, Comment, IsActive } = draft;
  const all = JSON.stringify([
    ...[nameKey(tenant), associateId, Type, PublicValue, Comment],
    ...[days.ValidFrom, days.ValidTo, IsActive],
  ]);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(all));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A line of the report. */
export interface Reported {
  readonly line: number;
  /** `null` where nobody is known by what was written. */
  readonly user: Associate | null;
  readonly userCell: string;
  readonly type: string;
  readonly publicValue: string;
  /** In words. */
  readonly result: string;
  /** When it ended, as the region writes it; empty where nothing was sent. */
  readonly time: string;
}

/** The report's cells, below six headings in the person's language. No secret is in it. */
export function reportRows(reported: readonly Reported[], headings: readonly string[]): Rows {
  return [
    headings,
    ...reported.map(({ line, user, userCell, type, publicValue, result, time }) => [
      ...[String(line), user ? nameOf(user) : userCell, type, publicValue, result, time],
    ]),
  ];
}
