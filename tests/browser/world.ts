import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { type Crm, type PageName, type StoredCredential, startCrm } from '../crm/server.ts';
import { type CrmTab, type Driver, type LaunchOptions, launch, type Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';

/**
 * For looks, keys and settings: a browser on a busy machine now and then loses a click or a page load for reasons of its
 * own. Each test begins with a world of its own, so it may be tried once more; the closing line names those that needed it.
 *
 * What becomes of a write or of a draft, what is said of it, and what a policy forbids is tested without: there a second
 * try would hide a race of ours, which can cost somebody a secret. The run fails at once, and with the message of the
 * failure, which a second try would lose.
 */
export const SECOND_TRY = { retry: 1 };

declare module 'vitest' {
  interface ProvidedContext {
    browser: Driver['name'];
  }
}

/** The browser that the tests run in. Each is a project in `vitest.config.ts`. */
export const BROWSER = inject('browser');

/** What runs in the extension's pages uses of the browser's API. */
declare const chrome: {
  storage: Record<
    'local' | 'session',
    { get(): Promise<object>; set(items: object): Promise<void>; remove(keys: string[]): Promise<void> }
  >;
  runtime: { sendMessage(message: { command: string; input: object }): Promise<unknown> };
};

export const EMPLOYEE = 'Jörg Müller-Thomsen · JORG · #104';

/** A demo CRM, a browser with the extension, and a tab in which its administrator is signed in. */
export interface World {
  readonly crm: Crm;
  readonly driver: Driver;
  readonly tab: CrmTab;
  /** A complete entry, by the names of the form's fields; a new one in each test. */
  readonly entry: { readonly Type: string; readonly 'Public value': string; readonly 'Secret value': string };
  /** Goes on in a browser that speaks another language. */
  speak(language: string): Promise<void>;
  /** Signs somebody else in, in the same tab. */
  signIn(user: string): Promise<void>;
  /** The toolbar popup on a page of the CRM, empty, with no request counted so far. */
  openOn(page: PageName): Promise<{ popup: Surface; fields: Form }>;
  /** Likewise for an employee, with the {@link entry} filled in and what is stored already in sight. */
  openFilledIn(): Promise<{ popup: Surface; fields: Form }>;
  /** The toolbar popup as it is, on whatever the tab shows. */
  open(): Promise<{ popup: Surface; fields: Form }>;
  fillIn(fields: Form, values: Readonly<Record<string, string | boolean>>): Promise<void>;
  /** The operations that the CRM was asked for, in order. */
  operations(): string[];
  saves(): number;
  /** What the CRM holds under a public value. */
  heldAs(publicValue: string): StoredCredential[];
}

/**
 * Sets the world up for the tests of the enclosing suite or file, and takes it down; every test begins with fresh data.
 * @param options how else the browser is to be started
 */
export function inWorld(options: Partial<LaunchOptions> = {}): World {
  let crm: Crm;
  let driver: Driver;
  let tab: CrmTab;
  let entries = 0;
  /** The popup that was opened last, by whichever test. */
  let last: Surface | undefined;

  const start = async (language?: string) => {
    last = undefined;
    driver = await launch(BROWSER, {
      extension: resolve('dist'),
      timeZone: 'Europe/Oslo',
      ...options,
      ...(language && { language }),
    });
    tab = await driver.openTab(`${crm.pages.signIn}?user=ASE`);
  };
  beforeAll(async () => {
    crm = await startCrm();
    await start();
  });
  afterAll(async () => {
    await driver?.close();
    await crm?.close();
  });
  beforeEach(() => {
    entries += 1;
    crm.reset();
    crm.refuseAccessTokens = false;
  });

  const open: World['open'] = async () => {
    const popup = await tab.clickToolbar();
    last = popup;
    return { popup, fields: form(popup) };
  };
  const operations = () =>
    crm.requests.map(({ operation }) => operation).filter((operation) => operation !== 'unknown');

  return {
    get crm() {
      return crm;
    },
    get driver() {
      return driver;
    },
    get tab() {
      return tab;
    },
    get entry() {
      // A request that an earlier test gave up may still be carried out: it must not be taken for this one's.
      return {
        Type: 'imap',
        'Public value': `mail.fjordlys.example jorg ${entries}`,
        'Secret value': 'S3cret',
      };
    },
    async speak(language) {
      if (driver.speak) return driver.speak(language);
      await driver.close();
      await start(language);
    },
    signIn: (user) => tab.goto(`${crm.pages.signIn}?user=${user}`),
    open,
    async openOn(page) {
      // What an earlier test has used is forgotten in its own popup, if that is still there: it takes as long to open one as to test.
      if (await last?.isOpen()) await forgetTypes(last as Surface);
      await tab.goto(crm.pages[page]);
      crm.requests.length = 0;
      const opened = await open();
      await opened.fields.waitForField('Associate');
      // What an earlier test has typed here and not saved is still there.
      await opened.fields.click('Clear');
      if ((await opened.fields.field('Type')).value === '') return opened;
      // And so is the type that it has used.
      await forgetTypes(opened.popup);
      await opened.popup.close();
      crm.requests.length = 0;
      const again = await open();
      await again.fields.waitForField('Associate');
      return again;
    },
    async openFilledIn() {
      const opened = await this.openOn('person');
      await this.fillIn(opened.fields, this.entry);
      await opened.fields.waitForText(/Stored credentials\s+\d[\s\S]*imap\.fjordlys/);
      return opened;
    },
    async fillIn(fields, values) {
      for (const [field, value] of Object.entries(values)) await fields.fill(field, value);
    },
    operations,
    saves: () =>
      operations().filter((operation) => operation === 'SaveUntrustedCredentialsForAssociate').length,
    heldAs: (publicValue) => crm.credentials.filter(({ PublicValue }) => PublicValue === publicValue),
  };
}

/** Has the extension forget which types were used last. */
function forgetTypes(popup: Surface): Promise<void> {
  return popup.evaluate(async () => {
    for (const area of [chrome.storage.local, chrome.storage.session])
      await area.remove(Object.keys(await area.get()).filter((key) => key.startsWith('type:')));
  });
}

/** Puts values into the extension's `storage.local`, by key. */
export async function store(driver: Driver, values: object): Promise<void> {
  const page = await driver.extensionPage('manifest.json');
  await page.evaluate((items) => chrome.storage.local.set(items), values);
  await page.close();
}

/** Takes the Saves that ended open as told: otherwise the next form of the tab tells them, in the middle of another test. */
export async function forgetSaves(driver: Driver): Promise<void> {
  const page = await driver.extensionPage('manifest.json');
  await page.evaluate(async () => {
    const { runtime, storage } = (globalThis as { browser?: typeof chrome }).browser ?? chrome;
    const keys = Object.keys(await storage.session.get()).filter((key) => key.startsWith('save:'));
    for (const key of keys)
      await runtime.sendMessage({ command: 'forgetSave', input: { id: key.replace('save:', '') } });
  });
  await page.close();
}
