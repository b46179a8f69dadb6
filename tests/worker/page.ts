import { type Context, createContext, runInContext } from 'node:vm';
import type { CookieJar } from './cookies.ts';
import { Element, elementsOf, HTMLInputElement, select } from './html.ts';

/** How the browser reaches servers: with a profile's cookies, and by a table of hosts in place of the DNS. */
export interface Network {
  readonly cookies: CookieJar;
  /** Origins such as `https://online3.superoffice.com`, and the origin of the server that answers for them. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Sends one request, following no redirect. */
export async function request(
  { cookies, hosts }: Network,
  url: URL,
  init: RequestInit = {},
  withCookies = true,
): Promise<Response> {
  const headers = new Headers(init.headers);
  // A page may not set it.
  headers.delete('Cookie');
  const cookie = withCookies ? cookies.get(url) : '';
  if (cookie) headers.set('Cookie', cookie);
  const address = (hosts[url.origin] ?? url.origin) + url.href.slice(url.origin.length);
  const response = await fetch(address, { ...init, headers, redirect: 'manual' });
  if (withCookies) for (const each of response.headers.getSetCookie()) cookies.set(each, url);
  return response;
}

/**
 * What a function that runs in a page answers when the page goes away (measured in Chromium 156): nothing where the tab goes to
 * another page or loads it anew, an error where it closes. With its requests cut off it may also still have the time to answer.
 */
export type LastAnswer = 'nothing' | 'error' | 'its own';

/** The extension's own world in a page, and the page's own. */
export type World = 'ISOLATED' | 'MAIN';

/** What functions that run in a page may use besides the language itself; each world gets the rest from its page. */
const GLOBALS = {
  AbortController,
  Blob,
  DOMException,
  Element,
  EventTarget,
  FormData,
  Headers,
  HTMLInputElement,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  console,
  crypto,
  performance,
  queueMicrotask,
  structuredClone,
  // Looked up when called: a test may have the clock in its hands.
  setTimeout: (...call: Parameters<typeof setTimeout>) => setTimeout(...call),
  clearTimeout: (timer: Parameters<typeof clearTimeout>[0]) => clearTimeout(timer),
  AbortSignal: Object.assign(Object.create(AbortSignal) as typeof AbortSignal, {
    any: (signals: AbortSignal[]) => AbortSignal.any(signals),
    timeout(milliseconds: number) {
      const controller = new AbortController();
      const end = () => controller.abort(new DOMException('signal timed out', 'TimeoutError'));
      setTimeout(end, milliseconds).unref?.();
      return controller.signal;
    },
  }),
};

/**
 * One document in a tab, with its two worlds. Functions are run in it as `scripting.executeScript` does: from their source,
 * with the page's globals and nothing else.
 */
export class Page {
  /** What functions that were run here threw: in a browser, errors on the page's console. */
  readonly errors: unknown[] = [];
  /** How many of its requests have no answer yet. */
  unanswered = 0;
  /** True once somebody has seen that it still loads. */
  isSeenLoading = false;
  readonly #elements: Element[] = [];
  /** Elements are found by their id as if they were globals, in every world (HTML, “named access on the Window object”). */
  readonly #named: Record<string, Element> = Object.create(null);
  #finish: () => void = () => {};
  /** Fulfilled when all of it has come. */
  loaded: Promise<void> = Promise.resolve();
  /** What each world has of the document. */
  readonly #documents: EventTarget[] = [];
  readyState: 'loading' | 'complete' = 'complete';
  readonly #worlds = new Map<World, Context>();
  #requests = new AbortController();
  #isGone = false;
  #end: (answer: Promise<null> | null) => void = () => {};
  /** What everything that runs here answers, once the page has gone. */
  readonly #ended = new Promise<null>((resolve) => {
    this.#end = resolve;
  });

  constructor(
    readonly url: URL,
    html: string,
    readonly network: Network,
  ) {
    this.#ended.catch(() => undefined);
    this.insert(html);
  }

  /** Adds elements, as a script of the page may, before anything runs here. */
  insert(html: string): void {
    for (const element of elementsOf(html)) {
      this.#elements.push(element);
      if (element.id) this.#named[element.id] ??= element;
    }
  }

  /**
   * Runs a function.
   * @returns what it returns, as it would arrive in Chromium: by way of JSON, `null` for nothing and for what it throws
   */
  async run(world: World, func: unknown, args: readonly unknown[]): Promise<unknown> {
    const running = this.#call(world, func, structuredClone(args).map(withoutNull)).catch((error) => {
      this.errors.push(error);
    });
    return JSON.parse(JSON.stringify((await Promise.race([running, this.#ended])) ?? null));
  }

  /** Runs a function in the page's own world, and tells what it throws. */
  evaluate<R>(func: () => R | Promise<R>): Promise<R>;
  evaluate<A, R>(func: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  async evaluate(func: unknown, ...args: unknown[]): Promise<unknown> {
    return this.#call('MAIN', func, structuredClone(args));
  }

  /** The rest of it does not come yet. */
  startLoading(): void {
    this.readyState = 'loading';
    this.loaded = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** The rest of it has come. */
  finishLoading(): void {
    this.readyState = 'complete';
    this.#finish();
    for (const document of this.#documents) document.dispatchEvent(new Event('DOMContentLoaded'));
  }

  /** Cuts off its requests, as Escape and the browser's Stop button do. */
  stop(): void {
    this.#requests.abort();
    this.#requests = new AbortController();
  }

  /** Goes away. */
  async unload(answer: LastAnswer): Promise<void> {
    if (answer === 'its own') this.stop();
    else this.#end(answer === 'error' ? Promise.reject(new Error('Frame with ID 0 was removed.')) : null);
    await new Promise(setImmediate);
    this.#end(null);
    this.#isGone = true;
    this.stop();
  }

  async #call(world: World, func: unknown, args: readonly unknown[]): Promise<unknown> {
    return runInContext(`(${func})`, this.#worldOf(world))(...args);
  }

  #worldOf(world: World): Context {
    const known = this.#worlds.get(world);
    if (known) return known;
    const globals = Object.create(this.#named, Object.getOwnPropertyDescriptors(GLOBALS));
    const context = createContext(globals);
    const window = runInContext('globalThis', context);
    const fetch = this.#fetchIn(runInContext('TypeError', context));
    Object.assign(globals, {
      ...this.#documentIn(world),
      location: locationOf(this.url),
      window,
      self: window,
      fetch,
    });
    this.#worlds.set(world, context);
    return context;
  }

  #documentIn(world: World): { Document: unknown; document: object } {
    const { url, network } = this;
    const elements = this.#elements;
    const readyState = () => {
      this.isSeenLoading ||= this.readyState === 'loading';
      return this.readyState;
    };
    class Document extends EventTarget {
      get readyState(): string {
        return readyState();
      }
      get cookie(): string {
        return network.cookies.get(url, 'script');
      }
      set cookie(text: string) {
        network.cookies.set(text, url, 'script');
      }
      querySelectorAll(selector: string): Element[] {
        return readyState() === 'loading' ? [] : select(elements, selector);
      }
      querySelector(selector: string): Element | null {
        return this.querySelectorAll(selector)[0] ?? null;
      }
    }
    const document = new Document();
    this.#documents.push(document);
    if (world === 'MAIN') for (const element of elements) hide(document, element);
    return { Document, document };
  }

  #fetchIn(PageTypeError: typeof TypeError): typeof fetch {
    return async (address, init = {}) => {
      // Nothing runs on in a page that has gone.
      if (this.#isGone) return new Promise(() => {});
      if (init.redirect !== 'manual') throw new Error('This page knows no other redirect than "manual".');
      const url = new URL(String(address), this.url);
      // The demo CRM allows no other origin anything.
      if (url.origin !== this.url.origin) throw new PageTypeError('Failed to fetch');
      const headers = new Headers(init.headers);
      if ((init.method ?? 'GET') !== 'GET') headers.set('Origin', this.url.origin);
      const signal = AbortSignal.any([this.#requests.signal, ...(init.signal ? [init.signal] : [])]);
      this.unanswered += 1;
      try {
        const sent = { ...init, headers, signal };
        const response = await request(this.network, url, sent, init.credentials !== 'omit');
        return [301, 302, 303, 307, 308].includes(response.status) ? opaqueRedirect() : response;
      } catch (error) {
        if (init.signal?.aborted) throw error;
        throw new PageTypeError('Failed to fetch');
      } finally {
        this.unanswered -= 1;
      }
    };
  }
}

/**
 * Forms, images and frames hide what a document itself has by their name (HTML, `[LegacyOverrideBuiltIns]`); in Chromium from
 * the page's own world only (measured).
 */
function hide(document: object, element: Element): void {
  const name = element.getAttribute('name');
  if (name && ['form', 'img', 'embed', 'iframe', 'object'].includes(element.localName))
    Object.defineProperty(document, name, { value: element, configurable: true });
}

function opaqueRedirect(): Response {
  const hidden = { type: 'opaqueredirect', status: 0, ok: false };
  const properties = Object.entries(hidden).map(([name, value]) => [name, { value }]);
  return Object.defineProperties(new Response(null), Object.fromEntries(properties));
}

function locationOf({ href, origin, protocol, host, hostname, port, pathname, search, hash }: URL): object {
  return { href, origin, protocol, host, hostname, port, pathname, search, hash };
}

/** Chromium drops members that are null on their way into a page. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNull(member)]));
}
