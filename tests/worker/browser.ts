import { vi } from 'vitest';
import texts from '../../_locales/en/messages.json' with { type: 'json' };
import manifest from '../../manifest.json' with { type: 'json' };
import type { Command, Input, Output } from '../../src/messages.ts';
import { CookieJar } from './cookies.ts';
import { BrowserEvent } from './events.ts';
import type { Network, World } from './page.ts';
import { StorageArea } from './storage.ts';
import { DETAILS, NO_PERMISSION, REJECTIONS, Tab } from './tab.ts';

const ID = 'keyring';
/** Not `chrome-extension://…`: Node knows no origin of such addresses, and the worker compares origins. */
const ROOT = `https://${ID}.extension.example/`;
const FORM = { id: ID, url: `${ROOT}popup/index.html`, frameId: 0 };

/** One life of the worker: its listeners, until the browser stops it. */
class Life {
  readonly installed = new BrowserEvent();
  readonly startup = new BrowserEvent();
  readonly message = new BrowserEvent();
  readonly menuClicked = new BrowserEvent();
  readonly storageChanged = new BrowserEvent();
  readonly tabUpdated = new BrowserEvent();
  readonly tabRemoved = new BrowserEvent();
  readonly tabReplaced = new BrowserEvent();
  isOver = false;
  #end: (reason: Error) => void = () => {};
  /** Rejected in the end. */
  readonly over = new Promise<never>((_, reject) => {
    this.#end = reject;
  });

  readonly started: Promise<void>;

  constructor(start: (life: Life) => Promise<void>) {
    this.over.catch(() => undefined);
    this.started = start(this);
  }

  end(): void {
    this.isOver = true;
    this.#end(new Error('The message channel closed before a response was received.'));
  }
}

interface Injection {
  target: { tabId: number };
  func: unknown;
  args?: unknown[];
  world?: World;
  injectImmediately?: boolean;
}

/**
 * A browser around the real worker (`background/index.ts`), as far as the worker can tell: it stops and starts the worker,
 * has tabs that load the demo CRM, and offers Chromium's `browser.*`. Of the extension itself nothing is stood in for.
 */
