import browser from '../src/browser.ts';
import type { Opened } from '../src/messages.ts';
import { personOf, type Typed } from './state.ts';

/**
 * What was typed and not saved, per tab and associate of the page, until the browser closes: everything but the secret,
 * for which {@link Typed} has no place.
 */
function keyOf(tabId: number, { about, tenant }: Opened): string {
  return `draft:${tabId}:${tenant}:${personOf(about)?.associateId ?? about.kind}`;
}

/** What an earlier form left. */
export async function keptDraft(tabId: number, opened: Opened): Promise<Typed | undefined> {
  const key = keyOf(tabId, opened);
  return (await browser.storage.session.get(key))[key] as Typed | undefined;
}

/** Keeps what is typed so far; or forgets it, after Save or Clear. */
export function keepDraft(tabId: number, opened: Opened, typed: Typed | undefined): void {
  const key = keyOf(tabId, opened);
  void (typed ? browser.storage.session.set({ [key]: typed }) : browser.storage.session.remove(key));
}
