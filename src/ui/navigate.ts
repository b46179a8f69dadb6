import browser from '../browser.ts';

/** The address of the form as a page of its own, bound to a CRM tab; `more` are further members of `popup/opening.ts`. */
export function pageFor(tabId: number, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ tab: String(tabId), ...more });
  return browser.runtime.getURL(`popup/index.html?${query}`);
}

/** The address of the page for many, bound to a CRM tab. */
export function batchPageFor(tabId: number): string {
  return browser.runtime.getURL(`batch/index.html?tab=${tabId}`);
}

/** Opens the settings page, with the CRM tab at hand. */
export function openSettings(tabId: number): Promise<void> {
  return openPage(browser.runtime.getURL(`options/index.html?tab=${tabId}`));
}

/** Opens the page for many. */
export function openBatch(tabId: number): Promise<void> {
  return openPage(batchPageFor(tabId));
}

async function openPage(url: string): Promise<void> {
  await browser.tabs.create({ url });
  closePopup();
}

/** Closes the toolbar's popup, which is in the way of a page. A form in a window or tab of its own stays. */
export function closePopup(): void {
  if (!new URLSearchParams(location.search).has('tab')) close();
}
