import type { Answers } from '../src/check-lines.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import { isAmong, listKey, listsOf } from '../src/lists.ts';
import type { Saved } from '../src/messages.ts';
import type { Defaults, Table } from '../src/read-lines.ts';
import type { Encoding, Rows, Separator } from '../src/table.ts';
import { type Column, isUserColumn, type Placed, type Placing } from '../src/table-columns.ts';
import type { Changed } from './changes.ts';
import { withRemoved } from './removed-lines.ts';
import type { Begun, ItemState, Run } from './run.ts';
import { isOver, type ShownLine } from './store-lines.ts';
import { DEFAULT_WIDTH, type Width } from './width.ts';

/** The text of a table, and how it is read. */
export interface Source {
  readonly text: string;
  /** The bytes of a file, as its encoding may have to be chosen; `null` where the text was pasted. */
  readonly bytes: Uint8Array | null;
  readonly encoding: Encoding;
  /** True where the bytes do not prove the encoding. */
  readonly isGuess: boolean;
  /** `null`: the text itself tells it. */
  readonly separator: Separator | null;
  /** True where the rows are stored entries that are to be stored once more. */
  readonly isRenewal: boolean;
}

/** A secret, and the entry that it was made and handed out for. */
interface MadeSecret {
  readonly secret: string;
  readonly madeFor: string;
}

/** How each line has ended, or how far it is, by result key. A line that was in no run yet is not there. */
type Results = ReadonlyMap<number, ItemState<Saved>>;

/** The same of the removals of lines' entries. A removal that was not begun is not there. */
type Undone = ReadonlyMap<number, Begun<null>>;

/**
 * The run that is under way: it reads what is stored (`check`), stores one line or all (`try`, `store`), or removes what was added
 * (`undo`).
 */
export interface Running {
  readonly what: 'check' | 'try' | 'store' | 'undo';
  readonly run: Run<unknown>;
  readonly total: number;
}

/** The name of the filter by which lines are shown. */
type LineFilter = string;

export interface StoreState {
  readonly source: Source;
  readonly rows: Rows;
  readonly placing: Placing;
  /** True once the person has said what a column holds. */
  readonly isPlaced: boolean;
  readonly defaults: Defaults;
  /** The defaults before anybody changed them. */
  readonly begun: Defaults;
  readonly dateOrder: 'dmy' | 'mdy' | null;
  readonly edits: ReadonlyMap<number, { readonly [C in Column]?: string }>;
  readonly madeSecrets: ReadonlyMap<number, MadeSecret>;
  readonly answers: Answers;
  /** `users`: `count` were read so far. */
  readonly phase:
    | { readonly kind: 'input' }
    | { readonly kind: 'users'; readonly count: number }
    | { readonly kind: 'checking' }
    | { readonly kind: 'checked' };
  readonly table: Table | null;
  readonly lines: readonly ShownLine[];
  readonly stored: ReadonlyMap<string, readonly StoredEntry[] | null>;
  /** The lists, by their keys, that something else has changed since a check began to read. */
  readonly outdated: ReadonlySet<string>;
  readonly results: Results;
  /** The removals of lines' entries, by this tab or the other one. */
  readonly undone: Undone;
  /** True once a run over the whole table has begun. A line that could not be stored then counts as skipped. */
  readonly hasStored: boolean;
  readonly running: Running | null;
  /** Goes up with each change of the run, so that the page is drawn from the run anew. */
  readonly ticks: number;
  /** The question that is asked in place. */
  readonly asking: 'store' | 'again' | 'undo' | 'replace' | null;
  /** The table that would replace this one, as long as the person is asked about that. */
  readonly given: Given | null;
  /** True once the report was saved or copied as it is now. */
  readonly isReported: boolean;
  readonly editing: number | null;
  readonly filter: LineFilter | null;
  readonly width: Width;
  /** The line that was tried, and whether SuperOffice has it. */
  readonly tried: { readonly line: number; readonly isThere: boolean } | null;
  /** Why the table could not be checked. */
  readonly failure: Failure | null;
  /** The words for what became of saving, copying and the like. */
  readonly note: string;
}

