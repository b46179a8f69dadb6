import browser from '../browser.ts';
import type { Command, Input, Output } from '../messages.ts';
import { failed } from '../result.ts';

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
  try {
    return await browser.runtime.sendMessage({ command, input });
  } catch {
    // The channel closed: the browser stopped the worker.
    return undefined;
  }
}
