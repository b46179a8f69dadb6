import browser from './browser.ts';

/** The address of the form as a page of its own, bound to a CRM tab. */
export function pageFor(tabId: number): string {
  return browser.runtime.getURL(`popup/index.html?tab=${tabId}`);
}

/** The address of the settings page, with the CRM tab whose connection can be checked there. */
export function settingsFor(tabId: number): string {
  return browser.runtime.getURL(`options/index.html?tab=${tabId}`);
}
