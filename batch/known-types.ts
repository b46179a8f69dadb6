import browser from '../src/browser.ts';
import { TYPES } from '../src/credentials.ts';
import { nameKey } from '../src/tenants.ts';
import type { Page } from './page.ts';

/** The types that are known without asking: what a policy allows, or else the documented ones. */
export function firstTypes({ opened }: Page): readonly string[] {
  const { types } = opened.preset;
  return types.length > 0 ? types : TYPES;
}

/** Those that the form has used with anybody of this tenant, in this browser (`popup/used-types.ts`). */
export async function usedTypes({ as, opened }: Page): Promise<readonly string[]> {
  if (opened.preset.types.length > 0) return [];
  try {
    const all = await browser.storage.local.get();
    const prefix = `types:${nameKey(as.tenant)}:`;
    const used = Object.entries(all).flatMap(([key, types]) =>
      key.startsWith(prefix) && Array.isArray(types) ? types : [],
    );
    return [...new Set(used.filter((type) => typeof type === 'string'))];
  } catch {
    // Then they are typed.
    return [];
  }
}
