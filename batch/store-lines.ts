import type { CheckedLine } from '../src/check-lines.ts';
import { entryKey } from '../src/credentials.ts';
import { listKey, listName } from '../src/lists.ts';
import type { TableUser } from '../src/table-users.ts';
import type { StoreState } from './store-state.ts';

/** A line as it is shown. A line that was stored and was changed afterwards is shown twice: as it was stored, and as it is now. */
export interface ShownLine extends CheckedLine {
  /** The key of its result, where that is not its number. */
  readonly past?: number;
}

/** A line as it was sent. */
export interface SentLine {
  /** The id of the Save. */
  readonly id: string;
  readonly line: CheckedLine;
  readonly secret: string;
}

/** The key of a line's result. */
export function resultKey({ past, number }: ShownLine): number {
  return past ?? number;
}

/** The id of the button that opens a line to be mended. */
export function changeId(line: number | null): string {
  return `change-${line}`;
}

/** True while something is under way: the table must not change meanwhile. */
export function isBusy({ phase, running }: StoreState): boolean {
  return running !== null || phase.kind === 'users' || phase.kind === 'checking';
}

/** True while entries are stored or removed: a line that is being sent must not be checked anew. */
export function isWriting({ running }: StoreState): boolean {
  return running !== null && running.what !== 'check';
}

/**
 * The lines that can be stored and were not part of a run yet. A line that “Try with one” could not store is among them: the run
 * over the whole table takes it as well.
 */
export function storable({ lines, results, hasStored }: StoreState): readonly ShownLine[] {
  const ready = lines.filter((line) => {
    const result = results.get(resultKey(line));
    return isReady(line) && (!result || (!hasStored && result.kind === 'failed'));
  });
  if (ready.length > 0 || hasStored) return ready;
  // Once no other line is left, the lines that were tried and would replace an entry by now: the person is asked about them.
  return unfinished({ lines, results }).filter(({ state }) => state === 'replaces');
}

/**
 * The line to try: the first that was not tried yet, and that nothing has to be asked about. It replaces nothing, has no warning,
 * and its list could be read.
 */
export function triable(state: StoreState): ShownLine | undefined {
  return storable(state).find(
    (line) =>
      line.state === 'ready' &&
      line.warnings.length === 0 &&
      !isUnread(state, line) &&
      !state.results.has(resultKey(line)),
  );
}

/** True where the list could not be read that tells what a line would replace. */
export function isUnread({ stored }: StoreState, line: CheckedLine): boolean {
  return !stored.has(listKey(listName(userOf(line), line.draft.Type)));
}

/** The lines that were tried, or that a run has passed over, and that are not stored. */
export function unfinished({ lines, results }: Pick<StoreState, 'lines' | 'results'>): readonly ShownLine[] {
  return lines.filter((line) => {
    const result = results.get(resultKey(line));
    return isReady(line) && result !== undefined && result.kind !== 'done';
  });
}

/** The lines to be sent again: all that a run has left; before any run, those that were tried and replace nothing. */
export function retryable(state: StoreState): readonly ShownLine[] {
  const left = unfinished(state);
  return state.hasStored ? left : left.filter((line) => line.state === 'ready');
}

/** The user whom a line is for. Throws where the line is not for exactly one, and so cannot be stored. */
export function userOf({ match }: CheckedLine): TableUser {
  if (match.kind !== 'one') throw new TypeError('A line that can be stored is for one user.');
  return match.user;
}

/** The key of a line's entry: the same for all names that a server may take for one. */
export function nameKeyOf(line: CheckedLine): string {
  return entryKey(userOf(line).associateId, line.draft.Type, line.draft.PublicValue);
}

/** How the removal of a line's entry has ended, or that it runs; `undefined` where none was begun. */
export function removalState(line: ShownLine, { undone }: StoreState) {
  return undone.get(resultKey(line));
}

/** True once no line is left that could be stored or mended: the secrets are not needed any more. */
export function isOver(state: StoreState): boolean {
  const { lines, results, running } = state;
  const isStored = (line: ShownLine) =>
    results.get(resultKey(line))?.kind === 'done' && removalState(line, state)?.kind !== 'done';
  // A line that is left out while another one is tried may be wanted after that.
  const isUnwanted = ({ state }: ShownLine) =>
    state === 'done' || (state === 'leftOut' && running?.what !== 'try');
  return lines.length > 0 && lines.every((line) => isStored(line) || isUnwanted(line));
}

/** How many people some lines are for. */
export function peopleIn(lines: readonly CheckedLine[]): number {
  return new Set(lines.map(({ match }) => (match.kind === 'one' ? match.user.associateId : 0))).size;
}

/** True of a line that lacks nothing but a secret. */
export function lacksSecret({ match, state, errors }: CheckedLine): boolean {
  const [column, ...others] = Object.keys(errors);
  return (
    state === 'wrong' &&
    match.kind === 'one' &&
    column === 'SecretValue' &&
    others.length === 0 &&
    errors.SecretValue?.rule === 'secretRequired'
  );
}

/** True of a line that can be stored as it is. */
export function isReady({ state }: CheckedLine): boolean {
  return state === 'ready' || state === 'replaces';
}
