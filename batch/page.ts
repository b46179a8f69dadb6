import type { ExpectedUser } from '../src/associates.ts';
import type { Opened } from '../src/messages.ts';
import type { CrmTab } from '../src/ui/crm-tab.ts';

/** The page, once it knows whose session it works in: a form for many. */
export interface Page {
  /** The page's id among the open forms. While the page is open, no other form tells how its Saves end. */
  readonly form: string;
  readonly tab: CrmTab;
  readonly opened: Opened;
  readonly as: ExpectedUser;
  /** The entries whose removal may still be carried out, by `entryKey`. Either tab may have asked for it. */
  readonly openRemovals: Set<string>;
}

/** Makes the page from what the worker has answered. */
export function pageOf(form: string, tab: CrmTab, opened: Opened): Page {
  return { form, tab, opened, as: opened.as, openRemovals: new Set() };
}
