import browser from '../src/browser.ts';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { type CrmTab, crmTab } from '../src/ui/crm-tab.ts';
import { PURPOSE, recall } from './storage.ts';

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
globalThis.opening = crmTab().then(async (tab) => {
  const query = new URLSearchParams(location.search);
  const moved = query.get('form');
  const id = moved || crypto.randomUUID();
  const purpose = query.get('about') ?? (moved ? await privatePurpose(moved) : '');
  const { address, isPrivate } = tab;
  return {
    form: { id, tab, purpose },
    answer: ask('open', { tabId: tab.id, id, form: id, address, purpose, isPrivate }),
  };
});

/** What a form of a private window was opened for, before it moved. */
async function privatePurpose(form: string): Promise<string> {
  const key = PURPOSE + form;
  const { [key]: purpose } = await recall(browser.storage.session.get(key));
  return typeof purpose === 'string' ? purpose : '';
}
