import { foldName } from '../src/credentials.ts';
import type { OwnedEntry } from '../src/entry-rows.ts';
import type { Failure } from '../src/failures.ts';
import { isAmong, type ListName, listKey, listName } from '../src/lists.ts';
import type { StoredList } from '../src/messages.ts';
import type { TableUser, UserIndex } from '../src/table-users.ts';
import type { ItemState, Run } from './run.ts';
import type { Sorting } from './virtual-table.tsx';

/** One question: what a user has of a type. */
export interface Question {
  readonly user: TableUser;
  readonly type: string;
}

/** A row of the table: an entry; or a user who has none; or a list that could not be read. */
export interface EntryRow extends OwnedEntry {
  readonly key: string;
  readonly question: Question;
  /** The types of which the user was found to have none. */
  readonly lacks: readonly string[];
  readonly failure: Failure | null;
  readonly removal: ItemState<null> | undefined;
  readonly marks: readonly RowMark[];
}

/** The marks by which rows are filtered. Each is the key of its text. */
export const MARKS = [
  'endsThisMonth',
  'expired',
  'noEnd',
  'off',
  'userInactive',
  'notRead',
  'hasNone',
  'lineRemoved',
  'notRemoved',
  'lineNotKnown',
] as const;
type RowMark = (typeof MARKS)[number];

type Answers = ReadonlyMap<string, ItemState<StoredList>>;
type Removals = ReadonlyMap<string, ItemState<null>>;

export interface WhoState {
  /** The types that are offered to be ticked. */
  readonly types: readonly string[];
  readonly ticked: ReadonlySet<string>;
  readonly other: string;
  readonly withInactive: boolean;
  /** How many users were read so far; `null` while they are not being read. */
  readonly reading: number | null;
  readonly questions: readonly Question[];
  /** The users that were asked about. They are kept here: the other tab may have them read anew, and that may fail. */
  readonly index: UserIndex | null;
  readonly answers: Answers;
  readonly removals: Removals;
  /** The lists that something else has changed since the run began, by their keys. */
  readonly outdated: ReadonlySet<string>;
  readonly running: {
    readonly what: 'ask' | 'remove';
    readonly run: Run<unknown>;
    readonly total: number;
  } | null;
  readonly ticks: number;
  readonly hasAsked: boolean;
  readonly sorting: Sorting | null;
  readonly mark: RowMark | null;
  readonly search: string;
  readonly chosen: ReadonlySet<string>;
  readonly isAsking: boolean;
  readonly failure: Failure | null;
  readonly note: string;
}

export type WhoEvent =
  | { readonly kind: 'typesKnown'; readonly types: readonly string[] }
  | { readonly kind: 'set'; readonly changes: Partial<Settable> }
  | { readonly kind: 'reading'; readonly count: number }
  | { readonly kind: 'notRead'; readonly failure: Failure }
  | { readonly kind: 'asked'; readonly questions: readonly Question[]; readonly index: UserIndex }
  | { readonly kind: 'began'; readonly running: NonNullable<WhoState['running']> }
  | { readonly kind: 'ticked'; readonly answers?: Answers; readonly removals?: Removals }
  | { readonly kind: 'ended' }
  /** Something else has changed what is stored. */
  | { readonly kind: 'outdated'; readonly lists: readonly ListName[] };

/** The members that a person sets, one by one. */
type Settable = Pick<
  WhoState,
  'ticked' | 'other' | 'withInactive' | 'sorting' | 'mark' | 'search' | 'chosen' | 'isAsking' | 'note'
>;

/** The tab as it opens: all types that are known are ticked. */
export function emptyWho(types: readonly string[]): WhoState {
  return {
    types,
    ticked: new Set(types),
    other: '',
    withInactive: false,
    reading: null,
    questions: [],
    index: null,
    answers: new Map(),
    removals: new Map(),
    outdated: new Set(),
    running: null,
    ticks: 0,
    hasAsked: false,
    sorting: null,
    mark: null,
    search: '',
    chosen: new Set(),
    isAsking: false,
    failure: null,
    note: '',
  };
}

/** The tab's state machine. */
export function reduceWho(state: WhoState, event: WhoEvent): WhoState {
  switch (event.kind) {
    case 'typesKnown': {
      const types = [...new Set([...state.types, ...event.types])];
      return { ...state, types, ticked: new Set([...state.ticked, ...event.types]) };
    }
    case 'set':
      return { ...state, note: '', ...event.changes };
    case 'reading':
      return { ...state, reading: event.count, failure: null, note: '' };
    case 'notRead':
      return { ...state, reading: null, failure: event.failure };
    case 'asked':
      return {
        ...state,
        reading: null,
        questions: event.questions,
        index: event.index,
        answers: new Map(),
        removals: new Map(),
        chosen: new Set(),
        mark: null,
        hasAsked: true,
      };
    case 'began':
      return {
        ...state,
        running: event.running,
        outdated: new Set(),
        isAsking: false,
        failure: null,
        note: '',
      };
    case 'ticked': {
      const { answers = state.answers, removals = state.removals } = event;
      return outdated({ ...state, answers, removals, ticks: state.ticks + 1 }, state.outdated);
    }
    case 'ended':
      return { ...state, running: null, chosen: leftOf(state) };
    case 'outdated':
      return outdated(state, keysOf(state, event.lists));
  }
}

