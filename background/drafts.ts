import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';

/** Forgets what an earlier session of the browser has left: its tabs are gone, and their numbers are given anew. */
export async function forgetDrafts(): Promise<void> {
  const kept = Object.keys(await browser.storage.local.get());
  await browser.storage.local.remove(kept.filter((key) => key.startsWith(DRAFT)));
}
