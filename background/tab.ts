import browser from '../src/browser.ts';
import { MOST_CHARACTERS } from '../src/netserver/xml.ts';
import type { Failure } from '../src/outcomes.ts';
import {
  askClassicPage,
  cancelInPage,
  type PageJob,
  type PageReport,
  type PageRequest,
  sendFromPage,
} from './in-page.ts';

/** How long the server may take before the form says that there is no answer. */
const TIMEOUT_MILLISECONDS = 15_000;

/**
 * How long the tab itself may take. Its own clock stands still where the browser freezes it in the background, and a
 * browser may forget to answer for a page that went away.
 */
const TAB_TIMEOUT_MILLISECONDS = TIMEOUT_MILLISECONDS + 3_000;

/** The tab did not answer. `sent` is true when the requests may have gone out all the same. */
export interface NoReport {
  readonly kind: 'noReport';
  readonly failure: Failure;
  readonly sent: boolean;
}

/**
 * The address of the CRM tab, or why it cannot be seen. A tab's address is visible while a click on the extension's icon
 * or menu item grants `activeTab`: in Chromium until the tab goes to another origin, in Firefox until it loads a page.
 */
export async function addressOf(tabId: number): Promise<string | Failure> {
  try {
    return (await browser.tabs.get(tabId)).url ?? { kind: 'noAccess' };
  } catch {
    // Both browsers reject for one reason only: there is no such tab.
    return { kind: 'tabClosed' };
  }
}

/**
 * Sends requests from the CRM tab, side by side: the only road from this extension to a server.
 * @param pageSession see {@link PageJob.pageSession}
 * @param name see {@link PageJob.name}
 */
export async function sendFromTab(
  tabId: number,
  base: string,
  pageSession: string | undefined,
  requests: readonly PageRequest[],
  name?: string,
): Promise<PageReport | NoReport> {
  const job: PageJob = {
    base,
    ...(pageSession === undefined ? {} : { pageSession }),
    ...(name === undefined ? {} : { name }),
    requests,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    mostCharacters: MOST_CHARACTERS,
  };
  let refusal = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const running = browser.scripting.executeScript({ target: { tabId }, func: sendFromPage, args: [job] });
    const silence = new Promise<'silence'>((resolve) => {
      timer = setTimeout(resolve, TAB_TIMEOUT_MILLISECONDS, 'silence');
    });
    const frames = await Promise.race([running, silence]);
    if (frames === 'silence') return { kind: 'noReport', failure: { kind: 'noAnswer' }, sent: true };
    if (frames[0]?.result) return frames[0].result as PageReport;
  } catch (error) {
    refusal = String(error);
  } finally {
    clearTimeout(timer);
  }
  // The browsers tell "not let in" from "went away meanwhile" in words only; whatever is not the former may have sent.
  const sent =
    !/cannot access|cannot be scripted|missing host permission|no tab with id|invalid tab id/i.test(refusal);
  const address = await addressOf(tabId);
  if (typeof address !== 'string') return { kind: 'noReport', failure: address, sent };
  return { kind: 'noReport', failure: { kind: sent ? 'tabLeft' : 'noAccess' }, sent };
}

/** Fulfilled when the tab has loaded, or is not going to: a page that goes away takes what is asked of it along. */
export async function untilLoaded(tabId: number): Promise<void> {
  const loading = async () => (await browser.tabs.get(tabId).catch(() => undefined))?.status === 'loading';
  if (!(await loading())) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      browser.tabs.onUpdated.removeListener(updated);
      browser.tabs.onRemoved.removeListener(removed);
      clearTimeout(timer);
      resolve();
    };
    const updated = (id: number, { status }: { status?: string }) =>
      id === tabId && status === 'complete' && done();
    const removed = (id: number) => id === tabId && done();
    const timer = setTimeout(done, TIMEOUT_MILLISECONDS);
    browser.tabs.onUpdated.addListener(updated);
    browser.tabs.onRemoved.addListener(removed);
    // It may have become complete before anybody listened.
    void loading().then((still) => still || done());
  });
}

/** The ticket that the classic web client hands to its own pages, or `null`. */
export async function classicTicket(tabId: number): Promise<string | null> {
  const answer = await askClassic(tabId, 'SuperOffice.CRM.Web.AjaxMethods.Principal.GetCredentials', '');
  return typeof answer.Ticket === 'string' ? answer.Ticket : null;
}

/** The person that the classic web client shows, or `null`: for pages whose address says nothing. */
export async function classicPersonId(tabId: number): Promise<number | null> {
  const answer = await askClassic(
    tabId,
    'SuperOffice.DCF.Web.AjaxMethods.SuperState.GetCurrent',
    '',
    'person',
  );
  return Number.isInteger(answer.Id) && (answer.Id as number) > 0 ? (answer.Id as number) : null;
}

async function askClassic(
  tabId: number,
  ...call: [method: string, ...string[]]
): Promise<Record<string, unknown>> {
  try {
    const [frame] = await browser.scripting.executeScript({
      target: { tabId },
      func: askClassicPage,
      args: call,
      world: 'MAIN',
    });
    return typeof frame?.result === 'object' && frame.result !== null
      ? (frame.result as Record<string, unknown>)
      : {};
  } catch {
    // A page that is gone or closed knows nothing; that it is gone the next request will find.
    return {};
  }
}

/** Gives up whatever this extension has under way in the tab; the requests end as `cancelled`. */
export async function cancelInTab(tabId: number): Promise<void> {
  try {
    await browser.scripting.executeScript({ target: { tabId }, func: cancelInPage });
  } catch {
    // A tab that cannot be reached has nothing under way that is still waited for.
  }
}

/** A REST request with the page's session. */
export function rest(path: string, body?: object, applicationToken = ''): PageRequest {
  return {
    path: `api/v1/${path}`,
    method: body ? 'POST' : 'GET',
    headers: {
      Accept: 'application/json',
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(applicationToken ? { 'SO-AppToken': applicationToken } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    session: true,
    cookies: true,
  };
}
