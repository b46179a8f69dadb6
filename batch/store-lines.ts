import type { CheckedLine } from '../src/check-lines.ts';
import { entryKey, isStoredAs } from '../src/credentials.ts';
import { type ListName, listKey, listName } from '../src/lists.ts';
import type { TableUser } from '../src/table-users.ts';
import type { Changed } from './changes.ts';
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

/** The removals, with those of lines whose entry something else has removed after they were stored. */
export function withRemoved(
  { lines, results, undone }: StoreState,
  changed: readonly Changed[],
): StoreState['undone'] {
  const stored = lines.filter((line) => results.get(resultKey(line))?.kind === 'done');
  const named = new Set(stored.map(exactNameOf));
  const gone = new Map(
    changed.flatMap(({ removed, ...list }) => {
      if (!removed) return [];
      const name = exactName(list, removed.publicValue);
      // What no line has stored by that very name one may have stored by another.
      const key = named.has(name) ? name : entryKey(list.associateId, list.type, removed.publicValue);
      return [[key, removed.at] as const];
    }),
  );
  const removals = new Map(undone);
  for (const line of stored) {
    const key = resultKey(line);
    const result = results.get(key);
    const at = gone.get(exactNameOf(line)) ?? gone.get(nameKeyOf(line)) ?? 0;
    if (result?.kind === 'done' && at > result.at) removals.set(key, { kind: 'done', value: null, at });
  }
  return removals;
}

/** How the removal of what a line has stored has ended, or that it runs. */
export function removalOf(line: ShownLine, { undone }: StoreState) {
  return undone.get(resultKey(line));
}

/** The lines that have stored what was not there before, and is there still; where several have stored one entry, the last. */
export function added(state: StoreState): readonly ShownLine[] {
  return storedEntries(state)
    .filter(isOwn)
    .flatMap((lines) => [...new Map(lines.map((line) => [exactNameOf(line), line])).values()]);
}

/** True where there was nothing before the first of some lines, and before each other one only what the one before had stored. */
function isOwn(lines: readonly ShownLine[]): boolean {
  return lines.every(({ before }, index) => {
    const last = lines[index - 1];
    return before?.every((entry) => last !== undefined && isStoredAs(entry, last.draft)) ?? false;
  });
}

/** By line, the results of all that have stored under its name, by their keys: it is removed for all of them. */
export function storedAlike(state: StoreState): (line: ShownLine) => readonly number[] {
  const alike = new Map<string, number[]>();
  for (const line of storedEntries(state).flat()) {
    const name = exactNameOf(line);
    const keys = alike.get(name) ?? [];
    keys.push(resultKey(line));
    alike.set(name, keys);
  }
  return (line) => [resultKey(line), ...(alike.get(exactNameOf(line)) ?? [])];
}

/** Some servers tell names apart that differ in case alone. */
function exactNameOf(line: CheckedLine): string {
  return exactName(listName(userOf(line), line.draft.Type), line.draft.PublicValue);
}

function exactName(list: ListName, publicValue: string): string {
  return `${listKey(list)} ${publicValue}`;
}

/** What is stored and was not removed again: the lines of each entry, in the order in which they were stored. */
function storedEntries({ lines, results, undone }: StoreState): readonly (readonly ShownLine[])[] {
  const timeOf = (line: ShownLine) => {
    const result = results.get(resultKey(line));
    return result?.kind === 'done' && undone.get(resultKey(line))?.kind !== 'done' ? result.at : null;
  };
  const stored = lines
    .flatMap((line) => {
      const at = timeOf(line);
      return at === null ? [] : [{ line, at }];
    })
    .sort((one, other) => one.at - other.at);
  const entries = new Map<string, ShownLine[]>();
  for (const { line } of stored) {
    const key = nameKeyOf(line);
    const alike = entries.get(key) ?? [];
    alike.push(line);
    entries.set(key, alike);
  }
  return [...entries.values()];
}

/** What a server may know the entry of a line by. */
export function nameKeyOf(line: CheckedLine): string {
  return entryKey(userOf(line).associateId, line.draft.Type, line.draft.PublicValue);
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
