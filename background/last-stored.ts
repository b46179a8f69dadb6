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

/**
 * The last draft that this life of the worker has stored of an entry, or `null` for one that it has removed. A form's list
 * may be older.
 */
const lastStored = new Map<string, Draft | null>();

/** Gives the key that tells an entry of a tenant from all others. */
export function keyOfEntry({ as, associateId, type, publicValue }: EntryName): string {
  return `${nameKey(as.tenant)} ${entryKey(associateId, type, publicValue)}`;
}

const REMOVING = 'removing';

/**
 * The keys of the entries whose removal may still come. They are in `storage.session` too, as the browser may stop the
 * worker before.
 */
const removing = new Set<string>();

browser.storage.session.get(REMOVING).then(
  ({ [REMOVING]: keys }) => {
    if (Array.isArray(keys)) for (const key of keys) removing.add(key);
  },
  // If that fails, the worker knows them for as long as it lives.
  () => undefined,
);

/**
 * Notes that a removal of the entry may still come, as its answer was lost; or that none does any more.
 * @returns true where one might come before this call
 */
export function noteRemoving(name: EntryName, mayCome: boolean): boolean {
  const key = keyOfEntry(name);
  const mightCome = removing.has(key);
  if (mayCome === mightCome) return mightCome;
  if (mayCome) removing.add(key);
  else removing.delete(key);
  browser.storage.session.set({ [REMOVING]: [...removing] }).catch(() => undefined);
  return mightCome;
}

/**
 * Notes that an entry was stored, or with `null` removed.
 * @returns true where a removal whose answer was lost may still come; it is told once
 */
export function noteStored(name: EntryName, draft: Draft | null): boolean {
  lastStored.set(keyOfEntry(name), draft);
  return draft !== null && noteRemoving(name, false);
}

/** Gives a form's list of what was stored before, or `null` where the list is older than what this worker has stored since. */
export function notOlder(
  name: EntryName,
  before: readonly StoredEntry[] | null,
): readonly StoredEntry[] | null {
  const last = lastStored.get(keyOfEntry(name));
  return last && !before?.some((entry) => isSame(entry, last)) ? null : before;
}
