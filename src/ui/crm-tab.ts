import browser from '../browser.ts';

/** The CRM tab that a form belongs to. */
export interface CrmTab {
  readonly id: number;
  /** True when the form's address names the tab: the form is then a page in a tab or window, not the toolbar's popup. */
  readonly named: boolean;
  /** Empty where the extension cannot see the address. */
  readonly address: string;
  readonly title: string | undefined;
  /** True of a tab in a private window. */
  readonly isPrivate: boolean;
}

/** The tab named in the form's address, or else the active tab of the window. */
export async function crmTab(): Promise<CrmTab> {
  const number = Number(new URLSearchParams(location.search).get('tab'));
  const named = Number.isInteger(number) && number > 0;
  // A closed tab has no title; the worker will report that it is closed.
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
