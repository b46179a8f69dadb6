import type { ExpectedUser } from '../src/associates.ts';
import browser from '../src/browser.ts';
import { type Draft, entryKey, isSame, type StoredEntry } from '../src/credentials.ts';
import { nameKey } from '../src/tenants.ts';

/** An entry, by all that a server may know it by. */
export interface EntryName {
  readonly as: ExpectedUser;
  readonly associateId: number;
  readonly type: string;
  readonly publicValue: string;
}

/** What this life of the worker has stored last, or removed, by entry. A form's list may be older. */
const lastStored = new Map<string, Draft | null>();

/** By what an entry of a tenant is told from all others. */
export function keyOf({ as, associateId, type, publicValue }: EntryName): string {
  return `${nameKey(as.tenant)} ${entryKey(associateId, type, publicValue)}`;
}

const REMOVING = 'removing';

/** The entries whose removal may still come. In `storage.session`, as the browser may stop the worker before it does. */
const removing = new Set<string>();

browser.storage.session.get(REMOVING).then(
  ({ [REMOVING]: keys }) => {
    if (Array.isArray(keys)) for (const key of keys) removing.add(key);
  },
  // Then it is known for as long as the worker lives.
  () => undefined,
);

/**
 * A removal may still come, as its answer was lost; or none does any more.
 * @returns true where one might come before that
 */
export function noteRemoving(name: EntryName, mayCome: boolean): boolean {
  const key = keyOf(name);
  const mightCome = removing.has(key);
  if (mayCome === mightCome) return mightCome;
  if (mayCome) removing.add(key);
  else removing.delete(key);
  browser.storage.session.set({ [REMOVING]: [...removing] }).catch(() => undefined);
  return mightCome;
}

/**
 * An entry was stored, or with `null` removed.
 * @returns true where a removal whose answer was lost may still come; it is told once
 */
export function noteStored(name: EntryName, draft: Draft | null): boolean {
  lastStored.set(keyOf(name), draft);
  return draft !== null && noteRemoving(name, false);
}

/** What a form knows of what was there before, as far as that is not older than what was stored here since. */
export function notOlder(
  name: EntryName,
  before: readonly StoredEntry[] | null,
): readonly StoredEntry[] | null {
  const last = lastStored.get(keyOf(name));
  return last && !before?.some((entry) => isSame(entry, last)) ? null : before;
}
