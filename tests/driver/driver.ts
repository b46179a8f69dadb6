import { ensureBrowser } from '../../scripts/browsers.ts';
import { launchChromium } from './chromium.ts';
import type { Evaluate, WaitFor } from './document.ts';
import { launchFirefox } from './firefox.ts';

export interface LaunchOptions {
  /** Folder with the unpacked extension. */
  extension: string;
  /** True unless a person is to look at the browser. */
  headless?: boolean;
  colorScheme?: 'light' | 'dark';
  /**
   * Language tag such as `nb`: of the extension's texts and of what pages are asked for; English unless told,
   * whatever the machine's. Chromium's own texts and `i18n.getUILanguage` stay English where its language packs
   * are not installed.
   */
  language?: string;
  /** IANA name such as `Europe/Oslo`. */
  timeZone?: string;
  /** Firefox only: all windows are private ones, and the extension is allowed in them. */
  isPrivate?: boolean;
  /** Chromium only: switches of its command line beside the driver's own, whom they win against. */
  switches?: readonly string[];
}

/** What the tests and the demo know fields and buttons by. */
export const ENGLISH = 'en-US';

/** One running browser with the extension loaded. */
export interface Driver {
  readonly name: 'chromium' | 'firefox';
  /**
   * Console lines, uncaught errors and policy violations of pages, popups and the background, as they come.
   * Missing in Chromium: the last words of a popup or worker that goes away, and popups gone at once.
   */
  readonly console: string[];
  /** Fulfilled when the browser has gone, by `close` or because a person closed it. */
  readonly closed: Promise<void>;
  /** Opens a new tab in front and loads `url`. */
  openTab(url: string): Promise<CrmTab>;
  /** Opens one of the extension's own pages in a tab in front, such as `popup/index.html?tab=5`. */
  extensionPage(path: string): Promise<Surface>;
  /** What the extension has stored: `local`, `session`, `sync`, `localStorage` and `sessionStorage`. */
  storages(): Promise<Record<string, unknown>>;
  /** Installs what is in the extension's folder now, as an update. */
  reinstall(): Promise<void>;
  /**
   * Sets the zoom that a person has chosen for all pages: 2 is 200 %. What opens from now on has it. Firefox's popup has a
   * zoom of its own, set alike.
   */
  setZoom(factor: number): Promise<void>;
  /** Speaks another language, as if started so; Chromium has to be started anew for that. */
  speak?(language: string): Promise<void>;
  /** Stops the background as the browser itself does when it is idle. */
  stopBackground(): Promise<void>;
  close(): Promise<void>;
}

/** A tab with a web page. */
export interface CrmTab {
  /** Runs in the page's own world. */
  readonly evaluate: Evaluate;
  goto(url: string): Promise<void>;
  url(): Promise<string>;
  /** The number by which extensions know the tab. Brings the tab to the front. */
  tabId(): Promise<number>;
  /** Opens the toolbar popup on this tab; one that is open already is closed first. */
  clickToolbar(): Promise<Surface>;
  /** Chooses `save-credentials` in the context menu of the page, or of the link that the selector finds. */
  clickMenu(linkSelector?: string): Promise<Surface>;
  /** Writes a PNG of the part of the page in view. */
  screenshot(path: string): Promise<void>;
  bringToFront(): Promise<void>;
  close(): Promise<void>;
}

/** What a person can ask of all pages by the system's settings. */
export interface Preferences {
  readonly colorScheme?: 'light' | 'dark';
  readonly forcedColors?: boolean;
  readonly reducedMotion?: boolean;
}

/** One document of the extension: the popup, or a page in a tab. */
export interface Surface {
  readonly evaluate: Evaluate;
  readonly waitFor: WaitFor;
  /** Shows the document as under these preferences, and under no others. */
  prefer(preferences: Preferences): Promise<void>;
  /** Presses a key as a keyboard does, on whatever has the focus: `Enter`, `ArrowDown`, `Shift+Tab`, `a`. */
  press(key: string): Promise<void>;
  /** Writes a PNG of the document at the size the browser gives it, once that size has settled. */
  screenshot(path: string): Promise<void>;
  isOpen(): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts a browser with a fresh profile and the extension in it. */
export async function launch(name: Driver['name'], options: LaunchOptions): Promise<Driver> {
  const executable = await ensureBrowser(name);
  return name === 'chromium' ? launchChromium(executable, options) : launchFirefox(executable, options);
}
