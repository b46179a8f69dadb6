import type { ExpectedUser } from '../src/associates.ts';
import type { Opened } from '../src/messages.ts';
import type { CrmTab } from '../src/ui/crm-tab.ts';

/** The page, once it knows whose session it works in: a form for many. */
export interface Page {
  /** Its name among the forms: what it saves is its own to tell. */
  readonly form: string;
  readonly tab: CrmTab;
  readonly opened: Opened;
  readonly as: ExpectedUser;
  /** The entries whose removal may still come, by `entryKey`: whichever tab has asked for it. */
  readonly openRemovals: Set<string>;
}

/** The page for what the worker has answered. */
export function pageOf(form: string, tab: CrmTab, opened: Opened): Page {
  return { form, tab, opened, as: opened.as, openRemovals: new Set() };
}
