import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { type CrmTab, crmTab } from '../src/ui/crm-tab.ts';

/** One form, from its opening to its end; when it moves to a window, it stays the same form. */
export interface ThisForm {
  readonly id: string;
  readonly tab: CrmTab;
  /** The purpose in the form's own address (`src/purpose.ts`): what it was opened for. Empty where the link or page decides. */
  readonly purpose: string;
}

declare global {
  /** The form, and the worker's answer to its opening. */
  var opening: Promise<{ readonly form: ThisForm; readonly answer: Promise<Output<'open'>> }>;
}

// This is the first script of popup/index.html: the worker starts while the browser reads the others.
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
