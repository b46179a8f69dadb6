import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import type { CrmTab } from './ask.ts';
import { personOf, type Typed } from './state.ts';

/**
 * What was typed and not saved, per tab and associate of the page, until the browser starts next: everything but the
 * secret, for which {@link Typed} has no place.
 *
 * In both areas. An update of the extension empties `storage.session`, and Chrome updates just when no form is open
 * (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). What goes to the disk
 * Firefox gives up where the popup closes before it is written; what goes to memory is there at once, and counts. Private
 * windows are to leave nothing on the disk.
 */
const { local, session } = browser.storage;

function keyOf(tab: CrmTab, { about, tenant }: Opened): string {
  return `${DRAFT}${tab.id}:${tenant}:${personOf(about)?.associateId ?? about.kind}`;
}

/** True when this form has kept something. */
let isKept = false;

/**
 * What earlier forms of the tab left, to be asked before anything is kept. Which of it is wanted shows later: all is read
 * while the server is still being asked.
 */
export async function keptDrafts(tab: CrmTab): Promise<(opened: Opened) => Typed | undefined> {
  const [kept, latest] = await Promise.all([tab.isPrivate ? {} : local.get(), session.get()]);
  const all: Record<string, unknown> = { ...kept, ...latest };
  return (opened) => (all[keyOf(tab, opened)] as Typed | null | undefined) ?? undefined;
}

/** Keeps what is typed so far; or forgets it, after Save or Clear. */
export function keepDraft(tab: CrmTab, opened: Opened, typed: Typed | undefined): void {
  if (!typed && !isKept) return;
  isKept = typed !== undefined;
  const key = keyOf(tab, opened);
  // Not removed: what is forgotten stays so, whatever the disk still holds.
  void session.set({ [key]: typed ?? null });
  if (!tab.isPrivate) void (typed ? local.set({ [key]: typed }) : local.remove(key));
}
