import { writeFileSync } from 'node:fs';
import puppeteer, {
  type Browser,
  type CDPSession,
  type Extension,
  type KeyInput,
  type Page,
  type Protocol,
  type Target,
  type WebWorker,
} from 'puppeteer-core';
import { type Evaluate, inDocument, readStorages, sizeSettled, type WaitFor } from './document.ts';
import {
  type CrmTab,
  type Driver,
  ENGLISH,
  type LaunchOptions,
  type Preferences,
  type Surface,
} from './driver.ts';
import { type OwnBrowser, startInOwnProfile } from './profile.ts';

/** What the functions below use of the browser's API for extensions. */
declare const chrome: {
  action: {
    getPopup(of: { tabId: number }): Promise<string>;
    setPopup(to: { tabId: number; popup: string }): Promise<void>;
  };
  contextMenus: { onClicked: { hasListeners(): boolean; dispatch(info: object, tab: object): void } };
  tabs: {
    get(tabId: number): Promise<object>;
    query(by: { active: boolean; lastFocusedWindow: boolean }): Promise<{ id: number }[]>;
  };
  settingsPrivate: { setDefaultZoom(factor: number): Promise<boolean> };
  developerPrivate: {
    updateExtensionConfiguration(to: { extensionId: string; pinnedToToolbar: boolean }): Promise<void>;
  };
};

