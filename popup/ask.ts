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

/** The CRM tab that this form belongs to: the one named in the address, or the active tab of the window. */
export async function crmTab(): Promise<{ id: number; named: boolean }> {
  const named = Number(new URLSearchParams(location.search).get('tab'));
  if (Number.isInteger(named) && named > 0) return { id: named, named: true };
  const [active] = await browser.tabs.query({ active: true, currentWindow: true });
  return { id: active?.id ?? browser.tabs.TAB_ID_NONE, named: false };
}
