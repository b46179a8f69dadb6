import browser, { type Tabs } from '../../src/browser.ts';
import type { Failure } from '../../src/failures.ts';
import type { HttpAnswer } from '../../src/netserver/answer.ts';
import { MAX_CHARACTERS } from '../../src/netserver/xml.ts';
import { failed, type Result, success } from '../../src/result.ts';
import type { Crm } from './crm.ts';
import {
  cancelInPage,
  hasServiceWorker,
  isThere,
  type PageJob,
  type PageReport,
  type PageRequest,
  sendFromPage,
} from './in-page.ts';

/** How long the server may take before the form says that there is no answer. */
const TIMEOUT_MS = 15_000;

/**
 * How long the tab itself may take. Its own clock stands still where the browser freezes it in the background, and a
 * browser may forget to answer for a page that went away.
 */
const TAB_TIMEOUT_MS = TIMEOUT_MS + 3_000;

/** How long a page may take to report that what was cancelled is cancelled. */
const CANCEL_TIMEOUT_MS = 1_000;

/** For how long a busy server is waited for by itself: a person waits for the answer. */
const BUSY_SECONDS = 5;

/** After this time without an answer, and each time again, the page is asked whether its scripts run at all. */
const PATIENCE_MS = 1_200;

/** How long a page may take to say so. One under an open `alert` or a script without end never does. */
const RESPONSE_MS = 2_100;

/** Likewise for one that did not say so the last time. */
const SECOND_RESPONSE_MS = 1_000;

/** How long a page that loads is waited for, where what it is asked needs it. */
const LOAD_MS = 2_500;

/** How long a page's report may travel. Its own deadline is earlier by this: a page that counts as silent has sent nothing. */
const REPORT_MS = 500;

/** For how long a page that has responded counts as one that does: of many writes, not each is worth a question. */
const RECENT_MS = 500;

/** The tabs that did not respond when they were asked last. */
const silentTabs = new Set<number>();

/** When a tab's page has responded last, in milliseconds since 1970. */
const respondedAt = new Map<number, number>();

/** What came of sending requests from the tab. */
export type Sent =
  | Extract<PageReport, { kind: 'answers' | 'otherSession' }>
  /** There is no report. `mayBeSent` is true when the requests may have gone out all the same. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly mayBeSent: boolean };

/** What extensions see of a tab. */
export interface SeenTab {
  readonly address: string;
  readonly isPrivate: boolean;
}

/**
 * The CRM tab, or why its address cannot be seen. It is visible while a click on the extension's icon or menu item grants
 * `activeTab`: in Chromium until the tab goes to another origin, in Firefox until it loads a page.
 */
export async function seenTab(tabId: number): Promise<Result<SeenTab>> {
  const tab = await getTab(tabId);
  if (!tab) return failed({ kind: 'tabClosed' });
  const { url, incognito, discarded } = tab;
  if (discarded) return failed({ kind: 'tabAsleep' });
  return url ? success({ address: url, isPrivate: incognito }) : failed({ kind: 'noAccess' });
}

/**
 * Sends requests from the CRM tab, side by side: the only road from this extension to a server.
 * @param pageSession see {@link PageJob.pageSession}
 */
export async function send(crm: Crm, requests: readonly PageRequest[], pageSession?: string): Promise<Sent> {
  const { tabId, base, job } = crm;
  if (job.signal.aborted) return noReport({ kind: 'cancelled' }, false);
  // Of a write it is known soon whether it may have been sent: the page is asked beside it, and does not begin any later.
  const isRecent = Date.now() - (respondedAt.get(tabId) ?? 0) < RECENT_MS;
  const isDoubtful = silentTabs.has(tabId) || (requests.some(({ writes }) => writes) && !isRecent);
  const pageJob: PageJob = {
    base,
    ...(pageSession === undefined ? {} : { pageSession }),
    requests,
    id: job.id,
    timeoutMilliseconds: TIMEOUT_MS,
    startBy: Date.now() + (isDoubtful ? 0 : PATIENCE_MS) + responseTime(tabId) - REPORT_MS,
    loadMilliseconds: LOAD_MS,
    maxCharacters: MAX_CHARACTERS,
    busySeconds: BUSY_SECONDS,
  };
  const ran = await runInTab(crm, pageJob, isDoubtful);
  switch (ran.kind) {
    case 'silent': {
      const failure: Failure = ran.responds ? { kind: 'noAnswer' } : await whySilent(tabId);
      return noReport(job.signal.aborted ? { kind: 'cancelled' } : failure, ran.mayBeSent);
    }
    case 'returned':
      return reportOf(ran.value as PageReport | undefined, tabId);
    case 'crashed':
      return noReport({ kind: 'tabCrashed' }, true);
    case 'rejected':
      return whyRejected(tabId, ran.message);
  }
}

