import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import type { CrmTab } from './ask.ts';
import { personOf, type Typed } from './state.ts';

/**
 * What was typed and not saved, per tab and associate of the page, until the browser starts next: everything but the
 * secret, for which {@link Typed} has no place.
 *
 * Not in `storage.session`: an update of the extension empties that, and Chrome updates just when no form is open
 * (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). Private windows are to
 * leave nothing on the disk, so theirs stay there all the same.
 */
let area = browser.storage.session;

function keyOf(tabId: number, { about, tenant }: Opened): string {
  return `${DRAFT}${tabId}:${tenant}:${personOf(about)?.associateId ?? about.kind}`;
}

/**
 * What earlier forms of the tab left, to be asked before anything is kept. Which of it is wanted shows later: all is read
 * while the server is still being asked.
 */
export async function keptDrafts(tab: CrmTab): Promise<(opened: Opened) => Typed | undefined> {
  area = tab.isPrivate ? browser.storage.session : browser.storage.local;
  const kept = await area.get();
  return (opened) => kept[keyOf(tab.id, opened)] as Typed | undefined;
}

/** Keeps what is typed so far; or forgets it, after Save or Clear. */
export function keepDraft(tabId: number, opened: Opened, typed: Typed | undefined): void {
  const key = keyOf(tabId, opened);
  void (typed ? area.set({ [key]: typed }) : area.remove(key));
}
