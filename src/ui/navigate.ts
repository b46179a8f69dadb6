import browser from '../browser.ts';

/** The address of the form as a page of its own, bound to a CRM tab; `more` are further members of `popup/opening.ts`. */
export function pageFor(tabId: number, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ tab: String(tabId), ...more });
  return browser.runtime.getURL(`popup/index.html?${query}`);
}

/** Opens the settings page for the CRM tab. The toolbar's popup closes; a window of its own stays. */
export async function openSettings(tabId: number): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(`options/index.html?tab=${tabId}`) });
  if (!new URLSearchParams(location.search).has('tab')) close();
}

/** False in Firefox for Android, where nothing is in a window of its own. */
export const hasWindows = (browser as { windows?: unknown }).windows !== undefined;