/** Sends one REST or SOAP request that changes nothing, and answers what came back. */
export async function sendOne(crm: Crm, request: PageRequest): Promise<Result<HttpAnswer>> {
  const sent = await send(crm, [request]);
  if (sent.kind === 'failed') return failed(sent.failure);
  // Without a page session to compare there is no other.
  return sent.kind === 'answers' ? success(sent.answers[0] as HttpAnswer) : failed({ kind: 'tabLeft' });
}

function noReport(failure: Failure, mayBeSent: boolean): Sent {
  return { kind: 'failed', failure, mayBeSent };
}

async function reportOf(report: PageReport | undefined, tabId: number): Promise<Sent> {
  switch (report?.kind) {
    case undefined:
      return whyRejected(tabId, '');
    case 'notSent':
      return noReport({ kind: report.why }, false);
    case 'error':
      // The page's own policy gives it no origin (`Content-Security-Policy: sandbox`).
      if (report.error === 'SecurityError') return noReport({ kind: 'tabClosedOff' }, false);
      return noReport({ kind: 'internal', error: report.error }, true);
    default:
      return report as Extract<PageReport, { kind: 'answers' | 'otherSession' }>;
  }
}

/** The browsers' own words for a tab that they let nobody into. Whatever else is rejected may have been sent. */
const REFUSED =
  /cannot access|cannot be scripted|showing error page|missing host permission|no tab with id|invalid tab id/i;

/** Why a function could not run in a tab, or was never heard of again. All but the wording was measured in both browsers. */
async function whyRejected(tabId: number, message: string): Promise<Sent> {
  const isRefused = REFUSED.test(message);
  return noReport(await whyClosed(tabId, message, isRefused), !isRefused);
}

async function whyClosed(tabId: number, message: string, isRefused: boolean): Promise<Failure> {
  const tab = (await getTab(tabId)) as (Tabs.Tab & { frozen?: boolean }) | undefined;
  if (!tab) return { kind: 'tabClosed' };
  if (isAsleep(tab)) return { kind: 'tabAsleep' };
  // Chromium's word for a tab whose process has ended.
  if (tab.status === 'unloaded') return { kind: 'tabCrashed' };
  if (!tab.url) return { kind: 'noAccess' };
  if (!isRefused) return { kind: 'tabLeft' };
  if (/ExtensionsSettings policy/i.test(message)) return { kind: 'blockedByPolicy' };
  const isErrorPage = /showing error page/i.test(message) || ERROR_PAGE_ICON.test(await iconOf(tab));
  // The click on the icon lets the extension in, and the browser does not: a PDF in Firefox, a protected site.
  return { kind: isErrorPage ? 'errorPage' : 'tabClosedOff' };
}

/** Firefox tells its error pages by their icon only, and that comes a moment after the page. */
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

async function whySilent(tabId: number): Promise<Failure> {
  const tab = await getTab(tabId);
  return { kind: tab && isAsleep(tab) ? 'tabAsleep' : 'tabSilent' };
}

/** Both browsers reject for one reason only: there is no such tab. */
function getTab(tabId: number): Promise<Tabs.Tab | undefined> {
  return browser.tabs.get(tabId).catch(() => undefined);
}

/** True where the tab's process has ended, and Firefox shows its own page about that. */
export async function hasCrashed(tabId: number): Promise<boolean> {
  return (await askInTime(tabId, isThere))?.kind === 'crashed';
}

type Ran =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly message: string }
  /** In Firefox there is an answer, of no frame. */
  | { readonly kind: 'crashed' }
  /** Neither in time. */
  | { readonly kind: 'silent'; readonly responds: boolean; readonly mayBeSent: boolean };

/** Runs a function in the tab at once: what it asks needs no document. */
function inject<A extends unknown[]>(tabId: number, func: (...args: A) => unknown, args: A): Promise<Ran> {
  const injection = { target: { tabId }, func: func as () => void, args, injectImmediately: true };
  return browser.scripting.executeScript(injection).then(
    ([frame]): Ran => {
      if (!frame) return { kind: 'crashed' };
      respondedAt.set(tabId, Date.now());
      return { kind: 'returned', value: frame.result };
    },
    (error): Ran => ({ kind: 'rejected', message: String(error) }),
  );
}

