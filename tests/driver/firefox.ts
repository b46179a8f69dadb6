import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { type Evaluate, inDocument, readStorages, sizeSettled, sourceOf, type WaitFor } from './document.ts';
import {
  type CrmTab,
  type Driver,
  ENGLISH,
  type LaunchOptions,
  type Preferences,
  type Surface,
} from './driver.ts';
import { type OwnBrowser, startInOwnProfile } from './profile.ts';

/*
 * WebDriver BiDi as Firefox speaks it reaches tabs and, with system access, the browser's own window ("chrome
 * scope"). It leaves out popups, the background and their consoles; see
 * https://bugzilla.mozilla.org/show_bug.cgi?id=1755014. The functions below that run in the browser's window
 * add those.
 */
// biome-ignore lint/suspicious/noExplicitAny: Firefox's own modules come without types
type Untyped = any;
declare const ChromeUtils: { importESModule(address: string): Untyped };
declare const Services: Untyped;
declare const Cc: Untyped;
declare const Ci: Untyped;
declare const Cu: Untyped;
declare const WebExtensionPolicy: Untyped;
declare const gBrowser: Untyped;

/** What `prepareWindow` leaves in the browser's window for the other functions that run there. */
declare const keyring: {
  /** The popup's element, if there is one. */
  popup(): Untyped;
  /** WebDriver's name for the element of a popup or tab, and the element of that name. */
  nameOf(element: Untyped): string;
  elementOf(name: string): Untyped;
  until<T>(what: string, condition: () => T): Promise<T>;
  /** What the ids of the icon and the menu item begin with. */
  widget: string;
  /** Of popups. */
  zoom: number;
};

/** The parts of puppeteer's BiDi connection that it has but does not declare. */
interface Connection {
  send(method: string, params: object): Promise<{ result: Untyped }>;
  on(event: string, listener: (params: Untyped) => void): void;
}

const connectionOf = ({ browser }: OwnBrowser) =>
  (browser as unknown as { readonly connection: Connection }).connection;

const CONSOLE_CHANNEL = 'console';

