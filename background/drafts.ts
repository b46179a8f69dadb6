import browser from '../src/browser.ts';
import { DRAFT, FORM_LOCK } from '../src/drafts.ts';

/** Forgets the drafts of an earlier session of the browser: its tabs are gone, and their numbers are given anew. */
export async function forgetDrafts(): Promise<void> {
  const kept = Object.keys(await browser.storage.local.get());
  await browser.storage.local.remove(kept.filter((key) => key.startsWith(DRAFT)));
}

/** Moves the drafts of a tab that has got another number. The draft of a form that is open stays under its key. */
export async function moveDrafts(added: number, removed: number): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const [before, after] = [`${DRAFT}${removed}:`, `${DRAFT}${added}:`];
  for (const area of [browser.storage.session, browser.storage.local]) {
    const moved = Object.entries(await area.get()).filter(
      ([key]) =>
        key.startsWith(before) && !held.some(({ name }) => key.endsWith(`:${name?.slice(FORM_LOCK.length)}`)),
    );
    await area.set(
      Object.fromEntries(moved.map(([key, draft]) => [after + key.slice(before.length), draft])),
    );
    await area.remove(moved.map(([key]) => key));
  }
}
