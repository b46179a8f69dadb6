import type { HttpAnswer } from '../../src/netserver/answer.ts';

/** One request to the CRM's own host. */
export interface PageRequest {
  /** Below the base address. A path that begins with a slash is below the host's root. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True for REST: the request runs in the page's session, and carries its XSRF value. SOAP carries a ticket instead. */
  readonly session: boolean;
  /** True for a request that changes something. It is sent once more only where the answer says that the XSRF value is wrong. */
  readonly writes: boolean;
  /** True for a question about the other requests: it is sent once they are answered. */
  readonly waits?: true;
  /** True for all requests in the page's session, and for SOAP where the web server itself wants to know who everybody is. */
  readonly cookies: boolean;
}

export interface PageOrder {
  readonly base: string;
  /**
   * The page session that the requests are meant for; any other one gets nothing. Absent where it does not matter. (Absent,
   * not null: Chromium drops members that are null on their way into the page.)
   */
  readonly pageSession?: string;
  readonly requests: readonly PageRequest[];
  /** The id of the task, by which {@link cancelInPage} finds the requests. */
  readonly id: string;
  readonly timeoutMilliseconds: number;
  /** When the worker gives up a page that has not begun, in milliseconds since 1970. Nothing is sent after that. */
  readonly startBy: number;
  /** How long a page that is still loading may take to show an XSRF value. */
  readonly loadMilliseconds: number;
  readonly maxCharacters: number;
  /** How long a busy server is waited for, in seconds. */
  readonly busySeconds: number;
}

export type PageReport =
  | {
      readonly kind: 'answers';
      readonly pageSession: string;
      /** True where the XSRF value is in a cookie, which follows the session. A value in the page is as old as the page. */
      readonly followsSession: boolean;
      readonly answers: readonly HttpAnswer[];
    }
  /** Nothing was sent: the page belongs to another session now. */
  | { readonly kind: 'otherSession' }
  /**
   * Nothing was sent: the tab shows something outside the base address; the page has shown no XSRF value yet, and still
   * loads; or it could not begin in time.
   */
  | { readonly kind: 'notSent'; readonly why: 'tabLeft' | 'tabLoading' | 'tabSilent' }
  /** A fault of this function itself, by the name of the error. */
  | { readonly kind: 'error'; readonly error: string };