/** Another table, or the same read in another way. */
export interface Given {
  readonly kind: 'given';
  readonly source: Source;
  readonly rows: Rows;
  readonly placing: Placing;
}

export type StoreEvent =
  | Given
  | { readonly kind: 'placed'; readonly column: number; readonly as: Placed }
  | { readonly kind: 'defaulted'; readonly changes: Partial<Defaults> }
  | { readonly kind: 'ordered'; readonly order: 'dmy' | 'mdy' }
  | { readonly kind: 'edited'; readonly line: number; readonly changes: { readonly [C in Column]?: string } }
  | { readonly kind: 'answered'; readonly answers: Partial<Answers> }
  | { readonly kind: 'secretsMade'; readonly secrets: StoreState['madeSecrets'] }
  | { readonly kind: 'usersRead'; readonly count: number }
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'checked';
      readonly table: Table;
      readonly shown: Pick<StoreState, 'lines' | 'results' | 'undone' | 'madeSecrets'>;
      readonly stored: StoreState['stored'];
    }
  /** `null`: the person has stopped the check. */
  | { readonly kind: 'notChecked'; readonly failure: Failure | null }
  /** Something else has changed what is stored. */
  | { readonly kind: 'outdated'; readonly changed: readonly Changed[] }
  | { readonly kind: 'began'; readonly running: Running }
  | {
      readonly kind: 'ticked';
      readonly results?: Results;
      readonly undone?: Undone;
      readonly stored?: StoreState['stored'];
    }
  | { readonly kind: 'ended' }
  /** The line that was tried was read back, or was not found. */
  | { readonly kind: 'tried'; readonly line: number; readonly isThere: boolean }
  | { readonly kind: 'asked'; readonly about: StoreState['asking']; readonly given?: Given }
  | { readonly kind: 'reported' }
  | { readonly kind: 'editing'; readonly line: number | null }
  | { readonly kind: 'filtered'; readonly filter: LineFilter | null }
  | { readonly kind: 'widened'; readonly width: Width }
  | { readonly kind: 'noted'; readonly note: string };

const NO_ANSWERS: Answers = { users: new Map(), leftOut: new Set(), withInactive: false };

/** The state before anything is known of a table. */
const NOTHING = {
  isPlaced: false,
  dateOrder: null,
  edits: new Map(),
  madeSecrets: new Map(),
  answers: NO_ANSWERS,
  phase: { kind: 'input' },
  table: null,
  lines: [],
  stored: new Map(),
  outdated: new Set(),
  results: new Map(),
  undone: new Map(),
  hasStored: false,
  running: null,
  asking: null,
  given: null,
  isReported: false,
  editing: null,
  filter: null,
  tried: null,
  failure: null,
  note: '',
} as const satisfies Partial<StoreState>;

export const NO_SOURCE: Source = {
  text: '',
  bytes: null,
  encoding: 'utf-8',
  isGuess: false,
  separator: null,
  isRenewal: false,
};

/** The tab as it opens. */
export function emptyStore(defaults: Defaults): StoreState {
  const placing = { hasHeading: false, columns: [] };
  return {
    ...NOTHING,
    source: NO_SOURCE,
    rows: [],
    placing,
    defaults,
    begun: defaults,
    ticks: 0,
    width: DEFAULT_WIDTH,
  };
}