/**
 * Sends from the tab. A page whose scripts stand still never answers: whatever is asked of a tab has a clock.
 * @param isDoubtful true where the page is asked at once whether it responds
 */
async function runInTab({ tabId, job }: Crm, pageJob: PageJob, isDoubtful: boolean): Promise<Ran> {
  const over = new AbortController();
  // Asked first: a page that gets as far as the requests has answered before.
  const responds = isDoubtful ? respondsInTime(tabId) : Promise.resolve(true);
  const silence = new Promise<Ran>((resolve) => {
    const giveUp = async () => {
      if (await responds) resolve({ kind: 'silent', responds: true, mayBeSent: true });
    };
    let timer = setTimeout(giveUp, TAB_TIMEOUT_MS);
    const cancel = () => {
      // A tab that cannot be reached has nothing under way that is still waited for.
      void inject(tabId, cancelInPage, [job.id]);
      clearTimeout(timer);
      timer = setTimeout(giveUp, CANCEL_TIMEOUT_MS);
    };
    job.signal.addEventListener('abort', cancel, { signal: over.signal });
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const ran = await Promise.race([
    inject(tabId, sendFromPage, [pageJob]),
    silence,
    untilSilent(tabId, responds, over.signal),
  ]);
  over.abort();
  return ran;
}

/** Fulfilled once the page does not respond any more; where it has not from the start, nothing was sent. */
async function untilSilent(tabId: number, responds: Promise<boolean>, over: AbortSignal): Promise<Ran> {
  const hasBegun = await responds;
  while (hasBegun) {
    await pause(PATIENCE_MS, over);
    if (over.aborted || !(await respondsInTime(tabId))) break;
  }
  return { kind: 'silent', responds: false, mayBeSent: hasBegun };
}

async function respondsInTime(tabId: number): Promise<boolean> {
  return (await askInTime(tabId, isThere)) !== undefined;
}

/** Asks a page what it knows at once; `undefined` where it does not respond. */
async function askInTime(tabId: number, func: () => unknown, over?: AbortSignal): Promise<Ran | undefined> {
  const ran = await within(responseTime(tabId), inject(tabId, func, []), over);
  if (ran) silentTabs.delete(tabId);
  else if (!over?.aborted) silentTabs.add(tabId);
  return ran;
}

function responseTime(tabId: number): number {
  return silentTabs.has(tabId) ? SECOND_RESPONSE_MS : RESPONSE_MS;
}

/** What a promise comes to, or `undefined` once the time is over or nobody waits any more. */
export function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  over?: AbortSignal,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value?: T) => {
      clearTimeout(timer);
      over?.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = () => end();
    const timer = setTimeout(stop, milliseconds);
    over?.addEventListener('abort', stop);
    void promise.then(end);
  });
}

/** Fulfilled after the time, or once nobody waits any more. */
export function pause(milliseconds: number, over?: AbortSignal): Promise<void> {
  return within(milliseconds, new Promise<void>(() => {}), over);
}

/**
 * Fulfilled when the tab has loaded, is not going to, or nobody waits any more: a page that goes away takes what is asked of
 * it along.
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
  // It may have become complete before anybody listened.
  void loading().then((still) => still || done());
  await within(LOAD_MS, changed, signal);
  browser.tabs.onUpdated.removeListener(updated);
  browser.tabs.onRemoved.removeListener(removed);
}

/** True where a service worker of the page's origin stands between it and the server, as far as the tab tells. */
export async function hasController({ tabId, job }: Crm): Promise<boolean> {
  const ran = await askInTime(tabId, hasServiceWorker, job.signal);
  return ran?.kind === 'returned' && ran.value === true;
}

/**
 * A REST request with the page's session: a GET without `body`, else a POST.
 * @param body `null` for a POST that has none
 */
export function rest(path: string, body?: object | null, applicationToken = ''): PageRequest {
  return {
    path: `api/v1/${path}`,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      Accept: 'application/json',
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(applicationToken ? { 'SO-AppToken': applicationToken } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    session: true,
    writes: false,
    cookies: true,
  };
}

/** `GET base/api`, which needs no sign-in and tells which versions of the services there are. */
export const VERSIONS: PageRequest = { ...rest(''), path: 'api' };
