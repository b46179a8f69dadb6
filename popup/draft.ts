import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import type { CrmTab } from './ask.ts';
import { personOf, type Typed } from './state.ts';

const { local, session } = browser.storage;

/**
 * What was typed and not saved, per tab and associate of the page, until the browser starts next: everything but the
 * secret, for which {@link Typed} has no place.
 *
 * In both areas. An update of the extension empties `storage.session`, and Chrome updates just when no form is open
 * (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). What goes to the disk
 * Firefox gives up where the popup closes before it is written; what goes to memory is there at once, and counts. Private
 * windows are to leave nothing on the disk.
 */
let isOnDisk = false;

/** True when this form has kept something. */
let isKept = false;

function keyOf(tabId: number, { about, tenant }: Opened): string {
  return `${DRAFT}${tabId}:${tenant}:${personOf(about)?.associateId ?? about.kind}`;
}

/**
 * What earlier forms of the tab left, to be asked before anything is kept. Which of it is wanted shows later: all is read
 * while the server is still being asked.
 */
export async function keptDrafts(tab: CrmTab): Promise<(opened: Opened) => Typed | undefined> {
  isOnDisk = !tab.isPrivate;
  const [kept, latest] = await Promise.all([isOnDisk ? local.get() : {}, session.get()]);
  const all: Record<string, unknown> = { ...kept, ...latest };
  return (opened) => (all[keyOf(tab.id, opened)] as Typed | null | undefined) ?? undefined;
}

/** Keeps what is typed so far; or forgets it, after Save or Clear. */
export function keepDraft(tabId: number, opened: Opened, typed: Typed | undefined): void {
  if (!typed && !isKept) return;
  isKept = typed !== undefined;
  const key = keyOf(tabId, opened);
  // Not removed: what is forgotten stays so, whatever the disk still holds.
  void session.set({ [key]: typed ?? null });
  if (isOnDisk) void (typed ? local.set({ [key]: typed }) : local.remove(key));
}
