import browser from '../src/browser.ts';
import type { CrmTab } from './ask.ts';

/**
 * The types that were used with an associate in this browser: names only, in `storage.local`, so that the sixth entry of
 * a kind needs no typing.
 */
function keyOf(tenant: string, associateId: number): string {
  return `types:${tenant}:${associateId}`;
}

/** The types used so far, the latest first. */
export async function usedTypes(tenant: string, associateId: number): Promise<readonly string[]> {
  const key = keyOf(tenant, associateId);
  const { [key]: types } = await browser.storage.local.get(key);
  return Array.isArray(types) ? types : [];
}

/** Adds a type to them; a private window leaves nothing on the disk. */
export async function rememberType(
  { isPrivate }: CrmTab,
  tenant: string,
  associateId: number,
  type: string,
): Promise<void> {
  if (isPrivate) return;
  const types = await usedTypes(tenant, associateId);
  const MOST = 12;
  await browser.storage.local.set({
    [keyOf(tenant, associateId)]: [type, ...types.filter((each) => each !== type)].slice(0, MOST),
  });
}

/** Forgets them. */
export async function forgetTypes(tenant: string, associateId: number): Promise<void> {
  await browser.storage.local.remove(keyOf(tenant, associateId));
}
