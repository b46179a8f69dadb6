import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DRAFT } from '../../src/drafts.ts';
import { type Crm, startCrm } from '../crm/server.ts';
import { TestBrowser } from './browser.ts';
import { CookieJar } from './cookies.ts';
import { open, openForm } from './form.ts';
import type { Tab } from './tab.ts';

let crm: Crm;
let browser: TestBrowser;
let tab: Tab;
beforeAll(async () => {
  crm = await startCrm();
});
beforeEach(async () => {
  browser = new TestBrowser();
  tab = await browser.open(`${crm.pages.signIn}?user=ASE`);
  await tab.navigate(crm.pages.person);
});
afterEach(() => {
  browser.stop();
  crm.reset();
});
afterAll(() => crm.close());

const run = (func: unknown, ...args: unknown[]) => tab.page.run('ISOLATED', func, args);

/** Functions for the page, each of which tells what became of a request. */
const get = async (path: string) => {
  try {
    const { type, status } = await fetch(path, { redirect: 'manual' });
    return [type, status];
  } catch (error) {
    return [String(error), error instanceof TypeError];
  }
};
const principal = '/Cust12345/api/v1/User/currentPrincipal';

/** The next request of an operation has reached the CRM. */
const arrived = (operation: string) =>
  vi.waitFor(() => expect(crm.requests.map((each) => each.operation)).toContain(operation), { interval: 5 });

describe('a function in a page', () => {
  it('has the page’s address, cookies and elements, but not what it is defined beside', async () => {
    const seen = await run(() => [
      location.pathname,
      document.cookie.replace(/=.*/, ''),
      document.querySelector<HTMLInputElement>('input#XSRF_TOKEN')?.value ===
        document.cookie.replace(/.*?=/, ''),
      Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')?.get?.call(document) === document.cookie,
    ]);
    expect(seen).toEqual(['/Cust12345/default.aspx', 'XSRF-TOKEN', true, true]);
    expect(await run(() => principal)).toBeNull();
    expect(String(tab.page.errors)).toMatch('ReferenceError');
  });

  it('gets and gives what JSON holds, and no null in what it gets', async () => {
    const given = { none: null, list: [null, 1], inner: { none: null, text: 'å' } };
    expect(await run((value: unknown) => JSON.stringify(value), given)).toBe(
      '{"list":[null,1],"inner":{"text":"å"}}',
    );
    expect(await run(() => ({ none: null, nothing: undefined }))).toEqual({ none: null });
    await expect(run(() => 1, run)).rejects.toThrow();
  });

  it('shares a world with the next one until the page is loaded anew, and none with the page', async () => {
    const count = () => {
      const world = globalThis as { count?: number };
      world.count = (world.count ?? 0) + 1;
      return world.count;
    };
    expect([await run(count), await run(count)]).toEqual([1, 2]);
    expect(await tab.page.run('MAIN', count, [])).toBe(1);
    await tab.reload();
    expect(await run(count)).toBe(1);
  });

  it('meets elements by name: in every world as globals, in the page’s own also in the document', async () => {
    tab.page.insert('<i id="count"></i><form name="cookie"></form>');
    const meet = () => [typeof (globalThis as { count?: unknown }).count, typeof document.cookie];
    expect(await run(meet)).toEqual(['object', 'string']);
    expect(await tab.page.evaluate(meet)).toEqual(['object', 'object']);
  });

  it('fetches as the page: with its cookies unless they are left out, and follows no redirect', async () => {
    const withXsrf = async (path: string, credentials: RequestCredentials) => {
      const headers = { 'X-XSRF-TOKEN': document.cookie.replace(/.*XSRF-TOKEN=/, ''), Cookie: 'forged=1' };
      return (await fetch(path, { redirect: 'manual', credentials, headers })).status;
    };
    expect(await run(withXsrf, principal, 'same-origin')).toBe(200);
    expect(await run(withXsrf, principal, 'omit')).toBe(401);
    expect(crm.requests.map(({ headers }) => headers.cookie).join()).not.toMatch('forged');
    expect(await run(get, '/Cust12345/login.aspx?user=KARE')).toEqual(['opaqueredirect', 0]);
    // Its cookies are set all the same.
    expect(await tab.page.evaluate(() => document.cookie)).toMatch(
      [...crm.tenants.Cust12345.sessions.values()].at(-1)?.xsrf ?? '?',
    );
    expect(await run(get, 'http://localhost/')).toEqual(['TypeError: Failed to fetch', true]);
    crm.fail('currentPrincipal', 'drop-before');
    expect(await run(get, principal)).toEqual(['TypeError: Failed to fetch', true]);
  });

  it('is told when its time is over, by the clock that a test may have in its hands', async () => {
    const impatient = (path: string) =>
      fetch(path, { redirect: 'manual', signal: AbortSignal.any([AbortSignal.timeout(15_000)]) }).catch(
        (error) => error instanceof DOMException && error.name,
      );
    crm.fail('currentPrincipal', 'slow');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = run(impatient, principal);
    vi.advanceTimersByTime(15_000);
    vi.useRealTimers();
    expect(await running).toBe('TimeoutError');
  });

  it.each([
    ['Stop', () => tab.page.stop(), ['TypeError: Failed to fetch', true]],
    ['a reload', () => tab.reload(), null],
    ['a reload that leaves it time', () => tab.reload('its own'), ['TypeError: Failed to fetch', true]],
  ])('is cut off by %s', async (_, act, answer) => {
    crm.fail('currentPrincipal', 'slow');
    tab.network.cookies.set('ASP.NET_SessionId=; Path=/Cust12345; Max-Age=0', tab.page.url);
    const running = run(get, principal);
    await arrived('currentPrincipal');
    await act();
    expect(await running).toEqual(answer);
  });

  it('ends in an error where the tab is closed', async () => {
    crm.fail('currentPrincipal', 'slow');
    const running = run(get, principal);
    await arrived('currentPrincipal');
    await Promise.all([expect(running).rejects.toThrow('Frame with ID 0 was removed.'), tab.close()]);
  });
});

