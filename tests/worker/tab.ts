import { type Network, Page, request } from './page.ts';

/** Whom a tab tells what becomes of it. */
export interface Watcher {
  updated(change: { status?: 'loading' | 'complete'; url?: string }): void;
  removed(): void;
}

/** A tab that shows pages of the demo CRM, loaded from it. */
export class Tab {
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

  /** A click on the extension's icon: lets it in, as in Chromium until the tab goes to another origin. */
  grant(): void {
    this.#granted = this.page.url.origin;
  }

  /** The extension's access ends; in Firefox each loading of a page does this. */
  revoke(): void {
    this.#granted = undefined;
  }

  get isGranted(): boolean {
    return this.#granted === this.#page?.url.origin;
  }

  /**
   * Loads a page, following redirects, and waits for it.
   * @param lastWords see {@link Page.unload}
   */
  async navigate(address: string, { lastWords = false } = {}): Promise<void> {
    this.status = 'loading';
    this.watcher.updated({ status: 'loading' });
    let url = new URL(address, this.#page?.url);
    let response = await request(this.network, url);
    for (
      let location = response.headers.get('Location');
      location;
      location = response.headers.get('Location')
    ) {
      url = new URL(location, url);
      response = await request(this.network, url);
    }
    const html = await response.text();
    await this.#page?.unload('Frame with ID 0 was removed.', lastWords);
    this.#page = new Page(url, html, this.network);
    if (!this.isGranted) this.revoke();
    this.watcher.updated({ url: url.href });
    this.status = 'complete';
    this.watcher.updated({ status: 'complete' });
  }

  /** Loads the page anew. */
  reload(how?: { lastWords: boolean }): Promise<void> {
    return this.navigate(this.url, how);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.page.unload('The tab was closed.', false);
    this.watcher.removed();
  }
}