/** The tab's state machine. The result of a check holds until anything that was checked changes. */
export function reduceStore(state: StoreState, event: StoreEvent): StoreState {
  switch (event.kind) {
    case 'given': {
      const { source, rows } = event;
      const isSame = state.isPlaced && isSameTable(state, event);
      const placing = isSame ? state.placing : event.placing;
      const mended = ofSameRows(state, rows);
      const answers = answersFor(placing, { ...state, ...mended });
      return { ...state, ...NOTHING, ...mended, answers, source, rows, placing, isPlaced: isSame };
    }
    case 'placed': {
      const columns = state.placing.columns.map((column, index) =>
        // Two columns never have one role: the column that had it has none now.
        index === event.column ? event.as : column === event.as && column !== 'ignored' ? null : column,
      );
      const placing = { ...state.placing, columns };
      return unchecked({ ...state, placing, answers: answersFor(placing, state), isPlaced: true });
    }
    case 'defaulted':
      return unchecked({ ...state, defaults: { ...state.defaults, ...event.changes } });
    case 'ordered':
      return { ...state, dateOrder: event.order };
    case 'edited': {
      if (Object.keys(event.changes).length === 0) return state;
      const { SecretValue, ...others } = event.changes;
      // Where the secret is left empty, the earlier one stays.
      const secret = SecretValue ? { SecretValue } : {};
      const changes = { ...state.edits.get(event.line), ...others, ...secret };
      const users = new Map(state.answers.users);
      // The cell now means somebody else than was chosen.
      if (event.changes.User !== undefined) users.delete(event.line);
      const edits = new Map(state.edits).set(event.line, changes);
      return { ...state, edits, answers: { ...state.answers, users } };
    }
    case 'answered':
      return { ...state, answers: { ...state.answers, ...event.answers } };
    case 'secretsMade':
      return { ...state, madeSecrets: event.secrets };
    default:
      return reduceRun(state, event);
  }
}

type RunEvent = Exclude<
  StoreEvent,
  { kind: 'given' | 'placed' | 'defaulted' | 'ordered' | 'edited' | 'answered' | 'secretsMade' }
>;

function reduceRun(state: StoreState, event: RunEvent): StoreState {
  switch (event.kind) {
    case 'usersRead':
      return {
        ...state,
        phase: { kind: 'users', count: event.count },
        asking: stillAsking(state),
        failure: null,
        note: event.count === 0 ? '' : state.note,
      };
    case 'checking':
      return {
        ...state,
        phase: { kind: 'checking' },
        outdated: new Set(),
        failure: null,
        // The note stays that was set while the users were read.
        note: state.phase.kind === 'users' ? state.note : '',
        asking: stillAsking(state),
      };
    case 'checked': {
      const { table, shown } = event;
      const stored = new Map([...event.stored].filter(([list]) => !state.outdated.has(list)));
      return { ...state, ...shown, table, stored, phase: { kind: 'checked' }, running: null };
    }
    case 'notChecked':
      return { ...state, phase: { kind: 'input' }, running: null, failure: event.failure };
    case 'outdated': {
      const isOld = isAmong(event.changed);
      const known = [...state.stored.keys(), ...listsOf(state.lines).map(listKey)];
      // A check that is under way may have read these lists already.
      const asked = state.phase.kind === 'checked' ? [] : event.changed.map(listKey);
      const outdated = new Set([...state.outdated, ...asked, ...known.filter(isOld)]);
      const stored = new Map([...state.stored].filter(([list]) => !outdated.has(list)));
      return { ...state, stored, outdated, undone: withRemoved(state, event.changed) };
    }
    case 'began':
      return {
        ...state,
        running: event.running,
        isReported: state.isReported && event.running.what === 'check',
        hasStored: state.hasStored || event.running.what === 'store',
        asking: stillAsking(state),
        editing: null,
        tried: null,
        failure: null,
        note: event.running.what === 'check' ? state.note : '',
      };
    case 'ticked': {
      const { results = state.results, undone = state.undone, stored = state.stored } = event;
      return { ...state, results, undone, stored, ticks: state.ticks + 1 };
    }
    case 'ended':
      // After a removal, the rest of the table is still to be stored.
      return state.running?.what !== 'undo' && isOver(state)
        ? withoutTable({ ...state, running: null })
        : { ...state, running: null };
    case 'tried':
      return { ...state, tried: { line: event.line, isThere: event.isThere } };
    case 'asked':
      return { ...state, asking: event.about, given: event.given ?? null, note: '' };
    case 'reported':
      return { ...state, isReported: true };
    case 'editing':
      return { ...state, editing: event.line, asking: stillAsking(state) };
    case 'filtered':
      return { ...state, filter: event.filter };
    case 'widened':
      return { ...state, width: event.width };
    case 'noted':
      return { ...state, note: event.note };
  }
}

