import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { type CrmTab, crmTab } from '../src/ui/crm-tab.ts';

/** The form that a page is, for as long as it is open or moves to a window. */
export interface ThisForm {
  readonly id: string;
  readonly tab: CrmTab;
  /** What the form's own address says that it was opened for (`src/purpose.ts`); empty for the link or page. */
  readonly purpose: string;
}

declare global {
  /** The form, and the worker's answer about it, which is under way. */
  var opening: Promise<{ readonly form: ThisForm; readonly answer: Promise<Output<'open'>> }>;
}

// A script of its own, before all others (popup/index.html): the question travels, and wakes the worker, while they are read.
globalThis.opening = crmTab().then((tab) => {
  const query = new URLSearchParams(location.search);
  const id = query.get('form') || crypto.randomUUID();
  const purpose = query.get('about') ?? '';
  const { address, isPrivate } = tab;
  return {
    form: { id, tab, purpose },
    answer: ask('open', { tabId: tab.id, id, form: id, address, purpose, isPrivate }),
  };
});
