import type { Draft, FieldError } from './credentials.ts';
import type { Placeholder } from './pattern.ts';
import { isBlank, type Region, type Rows, unharmed } from './table.ts';
import { belowHeading, COLUMNS, type Column, type Placed, readYesNo } from './table-columns.ts';
import { type DateError, type DateMember, type DayOrder, readDate, shownOrder } from './table-dates.ts';

/** The values for empty and missing cells, written as in a cell. */
export type Defaults = { readonly [F in keyof Draft]: string };

/** One line of the table. Its secret is apart, in {@link Table}. */
export interface Line {
  /** The row's number, as a spreadsheet counts, from 1. */
  readonly number: number;
  /** The cells as they were written, all but the secret. */
  readonly cells: { readonly [C in Exclude<Column, 'SecretValue'>]: string };
  /** The draft that the cells mean, with the pattern in `PublicValue` as it was written. */
  readonly draft: Draft;
  readonly errors: LineErrors;
  /** The days by which the line is known again: {@link OF_FORM} where nobody has set one. */
  readonly days: { readonly [M in DateMember]: string };
}

export type LineErrors = { readonly [C in Column]?: LineError };

/** The reason why a cell cannot be stored. Each reason has one sentence for people. */
export type LineError =
  | FieldError
  | DateError
  /** Neither yes nor no. */
  | { readonly rule: 'notYesNo' }
  /** The pattern asks for something that the user does not have. */
  | { readonly rule: 'patternEmpty'; readonly placeholder: Placeholder };

/** Cells that the person has changed on the page, by line number. */
type Edits = ReadonlyMap<number, { readonly [C in Column]?: string }>;

export interface Reading {
  readonly hasHeading: boolean;
  /** The columns by position. A column that the person is still asked about counts as ignored. */
  readonly columns: readonly Placed[];
  readonly defaults: Defaults;
  /** The defaults before anybody changed them. */
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
  /** The secrets by line number. They are in the page's memory and nowhere else. */
  readonly secrets: ReadonlyMap<number, string>;
  /**
   * Dates that can be two days, depending on whether day or month comes first. The person says which; the dates stay in this list.
   */
  readonly ambiguousDates: readonly string[];
}

/** Reads the lines, without blank rows. It works in slices: `inSlices` of `table-users.ts` runs it. */
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
  // Dates that are typed on the page, for one line or for all, do not show in which order the table is written. Nor does
  // the table show theirs.
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

/** Stands for a day that is the form's own default. Tomorrow the default is another day, but the line is the same. */
export const OF_FORM = 'form';

const DATES = ['ValidFrom', 'ValidTo'] as const;

/** Gives the text of a cell, or the value of “For all” where the cell is empty. */
function textIn(cells: Line['cells'], field: keyof Draft, { defaults }: Reading): string {
  return cells[field].trim() === '' ? defaults[field] : cells[field];
}

function cellIn(row: readonly string[], columns: readonly Placed[], column: Column): string {
  const cell = row[columns.indexOf(column)] ?? '';
  // A secret is taken byte for byte.
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
