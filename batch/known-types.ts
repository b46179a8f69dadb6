import browser from '../src/browser.ts';
import { TYPES } from '../src/credentials.ts';
import { typesIn } from '../src/used-types.ts';
import type { Page } from './page.ts';

/** The types that are known without asking: those that a policy allows, or else the documented ones. */
export function firstTypes({ opened }: Page): readonly string[] {
  const { types } = opened.preset;
  return types.length > 0 ? types : TYPES;
}

/** The types that the form has used with anybody of this tenant, in this browser; none where a policy names the types. */
export async function usedTypes({ as, opened }: Page): Promise<readonly string[]> {
  if (opened.preset.types.length > 0) return [];
  try {
    return typesIn(await browser.storage.local.get(), as.tenant);
  } catch {
    // The storage cannot be read: the person then types them.
    return [];
  }
}
