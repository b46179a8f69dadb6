import browser from '../browser.ts';
import type { Command, Input, Output } from '../messages.ts';
import { failed } from '../result.ts';

/** The commands that change nothing. */
const READS: readonly Command[] = [
  'open',
  'list',
  'searchAssociates',
  'users',
  'settings',
  'unencryptedSites',
  'awaitSave',
  'checkRemoval',
  'checkConnection',
];

/** The new numbers of tabs, by their old ones: Chromium gives another number to a tab that it puts to sleep. */
const replaced = new Map<number, number>();
browser.tabs.onReplaced.addListener((added, removed) => replaced.set(removed, added));

/** The number that a tab has now. */
export function currentTabId(id: number): number {
  const next = replaced.get(id);
  return next === undefined ? id : currentTabId(next);
}

/**
 * Sends a command to the worker. If the browser stops the worker before it answers, a command that changes nothing is
 * sent once more; any other ends as `interrupted`.
 */
export async function ask<C extends Command>(command: C, input: Input<C>): Promise<Output<C>> {
  const answer = await askOnce(command, input);
  if (answer) return answer;
  const again = READS.includes(command) ? await askOnce(command, input) : undefined;
  return again ?? failed({ kind: 'interrupted' });
}

async function askOnce<C extends Command>(command: C, input: Input<C>): Promise<Output<C> | undefined> {
  const { tabId } = input as { readonly tabId?: number };
  const current = tabId === undefined ? input : { ...(input as object), tabId: currentTabId(tabId) };
  try {
    return await browser.runtime.sendMessage({ command, input: current });
  } catch {
    // The channel closed: the browser stopped the worker.
    return undefined;
  }
}
