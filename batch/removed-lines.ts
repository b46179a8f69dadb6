import type { CheckedLine } from '../src/check-lines.ts';
import { entryKey, isStoredAs } from '../src/credentials.ts';
import { type ListName, listKey, listName } from '../src/lists.ts';
import type { Changed } from './changes.ts';
import { nameKeyOf, resultKey, type ShownLine, userOf } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** The removals, and with them the entries that the other tab has removed after a line had stored them. */
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
      // Where no line has stored an entry by exactly this name, a line may have stored it by a name that the server takes for the
      // same.
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

/**
 * The lines that have added entries, where these are there still. Of several lines that have stored one entry, it gives the last.
 */
export function added(state: StoreState): readonly ShownLine[] {
  return storedEntries(state)
    .filter(isOwn)
    .flatMap((lines) => [...new Map(lines.map((line) => [exactNameOf(line), line])).values()]);
}

/**
 * True where nothing was stored before the first of some lines, and before each later one only what the line before it had stored.
 */
function isOwn(lines: readonly ShownLine[]): boolean {
  return lines.every(({ before }, index) => {
    const last = lines[index - 1];
    return before?.every((entry) => last !== undefined && isStoredAs(entry, last.draft)) ?? false;
  });
}

/**
 * Gives the result keys of all lines that have stored an entry under the name of a line: its removal is a removal for all of them.
 */
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

/** The name of a line's entry, letter by letter: some servers tell names apart that differ in case alone. */
function exactNameOf(line: CheckedLine): string {
  return exactName(listName(userOf(line), line.draft.Type), line.draft.PublicValue);
}

function exactName(list: ListName, publicValue: string): string {
  return `${listKey(list)} ${publicValue}`;
}

/** The lines that are stored and were not removed again: those of each entry together, in the order in which they were stored. */
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
