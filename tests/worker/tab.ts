import { type LastAnswer, type Network, Page, request } from './page.ts';

export const NO_PERMISSION =
  'Cannot access contents of the page. Extension manifest must request permission to access the respective host.';

/** Whom a tab tells what becomes of it. */
interface Watcher {
  updated(change: { status?: 'loading' | 'complete'; url?: string }): void;
  removed(): void;
}

/**
 * What keeps functions out of a tab, or answers out of it, in the browsers' own words (measured in Chromium 156 and Firefox
 * 153): `silent` a page under an open `alert`, `frozen` one of which nothing runs, the others as they are called.
 */
export type Hindrance =
  | 'silent'
  | 'frozen'
  | 'discarded'
  | 'discarded, Firefox'
  | 'crashed'
  | 'crashed, Firefox'
  | 'error page'
  | 'error page, Firefox'
  | 'PDF, Firefox'
  | 'policy';

/** What `executeScript` throws. */
export const REJECTIONS: { readonly [H in Hindrance]?: string } = {
  discarded: NO_PERMISSION,
  'discarded, Firefox': 'An unexpected error occurred',
  crashed: NO_PERMISSION,
  'error page': 'Frame with ID 0 is showing error page',
  'error page, Firefox': 'Missing host permission for the tab',
  'PDF, Firefox': 'Missing host permission for the tab',
  policy: 'This page cannot be scripted due to an ExtensionsSettings policy.',
};

/** What `tabs.get` tells of it besides. */
export const DETAILS: { readonly [H in Hindrance]?: object } = {
  frozen: { frozen: true },
  discarded: { discarded: true, url: undefined },
  'discarded, Firefox': { discarded: true, url: undefined },
  crashed: { status: 'unloaded' },
  'crashed, Firefox': { url: 'about:blank' },
  'error page, Firefox': { favIconUrl: 'chrome://global/skin/icons/info.svg' },
  'PDF, Firefox': { favIconUrl: 'chrome://global/skin/icons/pdf.svg' },
};

/** A tab that shows pages of the demo CRM, loaded from it. */
export class Tab {
  /** What keeps functions out; what runs already runs on. */
  get hindrance(): Hindrance | undefined {
    return this.#hindrance;
  }
  set hindrance(hindrance: Hindrance | undefined) {
    this.#hindrance = hindrance;
    this.#change();
    this.#changed = new Promise((resolve) => {
      this.#change = resolve;
    });
  }
  #hindrance: Hindrance | undefined;
  #change: () => void = () => {};
  #changed: Promise<void> = new Promise((resolve) => {
    this.#change = resolve;
  });
  status: 'loading' | 'complete' = 'complete';
  isClosed = false;
  #page: Page | undefined;
  #granted: string | undefined;

  constructor(
    public id: number,
    readonly isPrivate: boolean,
    readonly network: Network,
    readonly watcher: Watcher,
  ) {}

  /** The document that it shows. */
  get page(): Page {
    if (!this.#page) throw new Error('This tab has loaded nothing yet.');
    return this.#page;
  }

  get url(): string {
    return this.page.url.href;
  }

  /** Fulfilled when functions run in the page. */
  async whenFree(): Promise<void> {
    while (this.hindrance === 'silent' || this.hindrance === 'frozen') await this.#changed;
  }

  /** A click on the extension's icon: lets it in, as in Chromium until the tab goes to another origin. */
  grant(): void {
    this.#granted = this.page.url.origin;
  }

  /** The extension's access ends; in Firefox each loading of a page does this. */
  revoke(): void {
    this.#granted = undefined;
  }

  get isGranted(): boolean {
    return this.#granted !== undefined && this.#granted === this.#page?.url.origin;
  }

  /**
   * Loads a page, following redirects, and waits for it.
   * @param lastAnswer of what runs in the page before it
   */
  async navigate(address: string, lastAnswer: LastAnswer = 'nothing'): Promise<void> {
    this.status = 'loading';
    this.watcher.updated({ status: 'loading' });
    let url = new URL(address, this.#page?.url);
    let response = await request(this.network, url);
    let location = response.headers.get('Location');
    while (location) {
      url = new URL(location, url);
      response = await request(this.network, url);
      location = response.headers.get('Location');
    }
    const html = await response.text();
    await this.#page?.unload(lastAnswer);
    this.#page = new Page(url, html, this.network);
    if (!this.isGranted) this.revoke();
    this.watcher.updated({ url: url.href });
    this.status = 'complete';
    this.watcher.updated({ status: 'complete' });
  }

  /** Loads the page anew. */
  reload(lastAnswer?: LastAnswer): Promise<void> {
    return this.navigate(this.url, lastAnswer);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.page.unload('error');
    this.watcher.removed();
  }
}
