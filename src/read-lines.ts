import type { Draft, FieldError } from './credentials.ts';
import type { Placeholder } from './pattern.ts';
import { isBlank, type Region, type Rows, unharmed } from './table.ts';
import { belowHeading, COLUMNS, type Column, type Placed, readYesNo } from './table-columns.ts';
import { type DateError, type DateMember, type DayOrder, readDate, shownOrder } from './table-dates.ts';

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
type Edits = ReadonlyMap<number, { readonly [C in Column]?: string }>;

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
export const OF_FORM = 'form';

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
