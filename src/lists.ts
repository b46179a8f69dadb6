import type { Associate } from './associates.ts';
import type { CheckedLine } from './check-lines.ts';
import { foldName } from './credentials.ts';

/** An associate's entries of a type. */
export interface ListName {
  readonly associateId: number;
  readonly type: string;
}

/** What somebody has of a type. */
export function listName({ associateId }: Associate, type: string): ListName {
  return { associateId, type };
}

/** The key of a list. */
export function listKey({ associateId, type }: ListName): string {
  return JSON.stringify([associateId, type]);
}

/** Tells the keys of lists that a server may take for one of these. */
export function isAmong(lists: readonly ListName[]): (key: string) => boolean {
  const folded = (associateId: number, type: string) => listKey({ associateId, type: foldName(type) });
  const keys = new Set(lists.map(({ associateId, type }) => folded(associateId, type)));
  return (key) => keys.has(folded(...(JSON.parse(key) as [number, string])));
}

/** The lists to read before it is known what is replaced, each once. */
export function listsOf(lines: readonly CheckedLine[]): readonly ListName[] {
  const lists = new Map<string, ListName>();
  for (const line of lines) {
    if (line.match.kind !== 'one' || line.errors.Type || line.state === 'leftOut') continue;
    const list = listName(line.match.user, line.draft.Type);
    lists.set(listKey(list), list);
  }
  return [...lists.values()];
}
