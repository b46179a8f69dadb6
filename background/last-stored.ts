import type { ExpectedUser } from '../src/associates.ts';
import { type Draft, foldName, isSame, type StoredEntry } from '../src/credentials.ts';
import { nameKey } from '../src/tenants.ts';

/** An entry, by all that a server may know it by. */
export interface EntryName {
  readonly as: ExpectedUser;
  readonly associateId: number;
  readonly type: string;
  readonly publicValue: string;
}

/** What this life of the worker has stored last, by entry. A form's list may be older. */
const lastStored = new Map<string, Draft>();

/** One name to a server that compares without case is one entry. */
export function keyOf({ as, associateId, type, publicValue }: EntryName): string {
  return JSON.stringify([nameKey(as.tenant), associateId, foldName(type), foldName(publicValue)]);
}

/** An entry was stored, or with `null` removed. */
export function noteStored(name: EntryName, draft: Draft | null): void {
  if (draft) lastStored.set(keyOf(name), draft);
  else lastStored.delete(keyOf(name));
}

/** What a form knows of what was there before, as far as that is not older than what was stored here since. */
export function notOlder(
  name: EntryName,
  before: readonly StoredEntry[] | null,
): readonly StoredEntry[] | null {
  const last = lastStored.get(keyOf(name));
  return last && !before?.some((entry) => isSame(entry, last)) ? null : before;
}
