import browser from '../src/browser.ts';
import type { Command, Input, Output } from '../src/messages.ts';
import { failed } from '../src/result.ts';

/** The commands that change nothing. */
const READS: readonly Command[] = [
  'open',
  'list',
  'searchAssociates',
  'settings',
  'unencryptedSites',
  'awaitSave',
  'checkRemoval',
  'checkConnection',
];

/**
 * Sends a command to the worker. Where the browser stops the worker before it answers, what changes nothing is asked once
 * more; anything else is `interrupted`.
 */
export async function ask<C extends Command>(command: C, input: Input<C>): Promise<Output<C>> {
  const answer = await askOnce(command, input);
  if (answer) return answer;
  const again = READS.includes(command) ? await askOnce(command, input) : undefined;
  return again ?? failed({ kind: 'interrupted' });
}

async function askOnce<C extends Command>(command: C, input: Input<C>): Promise<Output<C> | undefined> {
  try {
    return await browser.runtime.sendMessage({ command, input });
  } catch {
    // The channel closed: the browser stopped the worker.
    return undefined;
  }
}

/** The CRM tab that a form belongs to. */
export interface CrmTab {
  readonly id: number;
  /** True when the form's own address names it: the form is a page in a tab or window, not the toolbar's popup. */
  readonly named: boolean;
  /** Empty where it cannot be seen. */
  readonly address: string;
  readonly title: string | undefined;
  /** True of a tab in a private window. */
  readonly isPrivate: boolean;
}

/** The tab named in the form's address, or else the active tab of the window. */
export async function crmTab(): Promise<CrmTab> {
  const number = Number(new URLSearchParams(location.search).get('tab'));
  const named = Number.isInteger(number) && number > 0;
  // A closed tab has no title; that it is closed is what the worker will say.
  const tab = named
    ? await browser.tabs.get(number).catch(() => undefined)
    : (await browser.tabs.query({ active: true, currentWindow: true }))[0];
  return {
    id: named ? number : (tab?.id ?? browser.tabs.TAB_ID_NONE),
    named,
    address: tab?.url ?? '',
    title: tab?.title,
    isPrivate: tab?.incognito ?? true,
  };
}
