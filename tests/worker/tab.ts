import { type LastAnswer, type Network, Page, request } from './page.ts';

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
