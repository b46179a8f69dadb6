import browser from '../src/browser.ts';
import type { Opened } from '../src/messages.ts';
import { type Kept, lockOf, own, prefixOf } from './draft.ts';
import type { ThisForm } from './opening.ts';
import type { Typed } from './state.ts';
import { keep } from './storage.ts';

const { local, session } = browser.storage;

/** Keeps what is typed so far; or forgets it, after Save or Clear. */
export function keepDraft(form: ThisForm, opened: Opened, typed: Typed | undefined): void {
  const { isPrivate } = form.tab;
  const key = prefixOf(form, opened) + form.id;
  const gone = [...own].filter((each) => !typed || each !== key);
  if (gone.length > 0) {
    // `null`, not removed: it hides a stale copy that Firefox may still have on disk.
    keep(session.set(Object.fromEntries(gone.map((each) => [each, null]))));
    if (!isPrivate) keep(local.remove(gone));
    for (const each of gone) own.delete(each);
  }
  if (!typed) return;
  own.add(key);
  const kept: Kept = { version: 1, written: Date.now(), typed };
  keep(session.set({ [key]: kept }));
  if (!isPrivate) keep(local.set({ [key]: kept }));
}

/** Whether forms are open now. */
export async function openForms(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  return (id) => held.some(({ name }) => name === lockOf(id));
}
