import { check } from './check.ts';
import { entryKey, fromServerTime, isStoredAs, mayBe, namesakes, type StoredEntry } from './credentials.ts';
import { listKey, listName } from './lists.ts';
import { fillIn, hasOtherBraces } from './pattern.ts';
import { type Line, type LineErrors, OF_FORM, type Table } from './read-lines.ts';
import { type SecretWarning, warningsOf } from './secret-warnings.ts';
import type { DateMember } from './table-dates.ts';
import type { Match, UserIndex } from './table-users.ts';

/**
 * A warning about a line before it is stored. `braces`: its public value has words in braces, and they are stored as they
 * are written. `nameBlanks`: its public value begins or ends with blanks.
 */
type LineWarning = SecretWarning | 'braces' | 'nameBlanks';

function warningsOfName(pattern: string): readonly LineWarning[] {
  return [
    ...(hasOtherBraces(pattern) ? (['braces'] as const) : []),
    ...(pattern !== pattern.trim() ? (['nameBlanks'] as const) : []),
  ];
}

/**
 * The state of a line. The page calls the first ones Ready, Replaces, Unknown user, Several users, Twice, Wrong. `done`: an
 * earlier run has stored the line; `leftOut`: the person does not want it.
 */
type LineState = 'ready' | 'replaces' | 'unknown' | 'several' | 'twice' | 'wrong' | 'done' | 'leftOut';

/** How many other lines of the same entry the page names. */
export const TOLD_TWINS = 10;
/** One more shows that there are more. Of thousands of equal lines, each cannot hold all the others. */
const MAX_TWINS = TOLD_TWINS + 1;

/** A line, and what its check has found. `draft` is what would be stored: the pattern is filled in where the user is known. */
export interface CheckedLine extends Line {
  readonly state: LineState;
  readonly match: Match;
  readonly warnings: readonly LineWarning[];
  /** The numbers of other lines of the same entry: the first {@link MAX_TWINS}. */
  readonly twins: readonly number[];
  /** The stored entries of the same name, which would be replaced; `null` where they are not known. */
  readonly before: readonly StoredEntry[] | null;
}

/** The person's answers, by line number. */
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
  /** The stored entries, by {@link listKey}; `null` where the server gave no list, absent where it was not read. */
  readonly stored: ReadonlyMap<string, readonly StoredEntry[] | null>;
  /** Lines that an earlier run has stored ({@link doneKey}), by number. */
  readonly done: ReadonlySet<number>;
}

/** Checks the lines. It works in slices: `inSlices` of `table-users.ts` runs it. */
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
    // One more than the limit is taken, as the line itself may be among them.
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
  /**
   * The key of the line's entry: the same for all names that a server may take for one; `undefined` where it is not known
   * whose entry it is.
   */
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
    // If two lines are of one entry, nobody knows which was stored.
    if (done.has(line.number) && twins.length === 0 && isStillThere(line, before)) return 'done';
    if (Object.keys(errors).length > 0) return 'wrong';
    if (twins.length > 0) return 'twice';
    return before && before.length > 0 ? 'replaces' : 'ready';
  };
  const warnings = [...warningsOf(secret), ...warningsOfName(pattern)];
  return { ...line, errors, state: state(), warnings, twins, before };
}

/**
 * False where the stored entry has been removed or changed since, or nobody can say. A day from the form's defaults counts
 * as it was when it was stored.
 */
function isStillThere({ draft, days }: Line, before: readonly StoredEntry[] | null): boolean {
  const dayOf = (entry: StoredEntry, member: DateMember) => {
    const there = fromServerTime(entry[member]);
    return days[member] === OF_FORM && isNear(there, draft[member], MOVED_MS) ? there : draft[member];
  };
  // A day from the form's defaults says nothing of how the server moves times.
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

/** True where the two dates are at most so far apart; false where one of them is no date. */
function isNear(one: string, other: string, milliseconds: number): boolean {
  return Math.abs(Date.parse(`${one}Z`) - Date.parse(`${other}Z`)) <= milliseconds;
}
