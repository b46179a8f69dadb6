import type { Output } from '../src/messages.ts';
import { ask, type CrmTab, crmTab } from './ask.ts';

declare global {
  /** The form's CRM tab, and the worker's answer about it, which is under way. */
  var opening: Promise<{ readonly tab: CrmTab; readonly answer: Promise<Output<'open'>> }>;
}

// A script of its own, before all others (popup/index.html): the question travels, and wakes the worker, while they are read.
globalThis.opening = crmTab().then((tab) => ({
  tab,
  answer: ask('open', { tabId: tab.id, address: tab.address, again: false }),
}));