export class TestBrowser {
  /** Of the usual profile. */
  readonly cookies = new CookieJar();
  readonly local = new StorageArea((changes) => this.#life?.storageChanged.dispatch(changes, 'local'));
  readonly session = new StorageArea((changes) => this.#life?.storageChanged.dispatch(changes, 'session'));
  /** An administrator's policy. */
  readonly managed = new StorageArea((changes) => this.#life?.storageChanged.dispatch(changes, 'managed'));
  readonly menuItems: object[] = [];
  /** The windows that the worker has opened. */
  readonly windows: object[] = [];
  /** The addresses of the tabs that the worker has opened. */
  readonly openedTabs: string[] = [];
  /** What the extension's pages hold while they are open. */
  readonly locks: { readonly name: string }[] = [];
  /** How often the worker has opened the toolbar's popup. */
  popups = 0;
  /** False in Firefox for Android. */
  hasMenusAndWindows = true;
  /** False where the browser lets no worker open the popup. */
  opensPopups = true;
  readonly #tabs: Tab[] = [];
  #life: Life | undefined;

  /** @param hosts see {@link Network.hosts} */
  constructor(readonly hosts: Network['hosts'] = {}) {}

  /** Opens a tab on a page of the CRM; with cookies of its own it belongs to another profile. */
  async open(address: string, { cookies = this.cookies, isPrivate = false } = {}): Promise<Tab> {
    const network = { cookies, hosts: this.hosts };
    const tab: Tab = new Tab(this.#tabs.length + 1, isPrivate, network, {
      updated: (change) => this.#life?.tabUpdated.dispatch(tab.id, change, this.#describe(tab)),
      removed: () => this.#life?.tabRemoved.dispatch(tab.id, { windowId: 1, isWindowClosing: false }),
    });
    this.#tabs.push(tab);
    await tab.navigate(address);
    return tab;
  }

  /** Gives a tab another number, as browsers do with one that they had discarded. */
  replace(tab: Tab): void {
    const before = tab.id;
    tab.id = 1000 + before;
    this.#life?.tabReplaced.dispatch(tab.id, before);
  }

  /** Starts the worker, unless it runs. Each event does this by itself. Of several browsers, one at a time can start theirs. */
  async start(): Promise<Life> {
    this.#life ??= new Life((life) => this.#load(life));
    const life = this.#life;
    await life.started;
    return life;
  }

  /**
   * Stops the worker as browsers do: what it has in memory is gone, nothing that it waits for ever comes, and neither does
   * its answer to anybody. Its functions in pages run on.
   */
  stop(): void {
    this.#life?.end();
    this.#life = undefined;
  }

  async install(reason: 'install' | 'update' = 'install'): Promise<void> {
    await Promise.all((await this.start()).installed.dispatch({ reason }));
  }

  /** Closes the browser and starts it again, without its tabs. */
  async restart(): Promise<void> {
    this.stop();
    this.session.items = {};
    this.#tabs.length = 0;
    await Promise.all((await this.start()).startup.dispatch());
  }

  /** Asks the worker as the extension's own pages do. Rejects where the worker is stopped before it has answered. */
  ask<C extends Command>(command: C, input: Input<C>): Promise<Output<C>> {
    return this.send({ command, input }) as Promise<Output<C>>;
  }

  /** Sends a message, by way of JSON as in Chromium. */
  async send(message: unknown, sender: object = FORM): Promise<unknown> {
    const life = await this.start();
    const answered = new Promise((resolve) => {
      const answer = (value: unknown) => resolve(copy(value));
      // Who answers later says so.
      if (!life.message.dispatch(copy(message), sender, answer).includes(true)) resolve(undefined);
    });
    return Promise.race([answered, life.over]);
  }

  /** Chooses the menu item on a page, or on a link of it. */
  async clickMenu(tab: Tab, linkUrl?: string): Promise<void> {
    tab.grant();
    const info = { menuItemId: 'save-credentials', pageUrl: tab.url, ...(linkUrl && { linkUrl }) };
    (await this.start()).menuClicked.dispatch(info, this.#describe(tab));
  }

  /** Likewise, an item of the menu that the icon itself has. */
  async clickIconMenu(tab: Tab, menuItemId: string): Promise<void> {
    tab.grant();
    (await this.start()).menuClicked.dispatch({ menuItemId }, this.#describe(tab));
  }

  async #load(life: Life): Promise<void> {
    // Where the worker looks for it: scripts/substitutes/native-browser.ts.
    const { contextMenus, windows, ...others } = this.#apiFor(life) as Record<string, object>;
    const api = this.hasMenusAndWindows ? { contextMenus, windows, ...others } : others;
    Object.assign(globalThis, { browser: untilOver(life, api) });
    vi.stubGlobal('navigator', { locks: { query: async () => ({ held: this.locks }) } });
    vi.resetModules();
    await import('../../background/index.ts');
  }

  #tab(id: number): Tab {
    const tab = this.#tabs.find((each) => each.id === id && !each.isClosed);
    if (!tab) throw new Error(`No tab with id: ${id}.`);
    return tab;
  }

  #describe(tab: Tab): object {
    const { id, isPrivate, isGranted, status } = tab;
    const seen = isGranted ? { url: tab.url } : {};
    const details = tab.hindrance && DETAILS[tab.hindrance];
    return { id, index: 0, windowId: 1, active: true, incognito: isPrivate, status, ...seen, ...details };
  }

  #apiFor(life: Life): object {
    return {
      runtime: {
        id: ID,
        getURL: (path: string) => ROOT + path,
        getManifest: () => manifest,
        onInstalled: life.installed,
        onStartup: life.startup,
        onMessage: life.message,
      },
      tabs: {
        get: async (id: number) => this.#describe(this.#tab(id)),
        create: async ({ url }: { url: string }) => this.openedTabs.push(url),
        onUpdated: life.tabUpdated,
        onRemoved: life.tabRemoved,
        onReplaced: life.tabReplaced,
      },
      scripting: {
        executeScript: async (injection: Injection) => {
          const { target, func, args = [], world = 'ISOLATED', injectImmediately } = injection;
          const tab = this.#tab(target.tabId);
          if (!tab.isGranted) throw new Error(NO_PERMISSION);
          const rejection = tab.hindrance && REJECTIONS[tab.hindrance];
          if (rejection) throw new Error(rejection);
          if (tab.hindrance === 'crashed, Firefox') return [null];
          // What waits for a page runs in it once it can.
          await tab.whenFree();
          if (!injectImmediately) await tab.page.loaded;
          const result = await tab.page.run(world, func, args);
          await tab.whenFree();
          return [{ frameId: 0, result }];
        },
      },
      storage: {
        local: this.local.api,
        session: this.session.api,
        managed: { get: this.managed.api.get },
        onChanged: life.storageChanged,
      },
      contextMenus: {
        create: (item: object) => this.menuItems.push(item),
        onClicked: life.menuClicked,
      },
      action: {
        openPopup: async () => {
          if (!this.opensPopups) throw new Error('Failed to open popup.');
          this.popups += 1;
        },
      },
      windows: {
        create: async (window: object) => {
          this.windows.push(window);
          return { id: 1 + this.windows.length };
        },
      },
      i18n: {
        getMessage: (key: keyof typeof texts, substitutions: string | string[] = []) =>
          texts[key].message.replace(/\$(\d)/g, (_, place) => [substitutions].flat()[place - 1] ?? ''),
      },
    };
  }
}

/** The API of one worker: once that is stopped, its calls do nothing and have no end. */
function untilOver(life: Life, api: object): object {
  const entries = Object.entries(api).map(([name, member]) => {
    if (member instanceof BrowserEvent || typeof member === 'string') return [name, member];
    if (typeof member === 'object') return [name, untilOver(life, member)];
    const call = (...details: unknown[]) => whileAlive(life, member(...details));
    return [name, (...details: unknown[]) => (life.isOver ? new Promise(() => {}) : call(...details))];
  });
  return Object.fromEntries(entries);
}

/** What has not come by the end of a worker's life never comes. */
function whileAlive(life: Life, given: unknown): unknown {
  if (!(given instanceof Promise)) return given;
  return new Promise((resolve, reject) => {
    given.then(
      (value) => life.isOver || resolve(value),
      (error) => life.isOver || reject(error),
    );
  });
}

function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