/**
 * Runs inside the CRM tab (isolated world), and sends the requests side by side, as the page itself would. The browser
 * serialises this function on its way there, so it may use nothing from this module.
 *
 * An element with an id or a name hides the member of `window` or `document` that has the same name
 * (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object), in this world too. So
 * this function keeps its state under symbols, and reads the document by the members of its prototype.
 *
 * `pageSession` is a fingerprint of the page's XSRF values, which change with the session. It only has to tell two sessions
 * apart. `crypto.subtle`, which would hash the values, does not exist on http pages.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: all that it uses has to stand inside it
export async function sendFromPage(order: PageOrder): Promise<PageReport> {
  let end: (() => void) | undefined;
  try {
    // The map is in this extension's own world of the page, where `cancelInPage` finds it.
    const world = globalThis as { [key: symbol]: unknown };
    const inFlightKey = Symbol.for('keyring.inFlight');
    const inFlight = (world[inFlightKey] ?? new Map()) as Map<AbortController, string>;
    world[inFlightKey] = inFlight;
    const cancelling = new AbortController();
    inFlight.set(cancelling, order.id);
    end = () => inFlight.delete(cancelling);

    const path = new URL(order.base).pathname.replace(/\/$/, '').toLowerCase();
    if (
      location.origin !== new URL(order.base).origin ||
      !`${location.pathname.toLowerCase()}/`.startsWith(`${path}/`)
    ) {
      return { kind: 'notSent', why: 'tabLeft' };
    }

    // Under an open `alert` Firefox runs this function, but reads no stream to its end (measured): it would wait for an
    // answer in vain.
    await new Response('read').body?.getReader().read();
    if (Date.now() > order.startBy) return { kind: 'notSent', why: 'tabSilent' };

    const read = <T>(name: 'cookie' | 'readyState'): T =>
      Object.getOwnPropertyDescriptor(Document.prototype, name)?.get?.call(document);
    // Of several cookies, the one of the more specific path comes first.
    const cookies = read<string>('cookie')
      .split('; ')
      .filter((pair) => pair.startsWith('XSRF-TOKEN='))
      .map((pair) => pair.slice(11))
      .filter((cookie) => cookie);
    const inputNow = () =>
      Document.prototype.querySelector.call<Document, [string], HTMLInputElement | null>(
        document,
        'input#XSRF_TOKEN, input[name="XSRF_TOKEN"]',
      )?.value ?? '';
    if (cookies.length === 0 && inputNow() === '' && read('readyState') === 'loading') {
      await new Promise((resolve) => {
        EventTarget.prototype.addEventListener.call(document, 'DOMContentLoaded', resolve);
        setTimeout(resolve, order.loadMilliseconds);
      });
      if (inputNow() === '' && read('readyState') === 'loading')
        return { kind: 'notSent', why: 'tabLoading' };
    }
    const input = inputNow();
    const decoded = cookies.map((cookie) => {
      try {
        const value = decodeURIComponent(cookie);
        return /^[ -~]+$/.test(value) ? value : cookie;
      } catch {
        // A stray % is no escape: the value stands as it is.
        return cookie;
      }
    });
    // A value that was accepted after others had been refused comes first from then on.
    const acceptedKey = Symbol.for('keyring.xsrf');
    const values = [...new Set([...decoded, input].filter((value) => value))].sort(
      (one, other) => Number(other === world[acceptedKey]) - Number(one === world[acceptedKey]),
    );
    const challengedKey = Symbol.for('keyring.challenged');

    let [low, high] = [0x811c9dc5, 0xcbf29ce4];
    for (const character of [...cookies, input].join('\n')) {
      const code = character.codePointAt(0) as number;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code ^ (low >>> 13), 0x5bd1e995);
    }
    // Without an XSRF value nothing tells one session from the next.
    const pageSession = values.length > 0 ? `${low >>> 0}-${high >>> 0}` : '';
    if (order.pageSession !== undefined && (pageSession === '' || order.pageSession !== pageSession)) {
      return { kind: 'otherSession' };
    }

    const send = async (request: PageRequest, xsrf: string | undefined): Promise<HttpAnswer> => {
      try {
        const address = request.path.startsWith('/') ? location.origin : `${order.base}/`;
        const response = await fetch(address + request.path, {
          method: request.method,
          headers: {
            ...request.headers,
            // Many servers that see this header refuse without `WWW-Authenticate`, at which a browser asks for a name and
            // password.
            'X-Requested-With': 'XMLHttpRequest',
            ...(request.session && xsrf ? { 'X-XSRF-TOKEN': xsrf } : {}),
          },
          ...(request.body === undefined ? {} : { body: request.body }),
          credentials: request.cookies ? 'same-origin' : 'omit',
          cache: 'no-store',
          // If the redirect were followed, it would take the body with it, to wherever the server says.
          redirect: 'manual',
          referrerPolicy: 'no-referrer',
          signal: AbortSignal.any([AbortSignal.timeout(order.timeoutMilliseconds), cancelling.signal]),
        });
        if (response.type === 'opaqueredirect') return { lost: 'redirect' };
        const reader = response.body?.getReader();
        const decoder = new TextDecoder();
        let body = '';
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
          body += decoder.decode(part.value, { stream: true });
          if (body.length > order.maxCharacters) {
            // Nobody needs the rest, and it does not matter whether the server minds.
            reader?.cancel().catch(() => undefined);
            return { lost: 'tooLarge' };
          }
        }
        const isChallenge = response.status === 401 && response.headers.has('WWW-Authenticate');
        if (request.cookies) world[challengedKey] = isChallenge;
        const retryAfter = response.headers.get('Retry-After') ?? '';
        const seconds = /^\d+$/.test(retryAfter)
          ? Number(retryAfter)
          : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
        return {
          ...(Number.isNaN(seconds) ? {} : { retryAfter: Math.max(seconds, 0) }),
          ...(isChallenge ? { isChallenge } : {}),
          status: response.status,
          contentType: response.headers.get('Content-Type') ?? '',
          body: body + decoder.decode(),
          date: response.headers.get('Date') ?? '',
        };
      } catch (error) {
        if (cancelling.signal.aborted) return { lost: 'cancelled' };
        return {
          lost: error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network',
        };
      }
    };

    /**
     * Ranks how far a request has come with an XSRF value. 0: the value was refused; 1: the user was refused; 2: anything
     * else went wrong; 3: it was accepted.
     */
    const standing = (answer: HttpAnswer): number => {
      if ('lost' in answer) return 2;
      if (/"ErrorType"\s*:\s*"[^"]*XsrfValidationException\b/.test(answer.body)) return 0;
      if (answer.status === 401) return 1;
      return answer.status < 300 ? 3 : 2;
    };

    const ask = async (request: PageRequest): Promise<HttpAnswer> => {
      let answer = await send(request, values[0]);
      // A server that is busy for a few seconds is asked again. A write is not repeated here: that is for the person to do.
      for (let left = order.busySeconds; !request.writes && 'status' in answer; ) {
        const isBusy = answer.status === 429 || (answer.status === 503 && answer.retryAfter !== undefined);
        const seconds = Math.max(answer.retryAfter ?? 1, 1);
        left -= seconds;
        if (!isBusy || !(left >= 0)) break;
        await new Promise((resolve) => {
          setTimeout(resolve, seconds * 1000);
          cancelling.signal.addEventListener('abort', resolve);
        });
        answer = await send(request, values[0]);
      }
      // SuperOffice does not document which of the values counts, nor how it refuses a wrong one. A refused request has
      // changed nothing.
      for (const other of request.session ? values.slice(1) : []) {
        const isRefused =
          standing(answer) === 0 ||
          (!request.writes && 'status' in answer && [401, 403].includes(answer.status));
        if (!isRefused) break;
        const retried = await send(request, other);
        // The answer that came further stays: a right that was refused with one value stays refused, whatever is wrong with
        // the other.
        if (standing(retried) <= standing(answer)) continue;
        answer = retried;
        if ('status' in retried && standing(retried) > 1) world[acceptedKey] = other;
      }
      return answer;
    };
    // Without an XSRF value hardly anybody is signed in, and at each 401 a browser may ask for a name and password. So one
    // question goes out alone first. The same holds where the server has just wanted a name and password in this page.
    const [question] = order.requests;
    const asksFirst = values.length === 0 || world[challengedKey] === true;
    const first = asksFirst && question ? await ask(question) : undefined;
    const isRefused = first !== undefined && 'status' in first && first.status === 401;
    const asked = order.requests.map((request) => {
      if (first && (request === question || (isRefused && request.session))) return first;
      return request.waits ? undefined : ask(request);
    });
    await Promise.all(asked);
    const answers = await Promise.all(order.requests.map((request, index) => asked[index] ?? ask(request)));
    return { kind: 'answers', pageSession, followsSession: cookies.length > 0, answers };
  } catch (error) {
    return { kind: 'error', error: error instanceof Error ? error.name : 'Error' };
  } finally {
    end?.();
  }
}