/**
 * True where a table begins like the one before: with as many columns, and the same first row. The roles of the columns then hold.
 */
function isSameTable({ rows: before, placing }: StoreState, { rows, placing: other }: Given): boolean {
  const isAlike = placing.hasHeading === other.hasHeading && placing.columns.length === other.columns.length;
  return isAlike && JSON.stringify(before[0]) === JSON.stringify(rows[0]);
}

/**
 * The answers for a table. Users were chosen for what the column of the user says: where that is another column, none of them is.
 */
function answersFor(placing: Placing, before: Pick<StoreState, 'placing' | 'answers'>): Answers {
  const usersIn = ({ columns }: Placing) =>
    columns.flatMap((column, at) => (isUserColumn(column) ? at : [])).join();
  const { answers } = before;
  return usersIn(placing) === usersIn(before.placing) ? answers : { ...answers, users: new Map() };
}

/** True where another table would lose what is saved nowhere: a report, or lines that were mended, answers, or made secrets. */
export function losesWork(state: StoreState, { rows }: Given): boolean {
  const sizeOf = ({ edits, madeSecrets, answers }: Mended) =>
    edits.size + madeSecrets.size + answers.users.size + answers.leftOut.size;
  const ends = new Set([...state.results.values()].map(({ kind }) => kind));
  const hasReport = (state.hasStored || ends.has('done')) && !state.isReported;
  // Once everything is stored, there are no rows, and the file of made secrets was saved long ago.
  const isLeft = state.rows.length > 0 && sizeOf(ofSameRows(state, rows)) < sizeOf(state);
  // Only this table knows of lines that may still be stored.
  return hasReport || ends.has('unknown') || state.editing !== null || isLeft;
}

type Mended = Pick<StoreState, 'edits' | 'madeSecrets' | 'answers'>;

/** What was mended, answered and made, for the rows that stay as they were: their secrets may have been handed out already. */
function ofSameRows({ rows: before, edits, madeSecrets, answers }: StoreState, rows: Rows): Mended {
  const isSame = (number: number) =>
    before[number - 1] !== undefined &&
    JSON.stringify(before[number - 1]) === JSON.stringify(rows[number - 1]);
  const kept = <T>(map: ReadonlyMap<number, T>) => new Map([...map].filter(([number]) => isSame(number)));
  const leftOut = new Set([...answers.leftOut].filter(isSame));
  return {
    edits: kept(edits),
    madeSecrets: kept(madeSecrets),
    answers: { ...answers, users: kept(answers.users), leftOut },
  };
}

/**
 * The question whether another table is to replace this one stays until it is answered. Other questions are about what was found
 * out before, and end.
 */
function stillAsking({ asking }: StoreState): 'replace' | null {
  return asking === 'replace' ? asking : null;
}

/**
 * The state after its columns or defaults have changed: the result of the check no longer holds. Stored lines stay stored, and are
 * shown until another table is given.
 */
function unchecked(state: StoreState): StoreState {
  const isLeft = state.rows.length > 0;
  return {
    ...state,
    // Once everything is stored, there are no rows to check.
    phase: isLeft ? { kind: 'input' } : state.phase,
    editing: null,
    asking: stillAsking(state),
    note: '',
  };
}

/**
 * The state without its table and secrets, which are not needed any more. Secrets that were made here stay: their file may not have
 * arrived.
 */
function withoutTable(state: StoreState): StoreState {
  // The person may have typed another secret in its place.
  const isMade = ([line, { secret }]: [number, MadeSecret]) =>
    (state.table?.secrets.get(line) || secret) === secret;
  return {
    ...state,
    hasStored: true,
    source: NO_SOURCE,
    rows: [],
    placing: { hasHeading: false, columns: [] },
    edits: new Map(),
    madeSecrets: new Map([...state.madeSecrets].filter(isMade)),
    answers: NO_ANSWERS,
    table: null,
  };
}