/** The rows that stay ticked: those that were to be removed and are still there. */
function leftOf({ running, chosen, removals }: WhoState): ReadonlySet<string> {
  const isLeft = (key: string) => running?.what === 'remove' && removals.get(key)?.kind !== 'done';
  return new Set([...chosen].filter(isLeft));
}

/** The keys of the questions that some lists are about. Only the lists' few users are looked at, of thousands. */
function keysOf({ questions }: WhoState, lists: readonly ListName[]): ReadonlySet<string> {
  const users = new Set(lists.map(({ associateId }) => associateId));
  const asked = questions.filter(({ user }) => users.has(user.associateId)).map(questionKey);
  return new Set(asked.filter(isAmong(lists)));
}

/** The state without what it knows of lists that have changed. They can be asked for once more, and then have other rows. */
function outdated(state: WhoState, lists: ReadonlySet<string>): WhoState {
  if (lists.size === 0) return state;
  const isKnown = (rowKey: string) => !lists.has(rowKey.slice(0, rowKey.lastIndexOf(' ')));
  return {
    ...state,
    outdated: new Set([...state.outdated, ...lists]),
    answers: new Map([...state.answers].filter(([list]) => !lists.has(list))),
    removals: new Map([...state.removals].filter(([key]) => isKnown(key))),
    chosen: new Set([...state.chosen].filter(isKnown)),
  };
}

/** True while something is under way. */
export function isBusy({ reading, running }: WhoState): boolean {
  return reading !== null || running !== null;
}

/** The questions that have no answer yet. */
export function unreadOf({ questions, answers }: WhoState): readonly Question[] {
  return questions.filter((question) => answers.get(questionKey(question))?.kind !== 'done');
}

function questionKey({ user, type }: Question): string {
  return listKey(listName(user, type));
}

/** The types to ask for. */
export function typesOf({ ticked, other }: WhoState): readonly string[] {
  const typed = other.split(/[,;]/).map((type) => type.trim());
  return [...new Set([...ticked, ...typed])].filter((type) => type !== '');
}

/**
 * The rows of all answers so far.
 * @param now by the clock on the wall, `yyyy-MM-ddTHH:mm:ss`, as SuperOffice's own dates are
 */
export function rowsOf({ questions, answers, removals }: WhoState, now: string): readonly EntryRow[] {
  const rows: EntryRow[] = [];
  const having = new Set<number>();
  const seen = new Set<string>();
  const asked = new Map<number, Question[]>();
  for (const question of questions) {
    const { user, type } = question;
    const list = questionKey(question);
    const answer = answers.get(list);
    const of = (entry: OwnedEntry['entry'], number: number, more: Partial<EntryRow> = {}): EntryRow => {
      const key = `${list} ${number}`;
      const removal = removals.get(key);
      const row = { key, question, user, type, entry, lacks: [], failure: null, removal, marks: [], ...more };
      if (entry && removal?.kind === 'done') return { ...row, marks: ['lineRemoved'] };
      if (entry) having.add(user.associateId);
      const ends: RowMark[] =
        removal?.kind === 'failed' ? ['notRemoved'] : removal?.kind === 'unknown' ? ['lineNotKnown'] : [];
      return { ...row, marks: [...row.marks, ...marksOf(row, now), ...ends] };
    };
    if (answer?.kind === 'failed') rows.push(of(null, 0, { failure: answer.failure, marks: ['notRead'] }));
    if (answer?.kind !== 'done') {
      having.add(user.associateId);
      continue;
    }
    asked.set(user.associateId, [...(asked.get(user.associateId) ?? []), question]);
    const entries = (answer.value.entries ?? []).map((entry, number) => of(entry, number));
    // A server that ignores case gives the same entries for types that differ in nothing else.
    const alike = JSON.stringify([user.associateId, foldName(type), answer.value.entries]);
    if (seen.has(alike)) having.add(user.associateId);
    else rows.push(...entries);
    seen.add(alike);
  }
  // A user is said to have none only once all questions about that user are answered.
  for (const [id, questions] of asked) {
    const [question] = questions;
    if (having.has(id) || !question) continue;
    const { user } = question;
    const lacks = questions.map(({ type }) => type);
    const of = { key: `none ${id}`, question, user, type: lacks.join(', '), lacks };
    const row = { ...of, entry: null, failure: null, removal: undefined };
    rows.push({ ...row, marks: ['hasNone', ...marksOf(row, now)] });
  }
  return rows;
}

function marksOf({ user, entry }: OwnedEntry, now: string): RowMark[] {
  const marks: RowMark[] = user.mark === 'inactive' ? ['userInactive'] : [];
  if (!entry) return marks;
  const { ValidTo } = entry;
  if (ValidTo < now) marks.push('expired');
  else if (ValidTo.slice(0, 7) === now.slice(0, 7)) marks.push('endsThisMonth');
  if (ValidTo.startsWith('9999')) marks.push('noEnd');
  if (!entry.IsActive) marks.push('off');
  return marks;
}
