import browser from '../../src/browser.ts';
import type { Failure } from '../../src/failures.ts';
import type { HttpAnswer } from '../../src/netserver/answer.ts';
import { MAX_CHARACTERS } from '../../src/netserver/xml.ts';
import { failed, type Result, success } from '../../src/result.ts';
import type { Crm } from './crm.ts';
import {
  cancelInPage,
  hasServiceWorker,
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

/** How long a page may take to report that what was cancelled is cancelled. */
const CANCEL_TIMEOUT_MILLISECONDS = 1_000;

/** For how long a busy server is waited for by itself: a person waits for the answer. */
const BUSY_SECONDS = 5;

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
  try {
    const { url, incognito } = await browser.tabs.get(tabId);
    return url ? success({ address: url, isPrivate: incognito }) : failed({ kind: 'noAccess' });
  } catch {
    // Both browsers reject for one reason only: there is no such tab.
    return failed({ kind: 'tabClosed' });
  }
}

/**
 * Sends requests from the CRM tab, side by side: the only road from this extension to a server.
 * @param pageSession see {@link PageJob.pageSession}
 */
export async function send(crm: Crm, requests: readonly PageRequest[], pageSession?: string): Promise<Sent> {
  const { tabId, base, job } = crm;
  if (job.signal.aborted) return { kind: 'failed', failure: { kind: 'cancelled' }, mayBeSent: false };
  const pageJob: PageJob = {
    base,
    ...(pageSession === undefined ? {} : { pageSession }),
    requests,
    id: job.id,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    maxCharacters: MAX_CHARACTERS,
    busySeconds: BUSY_SECONDS,
  };
  const ran = await runInTab(tabId, sendFromPage, [pageJob], job);
  switch (ran.kind) {
    case 'silent':
      return {
        kind: 'failed',
        failure: { kind: job.signal.aborted ? 'cancelled' : 'noAnswer' },
        mayBeSent: true,
      };
    case 'returned':
      return reportOf(ran.value as PageReport | undefined, tabId);
    case 'rejected': {
      // Only the error text tells “no access” from “tab left”; unless it is “no access”, the requests may have been sent.
      const mayBeSent =
        !/cannot access|cannot be scripted|missing host permission|no tab with id|invalid tab id/i.test(
          ran.words,
        );
      return notReported(tabId, mayBeSent);
    }
  }
}

/** Sends one REST or SOAP request that changes nothing, and answers what came back. */
export async function sendOne(crm: Crm, request: PageRequest): Promise<Result<HttpAnswer>> {
  const sent = await send(crm, [request]);
  if (sent.kind === 'failed') return failed(sent.failure);
  // Without a page session to compare there is no other.
  return sent.kind === 'answers' ? success(sent.answers[0] as HttpAnswer) : failed({ kind: 'tabLeft' });
}

async function reportOf(report: PageReport | undefined, tabId: number): Promise<Sent> {
  if (!report) return notReported(tabId, true);
  if (report.kind === 'elsewhere') return { kind: 'failed', failure: { kind: 'tabLeft' }, mayBeSent: false };
  if (report.kind === 'error')
    return { kind: 'failed', failure: { kind: 'internal', error: report.error }, mayBeSent: true };
  return report;
}

async function notReported(tabId: number, mayBeSent: boolean): Promise<Sent> {
  const tab = await seenTab(tabId);
  const failure: Failure = tab.ok ? { kind: mayBeSent ? 'tabLeft' : 'noAccess' } : tab.failure;
  return { kind: 'failed', failure, mayBeSent };
}

type Ran =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly words: string }
  /** Neither in time. */
  | { readonly kind: 'silent' };

/** Runs a function in the tab. A page whose scripts stand still never answers: whatever is asked of a tab has a clock. */
async function runInTab<A extends unknown[]>(
  tabId: number,
  func: (...args: A) => unknown,
  args: A,
  job: Crm['job'],
): Promise<Ran> {
  const running = browser.scripting.executeScript({ target: { tabId }, func: func as () => void, args }).then(
    (frames): Ran => ({ kind: 'returned', value: frames[0]?.result }),
    (error): Ran => ({ kind: 'rejected', words: String(error) }),
  );
  let stopWaiting = () => {};
  const silence = new Promise<Ran>((resolve) => {
    const giveUp = () => resolve({ kind: 'silent' });
    let timer = setTimeout(giveUp, TAB_TIMEOUT_MILLISECONDS);
    const cancel = () => {
      browser.scripting
        .executeScript({ target: { tabId }, func: cancelInPage, args: [job.id] })
        .catch(() => undefined); // A tab that cannot be reached has nothing under way that is still waited for.
      clearTimeout(timer);
      timer = setTimeout(giveUp, CANCEL_TIMEOUT_MILLISECONDS);
    };
    job.signal.addEventListener('abort', cancel);
    stopWaiting = () => {
      clearTimeout(timer);
      job.signal.removeEventListener('abort', cancel);
    };
  });
  const ran = await Promise.race([running, silence]);
  stopWaiting();
  return ran;
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

/** True where a service worker of the page's origin stands between it and the server, as far as the tab tells. */
export async function hasController({ tabId, job }: Crm): Promise<boolean> {
  const ran = await runInTab(tabId, hasServiceWorker, [], job);
  return ran.kind === 'returned' && ran.value === true;
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
