import browser, { type Tabs } from '../../src/browser.ts';
import type { Failure } from '../../src/failures.ts';
import { failed, type Result, success } from '../../src/result.ts';
import { pause, within } from './wait.ts';

/** How long a page that is loading is waited for, in milliseconds, where a question needs the whole page. */
export const LOAD_MS = 2_500;

/** A tab, as far as extensions see it. */
export interface SeenTab {
  readonly address: string;
  readonly isPrivate: boolean;
}

/**
 * Gives the CRM tab, or says why its address cannot be seen. The address is visible while a click on the extension's icon
 * or menu item grants `activeTab`: in Chromium until the tab goes to another origin, in Firefox until it loads a page.
 */
export async function seenTab(tabId: number): Promise<Result<SeenTab>> {
  const tab = await getTab(tabId);
  if (!tab) return failed({ kind: 'tabClosed' });
  const { url, incognito, discarded } = tab;
  if (discarded) return failed({ kind: 'tabAsleep' });
  return url ? success({ address: url, isPrivate: incognito }) : failed({ kind: 'noAccess' });
}

/** The browsers' own words for a tab that they let nobody into. After any other error the requests may have been sent. */
export const REFUSED =
  /cannot access|cannot be scripted|showing error page|missing host permission|no tab with id|invalid tab id/i;

/**
 * Gives why a function could not run in a tab. All but the wording was measured in both browsers.
 * @param message the browser's own words for the error
 */
export async function whyClosed(tabId: number, message: string, isRefused: boolean): Promise<Failure> {
  const tab = (await getTab(tabId)) as (Tabs.Tab & { frozen?: boolean }) | undefined;
  if (!tab) return { kind: 'tabClosed' };
  if (isAsleep(tab)) return { kind: 'tabAsleep' };
  // Chromium's word for a tab whose process has ended.
  if (tab.status === 'unloaded') return { kind: 'tabCrashed' };
  if (!tab.url) return { kind: 'noAccess' };
  if (!isRefused) return { kind: 'tabLeft' };
  if (/ExtensionsSettings policy/i.test(message)) return { kind: 'blockedByPolicy' };
  const isErrorPage = /showing error page/i.test(message) || ERROR_PAGE_ICON.test(await iconOf(tab));
  // The click on the icon lets the extension in, but the browser does not: a PDF in Firefox, a protected site.
  return { kind: isErrorPage ? 'errorPage' : 'tabClosedOff' };
}

/** Firefox marks its error pages by their icon only, and the icon comes a moment after the page. */
async function iconOf({ id = -1, favIconUrl }: Tabs.Tab): Promise<string> {
  let icon = favIconUrl;
  for (let time = 0; icon === undefined && time < ICON_MS; time += ICON_INTERVAL_MS) {
    await pause(ICON_INTERVAL_MS);
    icon = (await getTab(id))?.favIconUrl;
  }
  return icon ?? '';
}

const ICON_MS = 1_500;
const ICON_INTERVAL_MS = 100;

const ERROR_PAGE_ICON = /^chrome:\/\/global\/skin\/icons\/(info|warning)\.svg$/;

/** Discarded, or in Chromium frozen: the page is not there, or nothing in it runs. */
function isAsleep({ discarded, frozen }: { discarded?: boolean; frozen?: boolean }): boolean {
  return discarded === true || frozen === true;
}

/** Why a page does not respond. */
export async function whySilent(tabId: number): Promise<Failure> {
  const tab = await getTab(tabId);
  return { kind: tab && isAsleep(tab) ? 'tabAsleep' : 'tabSilent' };
}

/** Both browsers reject the question for one reason only: there is no such tab. */
function getTab(tabId: number): Promise<Tabs.Tab | undefined> {
  return browser.tabs.get(tabId).catch(() => undefined);
}

/**
 * Fulfilled when the tab has loaded, is gone, has taken `LOAD_MS`, or nobody waits any more. A page that goes away takes
 * the requests in it along.
 */
export async function untilLoaded(tabId: number, signal: AbortSignal): Promise<void> {
  const loading = async () => (await getTab(tabId))?.status === 'loading';
  if (!(await loading())) return;
  let done = () => {};
  const changed = new Promise<void>((resolve) => {
    done = resolve;
  });
  const updated = (id: number, { status }: { status?: string }) =>
    id === tabId && status === 'complete' && done();
  const removed = (id: number) => id === tabId && done();
  browser.tabs.onUpdated.addListener(updated);
  browser.tabs.onRemoved.addListener(removed);
  // The tab may have become complete before anybody listened.
  void loading().then((still) => still || done());
  await within(LOAD_MS, changed, signal);
  browser.tabs.onUpdated.removeListener(updated);
  browser.tabs.onRemoved.removeListener(removed);
}
