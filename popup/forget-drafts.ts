import browser from '../src/browser.ts';
import { ownKeys } from './draft.ts';
import type { ThisForm } from './opening.ts';
import { write } from './storage.ts';

const { local, session } = browser.storage;

/** Forgets the drafts that a form has shown: all of them, or all but its own while it still has something unsaved. */
export function forgetDrafts({ id, tab }: ThisForm, goesOn: boolean): void {
  const gone = [...ownKeys].filter((key) => !goesOn || !key.endsWith(`:${id}`));
  if (gone.length === 0) return;
  // The draft becomes `null`, and is not removed: `null` hides a stale copy that Firefox may still have on disk.
  write(session.set(Object.fromEntries(gone.map((each) => [each, null]))));
  if (!tab.isPrivate) write(local.remove(gone));
  for (const each of gone) ownKeys.delete(each);
}