/** Runs inside the CRM tab, too: gives up the requests of this id that are under way there. */
export function cancelInPage(id: string): void {
  const world = globalThis as { [key: symbol]: Map<AbortController, string> | undefined };
  for (const [sending, name] of world[Symbol.for('keyring.inFlight')] ?? []) if (name === id) sending.abort();
}

/**
 * Runs inside the CRM tab. The page responds if this function comes to its end there. Under an open `alert` Chromium runs
 * nothing. Firefox runs it, but reads no stream to its end (measured).
 */
export async function isThere(): Promise<true> {
  await new Response('read').body?.getReader().read();
  return true;
}

/**
 * Runs inside the CRM tab: says whether a service worker of the page's origin stands between the page and the server. In
 * Firefox such a worker sees what {@link sendFromPage} sends (measured); in Chromium it does not.
 */
export function hasServiceWorker(): boolean {
  return (navigator.serviceWorker?.controller ?? null) !== null;
}

/**
 * Runs in the page's own world: asks the classic web client's own dispatcher, where there is one (in SuperOffice's old
 * pages; it is documented, but was never seen called). The page learns nothing from this that it does not know.
 */
export function askClassicPage(method: string, ...parameters: string[]): unknown {
  const { AjaxMethodDispatcher: dispatcher } = globalThis as {
    AjaxMethodDispatcher?: { CallSync?: (method: string, ...parameters: string[]) => unknown };
  };
  return dispatcher?.CallSync?.(method, ...parameters);
}
