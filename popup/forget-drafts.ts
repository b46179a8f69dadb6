import browser from '../src/browser.ts';
import { lockOf, own } from './draft.ts';
import type { ThisForm } from './opening.ts';
import { keep } from './storage.ts';

const { local, session } = browser.storage;

/** Forgets the drafts that a form has shown, after Save or Clear: all of them, or all but its own, which goes on. */
export function forgetDrafts({ id, tab }: ThisForm, goesOn: boolean): void {
  const gone = [...own].filter((key) => !goesOn || !key.endsWith(`:${id}`));
  if (gone.length === 0) return;
  // `null`, not removed: it hides a stale copy that Firefox may still have on disk.
  keep(session.set(Object.fromEntries(gone.map((each) => [each, null]))));
  if (!tab.isPrivate) keep(local.remove(gone));
  for (const each of gone) own.delete(each);
}

/** Whether forms are open now. */
export async function openForms(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  return (id) => held.some(({ name }) => name === lockOf(id));
}
