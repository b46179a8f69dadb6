import type { CheckedLine } from '../src/check-lines.ts';
import { entryKey } from '../src/credentials.ts';
import { listKey, listName } from '../src/lists.ts';
import type { TableUser } from '../src/table-users.ts';
import type { StoreState } from './store-state.ts';

/** A line as it is shown: one that was stored, and says something else by now, stays beside the new one. */
export interface ShownLine extends CheckedLine {
  /** By what its result is known, where that is not its number. */
  readonly past?: number;
}

/** A line as it was sent. */
export interface SentLine {
  /** Of the Save. */
  readonly id: string;
  readonly line: CheckedLine;
  readonly secret: string;
}

/** By what the result of a line is known. */
export function resultKey({ past, number }: ShownLine): number {
  return past ?? number;
}

/** By what the button is known that opens a line to be mended. */
export function changeId(line: number | null): string {
  return `change-${line}`;
}

/** True while something is under way: the table is not to change under it. */
export function isBusy({ phase, running }: StoreState): boolean {
  return running !== null || phase.kind === 'users' || phase.kind === 'checking';
}

/** True while something is stored or removed: what is sent is not to be checked anew. */
export function isWriting({ running }: StoreState): boolean {
  return running !== null && running.what !== 'check';
}

/** The lines that can be stored and were not part of a run yet: a trial that failed leaves its line to it. */
export function storable({ lines, results, hasStored }: StoreState): readonly ShownLine[] {
  const ready = lines.filter((line) => {
    const result = results.get(resultKey(line));
    return isReady(line) && (!result || (!hasStored && result.kind === 'failed'));
  });
  if (ready.length > 0 || hasStored) return ready;
  // What was tried, and would replace something by now, is asked about once nothing else is left.
  return unfinished({ lines, results }).filter(({ state }) => state === 'replaces');
}

/** The line to try: what replaces something, or may not be meant so, is asked about first. */
export function triable(state: StoreState): ShownLine | undefined {
  return storable(state).find(
    (line) =>
      line.state === 'ready' &&
      line.warnings.length === 0 &&
      !isUnread(state, line) &&
      !state.results.has(resultKey(line)),
  );
}

/** True where nobody could ask what a line would replace. */
export function isUnread({ stored }: StoreState, line: CheckedLine): boolean {
  return !stored.has(listKey(listName(userOf(line), line.draft.Type)));
}

/** Those that were tried, or passed over, and are not stored. */
export function unfinished({ lines, results }: Pick<StoreState, 'lines' | 'results'>): readonly ShownLine[] {
  return lines.filter((line) => {
    const result = results.get(resultKey(line));
    return isReady(line) && result !== undefined && result.kind !== 'done';
  });
}

/** What is sent again: all that a run has left, or what was tried and replaces nothing. */
export function again(state: StoreState): readonly ShownLine[] {
  const left = unfinished(state);
  return state.hasStored ? left : left.filter((line) => line.state === 'ready');
}

/** Whom a line that can be stored is for. */
export function userOf({ match }: CheckedLine): TableUser {
  if (match.kind !== 'one') throw new TypeError('A line that can be stored is for one user.');
  return match.user;
}

/** What a server may know the entry of a line by. */
export function nameKeyOf(line: CheckedLine): string {
  return entryKey(userOf(line).associateId, line.draft.Type, line.draft.PublicValue);
}

/** How the removal of what a line has stored has ended, or that it runs. */
export function removalOf(line: ShownLine, { undone }: StoreState) {
  return undone.get(resultKey(line));
}

/** True once nothing is left that could be stored, or mended: the secrets are not needed any more. */
export function isOver(state: StoreState): boolean {
  const { lines, results, running } = state;
  const isStored = (line: ShownLine) =>
    results.get(resultKey(line))?.kind === 'done' && removalOf(line, state)?.kind !== 'done';
  // What is left out while one is tried may be wanted after that.
  const isUnwanted = ({ state }: ShownLine) =>
    state === 'done' || (state === 'leftOut' && running?.what !== 'try');
  return lines.length > 0 && lines.every((line) => isStored(line) || isUnwanted(line));
}

/** For how many people lines are. */
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
