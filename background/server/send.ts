import browser from '../../src/browser.ts';
import type { Failure } from '../../src/failures.ts';
import type { HttpAnswer } from '../../src/netserver/answer.ts';
import { MAX_CHARACTERS } from '../../src/netserver/xml.ts';
import { failed, type Result, success } from '../../src/result.ts';
import type { Crm } from './crm.ts';
import {
  cancelInPage,
  hasServiceWorker,
  isThere,
  type PageOrder,
  type PageReport,
  type PageRequest,
  sendFromPage,
} from './in-page.ts';
import { LOAD_MS, REFUSED, whyClosed, whySilent } from './tab.ts';
import { pause, within } from './wait.ts';

/** How long the server may take before the form says that there is no answer. */
const TIMEOUT_MS = 15_000;

/**
 * How long the tab itself may take. The tab's own clock stands still while the browser freezes the tab in the background,
 * and a browser may forget to answer for a page that went away.
 */
const TAB_TIMEOUT_MS = TIMEOUT_MS + 3_000;

/** How long a page may take to report that the requests are cancelled. */
const CANCEL_TIMEOUT_MS = 1_000;

/** How long a busy server is waited for without asking the person, who waits for the answer. */
const BUSY_SECONDS = 5;

/** After this time without an answer, and each time again, the page is asked whether its scripts run at all. */
const PATIENCE_MS = 1_200;

/** How long a page may take to say that its scripts run. A page under an open `alert`, or with a script without end, never does. */
const RESPONSE_MS = 2_100;

/** The same for a page that did not say so the last time. */
const SECOND_RESPONSE_MS = 1_000;

/**
 * How long a page's report may travel. The page's own deadline is earlier by this: a page that counts as silent has sent nothing.
 */
const REPORT_MS = 500;

/** How long a page that has responded counts as one that does: among many writes, not each is worth a question. */
const RECENT_MS = 500;

/** The tabs that did not respond when they were asked last. */
const silentTabs = new Set<number>();

/** When a tab's page has responded last, in milliseconds since 1970. */
const respondedAt = new Map<number, number>();

/** The outcome of sending requests from the tab. */
type Sent =
  | Extract<PageReport, { kind: 'answers' | 'otherSession' }>
  /** There is no report. `mayBeSent` is true when the requests may have gone out all the same. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly mayBeSent: boolean };

/**
 * Sends requests from the CRM tab, side by side: the only road from this extension to a server.
 * @param pageSession see {@link PageOrder.pageSession}
 */
export async function send(crm: Crm, requests: readonly PageRequest[], pageSession?: string): Promise<Sent> {
  const { tabId, base, task } = crm;
  if (task.signal.aborted) return noReport({ kind: 'cancelled' }, false);
  // Beside a write, the page is asked whether it responds, and the page begins no later than that. So it is soon known
  // whether the write may have been sent.
  const isRecent = Date.now() - (respondedAt.get(tabId) ?? 0) < RECENT_MS;
  const isDoubtful = silentTabs.has(tabId) || (requests.some(({ writes }) => writes) && !isRecent);
  const pageOrder: PageOrder = {
    base,
    ...(pageSession === undefined ? {} : { pageSession }),
    requests,
    id: task.id,
    timeoutMilliseconds: TIMEOUT_MS,
    startBy: Date.now() + (isDoubtful ? 0 : PATIENCE_MS) + responseTime(tabId) - REPORT_MS,
    loadMilliseconds: LOAD_MS,
    maxCharacters: MAX_CHARACTERS,
    busySeconds: BUSY_SECONDS,
  };
  const ran = await runInTab(crm, pageOrder, isDoubtful);
  switch (ran.kind) {
    case 'silent': {
      const failure: Failure = ran.responds ? { kind: 'noAnswer' } : await whySilent(tabId);
      return noReport(task.signal.aborted ? { kind: 'cancelled' } : failure, ran.mayBeSent);
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
  // The order names no page session to compare, so no answer can say that it is another one.
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

/** Gives why the function could not run in the tab, or was never heard of again. */
async function whyRejected(tabId: number, message: string): Promise<Sent> {
  const isRefused = REFUSED.test(message);
  return noReport(await whyClosed(tabId, message, isRefused), !isRefused);
}

/** True where the tab's process has ended, and Firefox shows its own page about that. */
export async function hasCrashed(tabId: number): Promise<boolean> {
  return (await askInTime(tabId, isThere))?.kind === 'crashed';
}

type Ran =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly message: string }
  /** Firefox gives an answer for a crashed tab, but it is the answer of no frame. */
  | { readonly kind: 'crashed' }
  /** The tab has neither answered nor failed in time. */
  | { readonly kind: 'silent'; readonly responds: boolean; readonly mayBeSent: boolean };

/** Runs a function in the tab at once: the function needs no document to begin. */
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
 * Sends from the tab. A page whose scripts stand still never answers, so every question to a tab has a clock.
 * @param isDoubtful true where the page is asked at once whether it responds
 */
async function runInTab({ tabId, task }: Crm, pageOrder: PageOrder, isDoubtful: boolean): Promise<Ran> {
  const over = new AbortController();
  // This question goes out first: a page that gets as far as the requests has answered it before.
  const responds = isDoubtful ? respondsInTime(tabId) : Promise.resolve(true);
  const silence = new Promise<Ran>((resolve) => {
    const giveUp = async () => {
      if (await responds) resolve({ kind: 'silent', responds: true, mayBeSent: true });
    };
    let timer = setTimeout(giveUp, TAB_TIMEOUT_MS);
    const cancel = () => {
      // Nobody waits for this: a tab that cannot be reached has nothing under way that is still waited for.
      void inject(tabId, cancelInPage, [task.id]);
      clearTimeout(timer);
      timer = setTimeout(giveUp, CANCEL_TIMEOUT_MS);
    };
    task.signal.addEventListener('abort', cancel, { signal: over.signal });
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const ran = await Promise.race([
    inject(tabId, sendFromPage, [pageOrder]),
    silence,
    untilSilent(tabId, responds, over.signal),
  ]);
  over.abort();
  return ran;
}

/** Fulfilled once the page does not respond any more. If it has not responded from the start, nothing was sent. */
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

/** Asks a page something that it knows at once; `undefined` where the page does not respond. */
async function askInTime(tabId: number, func: () => unknown, over?: AbortSignal): Promise<Ran | undefined> {
  const ran = await within(responseTime(tabId), inject(tabId, func, []), over);
  if (ran) silentTabs.delete(tabId);
  else if (!over?.aborted) silentTabs.add(tabId);
  return ran;
}

function responseTime(tabId: number): number {
  return silentTabs.has(tabId) ? SECOND_RESPONSE_MS : RESPONSE_MS;
}

/** True where a service worker of the page's origin stands between it and the server, as far as the tab tells. */
export async function hasController({ tabId, task }: Crm): Promise<boolean> {
  const ran = await askInTime(tabId, hasServiceWorker, task.signal);
  return ran?.kind === 'returned' && ran.value === true;
}