/** Starts Chrome, Chromium or Edge; see `launch`. */
export async function launchChromium(executable: string, options: LaunchOptions): Promise<Chromium> {
  const { headless = true, colorScheme, language = ENGLISH, timeZone, switches = [] } = options;
  const own = await startInOwnProfile((profile) =>
    puppeteer.launch({
      executablePath: executable,
      headless,
      pipe: true, // Chrome loads an extension over no other road
      enableExtensions: true,
      defaultViewport: null,
      // On Linux an installed language pack goes by the variable, and the extension's texts by the pack.
      env: { ...process.env, LANGUAGE: language, ...(timeZone && { TZ: timeZone }) },
      args: [
        `--user-data-dir=${profile}`,
        // What talks to Google by itself. puppeteer adds --disable-background-networking, --disable-sync,
        // --no-first-run and the like; measured with a proxy, these were still needed (port 9 discards).
        '--disable-component-update',
        '--component-updater=url-source=http://127.0.0.1:9/',
        '--disable-features=NetworkTimeServiceQuerying',
        '--gaia-url=http://127.0.0.1:9/',
        '--disable-quic',
        '--window-size=1280,1000',
        // The screen limits how tall a popup grows, and the headless one is 800 × 600 unless told.
        ...(headless ? ['--screen-info={1600x1200}'] : []),
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...(colorScheme === 'dark' ? ['--force-dark-mode'] : []),
        `--lang=${language}`,
        `--accept-lang=${language}`,
        ...switches,
      ],
    }),
  );

  try {
    const lines: string[] = [];
    recordConsoles(own.browser, lines);
    const chromium = await install(own, options.extension, lines);
    if (!headless) await chromium.pinToToolbar();
    return chromium;
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** Installs an extension in a running browser; `lines` is where what its consoles say is recorded. */
export async function install(own: OwnBrowser, folder: string, lines: string[] = []): Promise<Chromium> {
  const id = await own.browser.installExtension(folder);
  const extension = (await own.browser.extensions()).get(id);
  if (!extension) throw new Error(`The browser did not keep the extension from ${folder}`);
  return new Chromium(own, extension, lines);
}

export class Chromium implements Driver {
  readonly name = 'chromium';
  readonly browser: Browser;
  readonly closed: Promise<void>;
  readonly close: () => Promise<void>;
  readonly #surfaces = new Set<Surface>();

  constructor(
    { browser, closed, close }: OwnBrowser,
    readonly extension: Extension,
    readonly console: string[],
  ) {
    this.browser = browser;
    this.closed = closed;
    this.close = close;
  }

  async openTab(url: string): Promise<ChromiumTab> {
    const page = await this.browser.newPage();
    await page.goto(url);
    return new ChromiumTab(this, page);
  }

  async extensionPage(path: string): Promise<Surface> {
    const page = await this.browser.newPage();
    await page.goto(this.#address(path));
    return this.#surface(page);
  }

  async storages(): Promise<Record<string, unknown>> {
    const stored = await this.behindTheScenes((evaluate) => evaluate(readStorages));
    // Each tab and each popup has a sessionStorage of its own.
    const sessionStorages: object[] = [];
    for (const surface of this.#surfaces) {
      if (await surface.isOpen()) sessionStorages.push(await surface.evaluate(() => ({ ...sessionStorage })));
    }
    return { ...stored, sessionStorage: Object.assign({}, ...sessionStorages) };
  }

  async reinstall(): Promise<void> {
    await this.browser.installExtension(this.extension.path);
  }

  async stopBackground(): Promise<void> {
    const [page] = await this.browser.pages();
    const session = await page?.createCDPSession();
    await session?.send('ServiceWorker.enable');
    for (const target of this.browser.targets().filter((candidate) => this.#isWorker(candidate))) {
      // A message may start the worker again at once. With a session still attached that one would be taken for the same, and
      // wait for a debugger.
      await (await target.worker())?.client.detach();
      await session?.send('ServiceWorker.stopAllWorkers');
      await this.gone(target);
    }
    await session?.detach();
  }

  async setZoom(factor: number): Promise<void> {
    // Of all that the settings page consists of, it takes the least to show. A popup follows this, and no tab's own zoom.
    const settings = 'chrome://settings/strings.m.js';
    await this.behindTheScenes(
      (evaluate) => evaluate((zoom) => chrome.settingsPrivate.setDefaultZoom(zoom), factor),
      settings,
    );
  }

  /** Uses a document behind the other tabs: one of the extension that runs none of its code, unless told another. */
  async behindTheScenes<R>(
    use: (evaluate: Evaluate) => Promise<R>,
    address = this.#address('manifest.json'),
  ): Promise<R> {
    const page = await this.browser.newPage({ background: true });
    try {
      await page.goto(address);
      return await use(inDocument((expression) => page.evaluate(expression)).evaluate);
    } finally {
      await page.close();
    }
  }

  /** Does what opens the popup, and gives the popup when it has loaded. */
  async popupOpenedBy(action: () => Promise<void>): Promise<Surface> {
    const before = new Set(this.browser.targets());
    await action();
    const target = await this.browser
      .waitForTarget((target) => this.#isPage(target) && !before.has(target), { timeout: 10_000 })
      .catch((error) => {
        throw new Error(`No popup opened; the console's end:\n${this.console.slice(-10).join('\n')}`, {
          cause: error,
        });
      });
    return this.#surface(await target.asPage());
  }

  /** The background, started if need be, with its menu listener in place; `page` is any page. */
  async worker(page: Page): Promise<ReturnType<typeof inDocument>> {
    const worker = await this.startedWorker(page);
    const inWorker = inDocument((expression) => worker.evaluate(expression));
    await inWorker.waitFor(
      () => chrome.contextMenus.onClicked.hasListeners(),
      null,
      'the listener for the menu',
    );
    return inWorker;
  }

  async startedWorker(page: Page): Promise<WebWorker> {
    const session = await page.createCDPSession();
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.startWorker', { scopeURL: this.#address('') });
    await session.detach();
    const target = await this.browser.waitForTarget((target) => this.#isWorker(target), { timeout: 10_000 });
    const worker = await target.worker();
    if (!worker) throw new Error(`${target.url()} is not a worker`);
    return worker;
  }

  /** For a person at the browser: new extensions hide behind a menu otherwise. */
  async pinToToolbar(): Promise<void> {
    await this.behindTheScenes(
      (evaluate) =>
        evaluate(
          (extensionId) =>
            chrome.developerPrivate.updateExtensionConfiguration({ extensionId, pinnedToToolbar: true }),
          this.extension.id,
        ),
      'chrome://extensions',
    );
  }

  async #surface(page: Page): Promise<Surface> {
    const surface = new ChromiumSurface(this, page);
    this.#surfaces.add(surface);
    await surface.waitFor(() => document.readyState === 'complete', null, 'the page to load');
    return surface;
  }

  /** Waits until the browser has said that a popup, page or worker is no more. */
  async gone(target: Target): Promise<void> {
    while (this.browser.targets().includes(target)) {
      await new Promise((resolve) => this.browser.once('targetdestroyed', resolve));
    }
  }

  #address(path: string): string {
    return `chrome-extension://${this.extension.id}/${path}`;
  }

  #isPage(target: Target): boolean {
    return target.type() === 'page' && target.url().startsWith(this.#address(''));
  }

  #isWorker(target: Target): boolean {
    return target.type() === 'service_worker' && target.url().startsWith(this.#address(''));
  }
}

class ChromiumTab implements CrmTab {
  readonly evaluate: Evaluate;
  #id: number | undefined;

  constructor(
    readonly chromium: Chromium,
    readonly page: Page,
  ) {
    this.evaluate = inDocument((expression) => page.evaluate(expression)).evaluate;
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async url(): Promise<string> {
    return this.page.url();
  }

  async tabId(): Promise<number> {
    await this.bringToFront();
    this.#id ??= await this.chromium.behindTheScenes((evaluate) =>
      evaluate(async () => {
        const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
        if (!tab) throw new Error('No tab is in front');
        return tab.id;
      }),
    );
    return this.#id;
  }

  async clickToolbar(): Promise<Surface> {
    await this.bringToFront();
    return this.chromium.popupOpenedBy(() => this.page.triggerExtensionAction(this.chromium.extension));
  }

  /**
   * Chromium's context menu cannot be reached from outside. So its event is fired by hand, after a click on
   * the icon for which the popup is taken away: that click gives activeTab, as a real choice does.
   */
  async clickMenu(linkSelector?: string): Promise<Surface> {
    const info = await this.evaluate((selector) => {
      const link = selector === null ? null : document.querySelector<HTMLAnchorElement>(selector);
      if (selector !== null && !link) throw new Error(`No link ${selector}`);
      return {
        menuItemId: 'save-credentials',
        pageUrl: location.href,
        frameId: 0,
        editable: false,
        ...(link && { linkUrl: link.href }),
      };
    }, linkSelector ?? null);
    const tabId = await this.tabId();
    const worker = await this.chromium.worker(this.page);

    const popup = await worker.evaluate(async (tabId) => {
      const popup = await chrome.action.getPopup({ tabId });
      await chrome.action.setPopup({ tabId, popup: '' });
      return popup;
    }, tabId);
    await this.page.triggerExtensionAction(this.chromium.extension);
    await worker.evaluate((to) => chrome.action.setPopup(to), { tabId, popup });

    return this.chromium.popupOpenedBy(() =>
      worker.evaluate(
        async ({ info, tabId }) => chrome.contextMenus.onClicked.dispatch(info, await chrome.tabs.get(tabId)),
        { info, tabId },
      ),
    );
  }

  async screenshot(path: string): Promise<void> {
    await picture(this.page, path);
  }

  async bringToFront(): Promise<void> {
    await this.page.bringToFront();
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

class ChromiumSurface implements Surface {
  readonly evaluate: Evaluate;
  readonly waitFor: WaitFor;
  /** Preferences last as long as the session that set them. */
  #preferring: Promise<CDPSession> | undefined;

  constructor(
    readonly chromium: Chromium,
    readonly page: Page,
  ) {
    const { evaluate, waitFor } = inDocument((expression) => page.evaluate(expression));
    this.evaluate = evaluate;
    this.waitFor = waitFor;
  }

  async prefer({ colorScheme, forcedColors, reducedMotion }: Preferences): Promise<void> {
    this.#preferring ??= this.page.createCDPSession();
    await (await this.#preferring).send('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: colorScheme ?? '' },
        { name: 'forced-colors', value: forcedColors ? 'active' : '' },
        { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : '' },
      ],
    });
  }

  async press(key: string): Promise<void> {
    const keys = key.split('+') as KeyInput[];
    for (const held of keys.slice(0, -1)) await this.page.keyboard.down(held);
    await this.page.keyboard.press(keys.at(-1) as KeyInput);
    for (const held of keys.slice(0, -1)) await this.page.keyboard.up(held);
  }

  async screenshot(path: string): Promise<void> {
    await this.page.bringToFront();
    await this.evaluate(sizeSettled);
    await picture(this.page, path);
  }

  async isOpen(): Promise<boolean> {
    return !this.page.isClosed();
  }

  async close(): Promise<void> {
    if (this.page.isClosed()) return;
    await this.page.close().catch((error) => {
      // A popup may be closing of itself.
      if (!error.message.includes('No target with given id')) throw error;
    });
    await this.chromium.gone(this.page.target());
  }
}

async function picture(page: Page, path: string): Promise<void> {
  writeFileSync(path, await page.screenshot());
}

function recordConsoles(browser: Browser, lines: string[]): void {
  const known = new WeakSet<Target>();
  const record = (target: Target) => {
    if (known.has(target) || !['page', 'service_worker'].includes(target.type())) return;
    known.add(target);
    recordConsole(target, lines).catch((error) => {
      // A popup may have gone already.
      if (browser.targets().includes(target)) lines.push(`error: ${error} (${target.url()})`);
    });
  };
  browser.on('targetcreated', record);
  browser.on('targetchanged', record); // a popup begins as something nameless
  for (const target of browser.targets()) record(target);
}

async function recordConsole(target: Target, lines: string[]): Promise<void> {
  // A worker with two sessions attached would not stop, so puppeteer's own is used.
  const worker = await target.worker();
  const session: CDPSession = worker ? worker.client : await target.createCDPSession();
  const say = (level: string, text: string) => lines.push(`${level}: ${text} (${target.url()})`);
  session.on('Runtime.consoleAPICalled', ({ type, args }) => say(type, args.map(shown).join(' ')));
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) =>
    say('error', `${text} ${exception ? shown(exception) : ''}`),
  );
  session.on('Log.entryAdded', ({ entry }) => say(entry.level, `${entry.text} ${entry.url ?? ''}`));
  // Enabling repeats what was said before.
  await Promise.all([session.send('Runtime.enable'), session.send('Log.enable')]);
}

function shown({ value, preview, description, type }: Protocol.Runtime.RemoteObject): string {
  if (value !== undefined) return String(value);
  const properties = preview?.properties.map((property) => ` ${property.name}: ${property.value}`);
  return [description ?? type, ...(properties ?? [])].join('');
}
