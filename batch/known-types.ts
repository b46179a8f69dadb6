import browser from '../src/browser.ts';
import { TYPES } from '../src/credentials.ts';
import { typesIn } from '../src/used-types.ts';
import type { Page } from './page.ts';

/** The types that are known without asking: what a policy allows, or else the documented ones. */
export function firstTypes({ opened }: Page): readonly string[] {
  const { types } = opened.preset;
  return types.length > 0 ? types : TYPES;
}

/** Those that the form has used with anybody of this tenant, in this browser. */
export async function usedTypes({ as, opened }: Page): Promise<readonly string[]> {
  if (opened.preset.types.length > 0) return [];
  try {
    return typesIn(await browser.storage.local.get(), as.tenant);
  } catch {
    // Then they are typed.
    return [];
  }
}