/** Starts Firefox; see `launch`. */
export async function launchFirefox(executable: string, options: LaunchOptions): Promise<Firefox> {
  const { headless = true, colorScheme, language = ENGLISH, timeZone, isPrivate = false } = options;
  const manifest = JSON.parse(readFileSync(join(options.extension, 'manifest.json'), 'utf8'));
  const addon: string = manifest.browser_specific_settings.gecko.id;
  const uuid = randomUUID();

  const own = await startInOwnProfile((profile) =>
    puppeteer.launch({
      browser: 'firefox',
      executablePath: executable,
      headless,
      networkEnabled: false, // puppeteer need not see the traffic
      defaultViewport: null,
      env: {
        ...process.env,
        MOZ_REMOTE_SETTINGS_DEVTOOLS: '1', // lets services.settings.server be changed
        MOZ_HEADLESS_WIDTH: '1600',
        MOZ_HEADLESS_HEIGHT: '1200',
        ...(timeZone && { TZ: timeZone }),
      },
      args: [
        '--remote-allow-system-access',
        '--profile',
        profile,
        '--width=1280',
        '--height=1000',
        'about:blank',
      ],
      extraPrefsFirefox: {
        // puppeteer silences the rest
        'services.settings.server': 'data:,#remote-settings-dummy/v1',
        'extensions.webextensions.uuids': JSON.stringify({ [addon]: uuid }),
        // The whole browser's, as the popup follows the browser and not the setting for pages.
        ...(colorScheme && { 'ui.systemUsesDarkTheme': colorScheme === 'dark' ? 1 : 0 }),
        'browser.privatebrowsing.autostart': isPrivate,
      },
    }),
  );

  try {
    const { result } = await connectionOf(own).send('browsingContext.getTree', { 'moz:scope': 'chrome' });
    const browserWindow = result.contexts.find(({ url }: { url: string }) =>
      url.startsWith('chrome://browser/'),
    )?.context;
    const origin = `moz-extension://${uuid}/`;
    const firefox = new Firefox(own, browserWindow, { addon, origin, folder: options.extension });
    await firefox.recordConsoles();
    await firefox.inBrowser(prepareWindow, addon);
    if (isPrivate) await firefox.inBrowser(allowInPrivateWindows, addon);
    await firefox.speak(language);
    return firefox;
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** Runs in the browser's window, before the extension is installed: as a person allows it on the page of add-ons. */
async function allowInPrivateWindows(addon: string) {
  const { ExtensionPermissions } = ChromeUtils.importESModule(
    'resource://gre/modules/ExtensionPermissions.sys.mjs',
  );
  await ExtensionPermissions.add(addon, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
}

/** Runs in the browser's window, before the extension is installed. */
async function prepareWindow(addon: string) {
  const { ExtensionCommon } = ChromeUtils.importESModule('resource://gre/modules/ExtensionCommon.sys.mjs');
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const { NavigableManager } = ChromeUtils.importESModule(
    'chrome://remote/content/shared/NavigableManager.sys.mjs',
  );
  const { CustomizableUI } = ChromeUtils.importESModule(
    'moz-src:///browser/components/customizableui/CustomizableUI.sys.mjs',
  );

  const here: typeof keyring = {
    popup: () => document.querySelector('panel browser[webextension-view-type=popup]'),
    nameOf: (element) => NavigableManager.getIdForBrowser(element),
    elementOf: (name) => NavigableManager.getBrowserById(name),
    widget: ExtensionCommon.makeWidgetId(addon),
    zoom: 1,
    async until(what, condition) {
      const end = performance.now() + 10_000;
      for (;;) {
        const found = condition();
        if (found) return found;
        if (performance.now() > end) throw new Error(`waited 10 s for ${what}`);
        await new Promise((resume) => setTimeout(resume, 10));
      }
    },
  };
  Object.assign(globalThis, { keyring: here });

  // Makes popups known to WebDriver: it names by a key that only tabs are given, and looks among tabs only.
  ExtensionParent.apiManager.on('extension-browser-inserted', (_event: string, inserted: Untyped) => {
    inserted.permanentKey ??= {};
    inserted.fullZoom = here.zoom;
  });
  const tabOf = NavigableManager.getBrowserById;
  NavigableManager.getBrowserById = (name: string) => {
    const popup = here.popup();
    return popup && here.nameOf(popup) === name ? popup : tabOf.call(NavigableManager, name);
  };

  // The icon goes where a person pins it; otherwise it is inside a menu.
  CustomizableUI.addWidgetToArea(`${here.widget}-browser-action`, CustomizableUI.AREA_NAVBAR);
}

/** Runs in the browser's window. In place of a language pack: the extension speaks that language, the browser its own. */
async function chooseLanguage(language: string): Promise<void> {
  Services.locale.availableLocales = [...new Set([...Services.locale.availableLocales, language])];
  Services.locale.requestedLocales = [language];
  Services.prefs.setStringPref('intl.accept_languages', language);
}

/** Runs in the browser's window. */
async function chooseZoom(zoom: number): Promise<void> {
  keyring.zoom = zoom;
  const settings = Cc['@mozilla.org/content-pref/service;1'].getService(Ci.nsIContentPrefService2);
  await new Promise((handleCompletion, handleError) => {
    settings.setGlobal('browser.content.full-zoom', zoom, Cu.createLoadContext(), {
      handleCompletion,
      handleError,
    });
  });
}

/** Runs in the browser's window: reports uncaught errors, and what `inEveryProcess` sends. */
function reportConsoles(report: (line: string) => void, inEveryProcess: string) {
  Services.ppmm.addMessageListener('Keyring:console', ({ data }: { data: string }) => report(data));
  Services.ppmm.loadProcessScript(`data:,${encodeURIComponent(inEveryProcess)}`, true);
  Services.console.registerListener({
    observe(message: Untyped) {
      if (!(message instanceof Ci.nsIScriptError) || !/^(https?|moz-extension):/.test(message.sourceName))
        return;
      const level = message.flags & Ci.nsIScriptError.warningFlag ? 'warning' : 'error';
      report(`${level}: ${message.errorMessage} (${message.sourceName})`);
    },
  });
}

/** Runs in every process of Firefox: sends on what is said on a console. */
function sendConsole() {
  const shown = (part: unknown) =>
    typeof part === 'object' && part !== null ? `${part} ${JSON.stringify(part)}` : String(part);
  const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
  storage.addLogEventListener(({ wrappedJSObject: { level, arguments: parts, filename } }: Untyped) => {
    if (!/^(https?|moz-extension):/.test(filename)) return; // Firefox talks to itself, too
    const text = [...parts].map((part) => shown(Cu.waiveXrays(part))).join(' ');
    Services.cpmm.sendAsyncMessage('Keyring:console', `${level}: ${text} (${filename})`);
  }, Cc['@mozilla.org/systemprincipal;1'].createInstance(Ci.nsIPrincipal));
}

export class Firefox implements Driver {
  readonly name = 'firefox';
  readonly console: string[] = [];
  /** Runs functions in the browser's own window. */
  readonly inBrowser: Evaluate;
  readonly connection: Connection;
  readonly addon: string;
  readonly origin: string;
  readonly closed: Promise<void>;
  readonly close: () => Promise<void>;
  readonly reinstall: () => Promise<void>;
  readonly #surfaces = new Set<Surface>();

  constructor(
    own: OwnBrowser,
    readonly browserWindow: string,
    { addon, origin, folder }: { addon: string; origin: string; folder: string },
  ) {
    this.connection = connectionOf(own);
    this.addon = addon;
    this.origin = origin;
    this.closed = own.closed;
    this.close = own.close;
    this.reinstall = async () => void (await own.browser.installExtension(folder));
    this.inBrowser = this.documentOf(browserWindow).evaluate;
  }

  async recordConsoles(): Promise<void> {
    this.connection.on('script.message', ({ channel, data }) => {
      if (channel === CONSOLE_CHANNEL) this.console.push(data.value);
    });
    await this.connection.send('script.callFunction', {
      functionDeclaration: sourceOf(reportConsoles),
      arguments: [
        { type: 'channel', value: { channel: CONSOLE_CHANNEL } },
        { type: 'string', value: `(${sourceOf(sendConsole)})()` },
      ],
      target: { context: this.browserWindow },
      awaitPromise: false,
    });
  }

  async openTab(url: string): Promise<CrmTab> {
    await this.closePopup(); // as the click on another tab would
    const { context } = await this.send('browsingContext.create', { type: 'tab' });
    const tab = new FirefoxTab(this, context);
    await tab.goto(url);
    return tab;
  }

  async extensionPage(path: string): Promise<Surface> {
    await this.closePopup();
    const context = await this.#openOwn(path);
    return this.#surface(context, () => this.send('browsingContext.close', { context }));
  }

  async storages(): Promise<Record<string, unknown>> {
    const context = await this.#openOwn('manifest.json', true);
    const stored = await this.documentOf(context).evaluate(readStorages);
    await this.send('browsingContext.close', { context });
    // Each tab and each popup has a sessionStorage of its own.
    const sessionStorages: object[] = [];
    for (const surface of this.#surfaces) {
      if (await surface.isOpen()) sessionStorages.push(await surface.evaluate(() => ({ ...sessionStorage })));
    }
    return { ...stored, sessionStorage: Object.assign({}, ...sessionStorages) };
  }

  async setZoom(factor: number): Promise<void> {
    await this.inBrowser(chooseZoom, factor);
  }

  async speak(language: string): Promise<void> {
    await this.closePopup();
    await this.inBrowser(chooseLanguage, language);
    // The extension's language is that of the moment in which it starts.
    await this.reinstall();
  }

  async stopBackground(): Promise<void> {
    await this.inBrowser(async (addon) => {
      const { extension } = WebExtensionPolicy.getByID(addon);
      await keyring.until('the background to have started or stopped', () =>
        /^(running|stopped)$/.test(extension.backgroundState),
      );
      await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      await keyring.until('the background to stop', () => extension.backgroundState === 'stopped');
    }, this.addon);
  }

  async send(method: string, params: object): Promise<Untyped> {
    return (await this.connection.send(method, params)).result;
  }

  documentOf(context: string): ReturnType<typeof inDocument> {
    return inDocument(async (expression) => {
      const { type, result, exceptionDetails } = await this.send('script.evaluate', {
        expression,
        target: { context },
        awaitPromise: true,
        userActivation: true, // as in Chromium, where puppeteer says so
      });
      if (type === 'exception') throw new Error(exceptionDetails.text);
      return result.value;
    });
  }

  async #surface(context: string, shut: () => Promise<void>): Promise<Surface> {
    const surface = new FirefoxSurface(this, context, shut);
    this.#surfaces.add(surface);
    await surface.waitFor(() => document.readyState === 'complete', null, 'the page to load');
    return surface;
  }

  /** Waits for the popup that something just done opens. */
  async popup(): Promise<Surface> {
    const context = await this.inBrowser(async (origin) => {
      await keyring.until(
        'the popup',
        () =>
          keyring.popup()?.closest('panel').state === 'open' &&
          keyring.popup().currentURI.spec.startsWith(origin),
      );
      return keyring.nameOf(keyring.popup());
    }, this.origin).catch((error) => {
      throw new Error(`No popup opened; the console's end:\n${this.console.slice(-10).join('\n')}`, {
        cause: error,
      });
    });
    return this.#surface(context, () => this.closePopup());
  }

  async closePopup(): Promise<void> {
    await this.inBrowser(() =>
      keyring.until('the popup to close', () => {
        const panel = keyring.popup()?.closest('panel');
        if (panel?.state === 'open') panel.hidePopup();
        return !panel;
      }),
    );
  }

  /**
   * Opens a tab with a page of the extension, and gives WebDriver's name for it. WebDriver itself would open an empty page first,
   * in a process of its own that goes at once: starting it takes longer than to load the page.
   */
  async #openOwn(path: string, isBehind = false): Promise<string> {
    return this.inBrowser(openTabWith, { url: new URL(path, this.origin).href, isBehind });
  }
}

/** Runs in the browser's window. */
async function openTabWith({ url, isBehind }: { url: string; isBehind: boolean }): Promise<string> {
  const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
  const tab = gBrowser.addTab(url, { triggeringPrincipal, inBackground: isBehind });
  const { linkedBrowser: page } = tab;
  await keyring.until(url, () => page.currentURI.spec === url && !page.webProgress.isLoadingDocument);
  return keyring.nameOf(page);
}

class FirefoxTab implements CrmTab {
  readonly evaluate: Evaluate;

  constructor(
    readonly firefox: Firefox,
    readonly context: string,
  ) {
    this.evaluate = firefox.documentOf(context).evaluate;
  }

  async goto(url: string): Promise<void> {
    await this.firefox.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  async url(): Promise<string> {
    return this.evaluate(() => location.href);
  }

  async tabId(): Promise<number> {
    await this.bringToFront();
    return this.firefox.inBrowser((addon) => {
      const { tabManager } = WebExtensionPolicy.getByID(addon).extension;
      return tabManager.getWrapper(gBrowser.selectedTab).id as number;
    }, this.firefox.addon);
  }

  async clickToolbar(): Promise<Surface> {
    await this.bringToFront();
    await this.firefox.closePopup();
    await this.firefox.inBrowser(() =>
      (document.getElementById(`${keyring.widget}-BAP`) as HTMLElement).click(),
    );
    return this.firefox.popup();
  }

  async clickMenu(linkSelector?: string): Promise<Surface> {
    await this.bringToFront();
    await this.firefox.closePopup();
    const at = await this.evaluate(pointFor, linkSelector ?? null);
    const pointer = [
      { type: 'pointerMove', ...at },
      { type: 'pointerDown', button: 2 },
      { type: 'pointerUp', button: 2 },
    ];
    await this.firefox.send('input.performActions', {
      context: this.context,
      actions: [{ type: 'pointer', id: 'mouse', actions: pointer }],
    });
    await this.firefox.inBrowser(async () => {
      const menu: Untyped = document.getElementById('contentAreaContextMenu');
      await keyring.until('the context menu', () => menu.state === 'open');
      const item: Untyped = document.getElementById(`${keyring.widget}-menuitem-_save-credentials`);
      if (!item || item.hidden) {
        menu.hidePopup();
        throw new Error('the context menu has no item save-credentials here');
      }
      menu.activateItem(item);
    });
    return this.firefox.popup();
  }

  async screenshot(path: string): Promise<void> {
    await picture(this.firefox, this.context, path);
  }

  async bringToFront(): Promise<void> {
    const inFront = await this.firefox.inBrowser(
      (context) => keyring.elementOf(context) === gBrowser.selectedBrowser,
      this.context,
    );
    if (inFront) return;
    await this.firefox.closePopup();
    await this.firefox.send('browsingContext.activate', { context: this.context });
  }

  async close(): Promise<void> {
    await this.firefox.send('browsingContext.close', { context: this.context });
  }
}

/** Runs in a page: a point on the link, or one on nothing that has a context menu of its own. */
function pointFor(linkSelector: string | null): { x: number; y: number } {
  if (linkSelector !== null) {
    const link = document.querySelector(linkSelector);
    if (!link) throw new Error(`No link ${linkSelector}`);
    link.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = link.getClientRects()[0] ?? link.getBoundingClientRect();
    return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
  }
  for (let y = 1; y < innerHeight; y += 10) {
    for (let x = 1; x < innerWidth; x += 10) {
      const there = document.elementFromPoint(x, y);
      if (there && !there.closest('a, area, button, input, select, textarea, img, video, iframe'))
        return { x, y };
    }
  }
  throw new Error('No plain spot on the page');
}

class FirefoxSurface implements Surface {
  readonly evaluate: Evaluate;
  readonly waitFor: WaitFor;

  constructor(
    readonly firefox: Firefox,
    readonly context: string,
    readonly shut: () => Promise<void>,
  ) {
    const { evaluate, waitFor } = firefox.documentOf(context);
    this.evaluate = evaluate;
    this.waitFor = waitFor;
  }

  async prefer({ colorScheme, forcedColors, reducedMotion }: Preferences): Promise<void> {
    await this.firefox.inBrowser(
      ({ context, ...overrides }) => {
        Object.assign(keyring.elementOf(context).browsingContext, overrides);
      },
      {
        context: this.context,
        prefersColorSchemeOverride: colorScheme ?? 'none',
        forcedColorsOverride: forcedColors ? 'active' : 'none',
        prefersReducedMotionOverride: reducedMotion ? 'reduce' : 'none',
      },
    );
  }

  async press(key: string): Promise<void> {
    const keys = key.split('+').map((name) => KEYS[name] ?? name);
    const actions = [
      ...keys.map((value) => ({ type: 'keyDown', value })),
      ...keys.reverse().map((value) => ({ type: 'keyUp', value })),
    ];
    await this.firefox.send('input.performActions', {
      context: this.context,
      actions: [{ type: 'key', id: 'keyboard', actions }],
    });
  }

  async screenshot(path: string): Promise<void> {
    await this.evaluate(sizeSettled);
    await picture(this.firefox, this.context, path);
  }

  async isOpen(): Promise<boolean> {
    return this.firefox.inBrowser((context) => keyring.elementOf(context) !== null, this.context);
  }

  async close(): Promise<void> {
    if (await this.isOpen()) await this.shut();
  }
}

/** WebDriver's code points for keys, https://www.w3.org/TR/webdriver2/#keyboard-actions. */
const KEYS: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};

async function picture(firefox: Firefox, context: string, path: string): Promise<void> {
  const { data } = await firefox.send('browsingContext.captureScreenshot', { context });
  writeFileSync(path, Buffer.from(data, 'base64'));
}
