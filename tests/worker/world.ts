import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Input } from '../../src/messages.ts';
import {
  type Crm,
  type OperationName,
  type RecordedRequest,
  type StoredCredential,
  startCrm,
  type TenantName,
} from '../crm/server.ts';
import { TestBrowser } from './browser.ts';
import { startClock, until } from './clock.ts';
import { type Form, openForm } from './form.ts';
import type { Tab } from './tab.ts';

export const SAVE = 'SaveUntrustedCredentialsForAssociate';
export const LIST = 'GetUntrustedCredentialsForAssociate';
export const REMOVE = 'RemoveUntrustedCredentialsForAssociate';

/** The address of a site that is not loopback, by plain http. */
export const UNENCRYPTED = 'http://crm.fjordlys.example';

/** How long the worker waits before it reads back once more. */
export const PAUSE = 3_000;

/** A demo CRM, and a browser with the worker in which the administrator is signed in, on the page of #104. */
class World {
  crm!: Crm;
  browser!: TestBrowser;
  tab!: Tab;

  /** Begins anew: nothing is known, and nothing was asked of the CRM yet. */
  async begin(): Promise<void> {
    this.browser = new TestBrowser({ [UNENCRYPTED]: this.crm.origin });
    this.tab = await this.openPage();
    this.crm.requests.length = 0;
  }

  /** Signs the administrator in, in a tab of the browser, and goes to a page. */
  async openPage(
    page = this.crm.pages.person,
    { user = 'ASE', ...profile }: { user?: string } & Parameters<TestBrowser['open']>[1] = {},
  ): Promise<Tab> {
    const [base = ''] = /^.*?\/\/[^/]+\/[^/]+/.exec(page) ?? [];
    const tab = await this.browser.open(`${base}/login.aspx?user=${user}`, profile);
    await tab.navigate(page);
    return tab;
  }

  /** The same page of the CRM by an address that is not encrypted. */
  unencrypted(page: string): string {
    return page.replace(this.crm.origin, UNENCRYPTED);
  }

  form(question?: Partial<Input<'open'>>, tab = this.tab): Promise<Form> {
    return openForm(this.browser, tab, question);
  }

  /** Somebody signs in in another tab of the profile; the page stays. The earlier session lives on, unused. */
  async signInBehind(user: string, tab = this.tab): Promise<void> {
    const { page, network } = tab;
    const [, tenant = ''] = page.url.pathname.split('/');
    network.cookies.set(`ASP.NET_SessionId=; Path=/${tenant}; Max-Age=0`, page.url);
    const address = `${page.url.origin}/${tenant}/login.aspx?user=${user}`;
    await this.browser.open(address, { cookies: network.cookies });
  }

  requests(operation: OperationName): RecordedRequest[] {
    return this.crm.requests.filter((each) => each.operation === operation);
  }

  /** The requests that carry a text. */
  carrying(text: string): RecordedRequest[] {
    return this.crm.requests.filter(({ path, headers, body }) =>
      [path, body, ...Object.values(headers)].some((each) => each.includes(text)),
    );
  }

  /** What the CRM holds under a public value. */
  held(publicValue: string, tenant: TenantName = 'Cust12345'): StoredCredential[] {
    return this.crm.tenants[tenant].credentials.filter(({ PublicValue }) => PublicValue === publicValue);
  }

  /** Waits until an operation has reached the CRM. */
  async arrived(operation: OperationName, times = 1): Promise<void> {
    await until(() => this.requests(operation).length >= times, operation);
  }
}

/** Gives each test of a file a world of its own; the CRM is the file's. */
export function inWorld(): World {
  const world = new World();
  beforeAll(async () => {
    world.crm = await startCrm();
  });
  beforeEach(() => world.begin());
  afterEach(async () => {
    startClock();
    world.browser.stop();
    world.crm.reset();
    // What waited in the CRM is carried out now, and is no part of the next test.
    await new Promise(setImmediate);
    world.crm.reset();
  });
  afterAll(() => world.crm.close());
  return world;
}