describe('cookies', () => {
  it('are shared by the tabs of a profile, and by no other', async () => {
    expect((await browser.open(crm.pages.person)).url).toBe(crm.pages.person);
    const stranger = await browser.open(crm.pages.person, { cookies: new CookieJar(), isPrivate: true });
    expect(stranger.url).toMatch(/login\.aspx\?ReturnUrl=/);
  });

  it('belong to a path letter by letter, and the more specific one comes first', () => {
    const jar = new CookieJar();
    const set = (text: string) => jar.set(text, new URL('http://crm.example/Tenant/login.aspx'));
    for (const text of ['a=root; Path=/', 'a=tenant', 'a=other; Path=/Ten', 'b=hidden; HttpOnly']) set(text);
    const at = (path: string) => jar.get(new URL(path, 'http://crm.example'), 'script');
    expect(at('/Tenant/api')).toBe('a=tenant; a=root');
    expect(at('/tenant/api')).toBe('a=root');
    jar.set('b=forged', new URL('http://crm.example/Tenant/'), 'script');
    expect(jar.get(new URL('http://crm.example/Tenant/'))).toMatch('b=hidden');
  });
});

describe('the worker', () => {
  it('may see and enter a tab after a click, until that goes to another host', async () => {
    const hosts = { 'https://online3.superoffice.com': crm.origin };
    browser = new TestBrowser(hosts);
    tab = await browser.open('https://online3.superoffice.com/Cust12345/login.aspx?user=ASE');
    expect(await open(browser, tab)).toMatchObject({ failure: { kind: 'noAccess' } });
    expect((await openForm(browser, tab)).opened.host).toBe('online3.superoffice.com');
    await tab.reload();
    expect(await open(browser, tab)).toMatchObject({ ok: true });
    await tab.navigate(crm.pages.signIn);
    await tab.navigate('https://online3.superoffice.com/Cust12345/default.aspx');
    expect(await open(browser, tab)).toMatchObject({ failure: { kind: 'noAccess' } });
    await tab.close();
    expect(await open(browser, tab)).toMatchObject({ failure: { kind: 'tabClosed' } });
  });

  it('answers nobody else’s pages', async () => {
    const message = { command: 'cancel', input: { id: String(tab.id) } };
    const url = 'https://keyring.extension.example/popup/index.html';
    expect(await browser.send(message, { id: 'keyring', url })).toBeDefined();
    for (const sender of [
      { id: 'other', url },
      { id: 'keyring', url: crm.pages.person },
      { id: 'keyring', url, frameId: 2 },
    ])
      expect(await browser.send(message, sender)).toBeUndefined();
  });

  it('that is stopped answers nothing more and forgets; what it has sent is sent, and the next event starts it', async () => {
    const form = await openForm(browser, tab);
    crm.fail('SaveUntrustedCredentialsForAssociate', 'slow');
    const saving = form.save({ Type: 'imap', PublicValue: 'in flight' }, 'S3cret');
    await arrived('SaveUntrustedCredentialsForAssociate');
    browser.stop();
    const { items } = browser.session;
    await expect(saving).rejects.toThrow('The message channel closed');
    crm.fail('SaveUntrustedCredentialsForAssociate', undefined);
    await vi.waitFor(() => expect(crm.credentials.at(-1)).toMatchObject({ PublicValue: 'in flight' }));
    crm.requests.length = 0;
    expect(await form.list('imap')).toMatchObject({ ok: true });
    // It knows no ticket any more.
    expect(crm.requests.map(({ operation }) => operation)).toContain('currentToken');
    expect(Object.keys(items)).not.toEqual([]);
    expect(browser.session.items).toEqual(items);
  });

  it('starts, and serves the form, in a browser without menus and windows', async () => {
    browser.hasMenusAndWindows = false;
    await browser.install();
    expect((await openForm(browser, tab)).opened.about).toMatchObject({ kind: 'associate' });
    expect(browser.menuItems).toEqual([]);
  });

  it('opens the page for many from the menu of the icon, for the tab in front', async () => {
    await browser.clickIconMenu(tab, 'many-at-once');
    expect(browser.openedTabs).toEqual([
      expect.stringMatching(new RegExp(`/batch/index\\.html\\?tab=${tab.id}$`)),
    ]);
    expect(browser.popups).toBe(0);
  });

  it('opens the form from the menu, and forgets drafts when the browser starts', async () => {
    await browser.install();
    expect(browser.menuItems).toMatchObject([
      { id: 'many-at-once', title: expect.stringMatching(/^Many/), contexts: ['action'] },
      { id: 'save-credentials', title: expect.stringMatching(/^Save/) },
    ]);
    await browser.clickMenu(tab);
    expect(browser.popups).toBe(1);
    browser.opensPopups = false;
    await browser.clickMenu(tab);
    await vi.waitFor(() => expect(browser.windows).toHaveLength(1));
    browser.local.items = { [`${DRAFT}1`]: {}, settings: {} };
    browser.session.items = { [`${DRAFT}1`]: {} };
    await browser.restart();
    expect([browser.local.items, browser.session.items]).toEqual([{ settings: {} }, {}]);
  });
});

describe('storage', () => {
  it('gives what was set, tells what has changed, and is out of order where a test wants it', async () => {
    const { api, broken } = browser.local;
    await api.set({ settings: { a: 1 }, gone: 1, nothing: undefined });
    await api.remove('gone');
    expect(await api.get()).toEqual({ settings: { a: 1 } });
    expect(await api.get({ settings: 0, other: 2 })).toEqual({ settings: { a: 1 }, other: 2 });
    expect(await api.get(['gone'])).toEqual({});
    broken.add('set');
    await expect(api.set({ a: 1 })).rejects.toThrow();
    broken.clear();
    // The worker reads its settings anew when others have changed them.
    const form = await openForm(browser, tab);
    await api.set({ settings: { sites: { '*': { defaultType: 'erp' } } } });
    expect((await openForm(browser, tab)).opened.preset.type).toBe('erp');
    expect(form.opened.preset.type).toBe('');
  });
});
