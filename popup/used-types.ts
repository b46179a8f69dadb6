import browser from '../src/browser.ts';
import type { CrmTab } from '../src/ui/crm-tab.ts';
import { typesIn, typesPrefix } from '../src/used-types.ts';
import { lastTypeKey } from './last-type.ts';
import { read, write } from './storage.ts';

/**
 * The key of the types that were used with an associate in this browser. They are kept so that nobody has to type them again: names
 * only, in `storage.local`.
 */
function storageKey(tenant: string, associateId: number): string {
  return typesPrefix(tenant) + associateId;
}

/** The types used so far, the latest first. */
export async function usedTypes(tenant: string, associateId: number): Promise<readonly string[]> {
  const key = storageKey(tenant, associateId);
  const { [key]: types } = await read(browser.storage.local.get(key));
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
}

const MAX_TYPES = 12;

/** The types used with anybody of the tenant. */
export async function tenantTypes(tenant: string): Promise<readonly string[]> {
  return typesIn(await read(browser.storage.local.get()), tenant).slice(0, MAX_TYPES);
}

/** Adds a type to those of an associate, except in private windows: these leave nothing on the disk. */
export async function rememberType(
  { isPrivate }: CrmTab,
  { tenant, associateId }: { readonly tenant: string; readonly associateId: number },
  type: string,
): Promise<void> {
  if (isPrivate) return;
  // Firefox drops a write to `storage.local` when the popup closes before it is done.
  write(browser.storage.session.set({ [lastTypeKey(tenant)]: type }));
  const types = await usedTypes(tenant, associateId);
  write(
    browser.storage.local.set({
      [lastTypeKey(tenant)]: type,
      [storageKey(tenant, associateId)]: [type, ...types.filter((each) => each !== type)].slice(0, MAX_TYPES),
    }),
  );
}

/** Forgets the types of an associate, and the type that the next form would begin with. */
export function forgetTypes(tenant: string, associateId: number): void {
  write(browser.storage.session.remove(lastTypeKey(tenant)));
  write(browser.storage.local.remove([storageKey(tenant, associateId), lastTypeKey(tenant)]));
}
