import browser from '../src/browser.ts';
import { nameKey } from '../src/tenants.ts';
import type { CrmTab } from '../src/ui/crm-tab.ts';
import { keep, recall } from './storage.ts';

/**
 * The types that were used with an associate in this browser: names only, in `storage.local`, so that the sixth entry of
 * a kind needs no typing.
 */
function keyOf(tenant: string, associateId: number): string {
  return `types:${nameKey(tenant)}:${associateId}`;
}

/** The types used so far, the latest first. */
export async function usedTypes(tenant: string, associateId: number): Promise<readonly string[]> {
  const key = keyOf(tenant, associateId);
  const { [key]: types } = await recall(browser.storage.local.get(key));
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
}

const MAX_TYPES = 12;

/** Adds a type to them; a private window leaves nothing on the disk. */
export async function rememberType(
  { isPrivate }: CrmTab,
  { tenant, associateId }: { readonly tenant: string; readonly associateId: number },
  type: string,
): Promise<void> {
  if (isPrivate) return;
  const types = await usedTypes(tenant, associateId);
  keep(
    browser.storage.local.set({
      [keyOf(tenant, associateId)]: [type, ...types.filter((each) => each !== type)].slice(0, MAX_TYPES),
    }),
  );
}

/** Forgets them. */
export function forgetTypes(tenant: string, associateId: number): void {
  keep(browser.storage.local.remove(keyOf(tenant, associateId)));
}
