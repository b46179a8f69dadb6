import type { Associate } from './associates.ts';
import type { CheckedLine } from './check-lines.ts';
import { foldName } from './credentials.ts';

/** An associate's entries of a type. */
export interface ListName {
  readonly associateId: number;
  readonly type: string;
}

/** Gives the name of an associate's list of a type. */
export function listName({ associateId }: Associate, type: string): ListName {
  return { associateId, type };
}

/** The key of a list. */
export function listKey({ associateId, type }: ListName): string {
  return JSON.stringify([associateId, type]);
}

/** Gives a function that tells whether a key is that of one of these lists, as a server may take types for one. */
export function isAmong(lists: readonly ListName[]): (key: string) => boolean {
  const folded = (associateId: number, type: string) => listKey({ associateId, type: foldName(type) });
  const keys = new Set(lists.map(({ associateId, type }) => folded(associateId, type)));
  return (key) => keys.has(folded(...(JSON.parse(key) as [number, string])));
}

/** Gives the lists that must be read to know what the lines replace, each once. */
export function listsOf(lines: readonly CheckedLine[]): readonly ListName[] {
  const lists = new Map<string, ListName>();
  for (const line of lines) {
    if (line.match.kind !== 'one' || line.errors.Type || line.state === 'leftOut') continue;
    const list = listName(line.match.user, line.draft.Type);
    lists.set(listKey(list), list);
  }
  return [...lists.values()];
}
