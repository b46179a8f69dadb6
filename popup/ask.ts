import browser from '../src/browser.ts';
import type { Command, Input, Output } from '../src/messages.ts';
import { failed } from '../src/outcomes.ts';

/** Sends a command to the worker. An answer that never comes is a failure like any other: `interrupted`. */
export async function ask<C extends Command>(command: C, input: Input<C>): Promise<Output<C>> {
  try {
    const output: Output<C> | undefined = await browser.runtime.sendMessage({ command, input });
    if (output) return output;
  } catch {
    // The channel closed: the browser stopped the worker.
  }
  return failed({ kind: 'interrupted' });
}

/** The CRM tab that a form belongs to. */
export interface CrmTab {
  readonly id: number;
  /** True when the form's own address names it: the form is a page in a tab or window, not the toolbar's popup. */
  readonly named: boolean;
  readonly title: string | undefined;
  /** True of a tab in a private window. */
  readonly isPrivate: boolean;
}

/** The tab named in the form's address, or else the active tab of the window. */
export async function crmTab(): Promise<CrmTab> {
  const named = Number(new URLSearchParams(location.search).get('tab'));
  if (Number.isInteger(named) && named > 0) {
    // A closed tab has no title; that it is closed is what the worker will say.
    const tab = await browser.tabs.get(named).catch(() => undefined);
    return { id: named, named: true, title: tab?.title, isPrivate: tab?.incognito ?? true };
  }
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const id = tab?.id ?? browser.tabs.TAB_ID_NONE;
  return { id, named: false, title: tab?.title, isPrivate: tab?.incognito ?? true };
}
