import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Surface } from '../driver/driver.ts';
import { form } from '../driver/form.ts';
import { BROWSER, EMPLOYEE, inWorld } from './world.ts';

interface Tab {
  readonly id: number;
  readonly active: boolean;
  readonly discarded: boolean;
  readonly incognito: boolean;
  readonly title: string;
}
declare const chrome: {
  storage: { readonly [area in 'local' | 'session']: { get(): Promise<Record<string, unknown>> } };
  tabs: {
    discard(id: number): Promise<Tab>;
    query(by: object): Promise<Tab[]>;
  };
};

/** What the browsers themselves do to a tab; all else that can be the matter with one: `tests/worker/tab.test.ts`. */
describe('the tab', () => {
  const world = inWorld();

  /** A tab of its own, and the form for it in another one, filled in; its list is there. */
  async function filledIn() {
    const tab = await world.driver.openTab(world.crm.pages.person);
    const id = await tab.tabId();
    await (await tab.clickToolbar()).close();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const fields = form(page);
    await fields.waitForField('Associate');
    await world.fillIn(fields, world.entry);
    await fields.waitForText(/Stored credentials\s+\d/);
    return { tab, id, page, fields };
  }

  it('under an open message is told as that, within five seconds', async () => {
    const tab = await world.driver.openTab(world.crm.pages.person);
    // One whose popup has been opened has a worker that runs. How long that takes depends on the machine.
    const opened = performance.now();
    const before = await tab.clickToolbar();
    await form(before).waitForField('Associate');
    await before.close();
    const opening = performance.now() - opened;
    await tab.evaluate(() => {
      setTimeout(() => alert('Unsaved changes'), 0);
    });
    const begin = performance.now();
    const popup = await tab.clickToolbar();
    const fields = form(popup);
    await fields.waitForAlert(/page in the CRM tab does not respond\. Close any message that it shows/);
    expect(await fields.text()).toMatch(/Go to the CRM tab/);
    expect(performance.now() - begin - opening).toBeLessThan(5_000);
    await popup.close();
  });

  it.each([
    ['a message', 0],
    ['a script that takes four seconds', 4_000],
  ])(
    'under %s is sent nothing that is pressed meanwhile, neither then nor later',
    async (_, milliseconds) => {
      const { tab, page, fields } = await filledIn();
      // A page that has just answered is not asked whether it responds (`RECENT_MS` in `background/server/send.ts`). The worker keeps
      // in its memory when that was, and tells nobody: it is past by time alone, so there is no state to wait for.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
      await tab.evaluate((milliseconds) => {
        // Timers of a tab in the background are slowed down; messages are not.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          if (milliseconds === 0) alert('Unsaved changes');
          for (const end = Date.now() + milliseconds; Date.now() < end; );
        };
        port2.postMessage(null);
      }, milliseconds);
      await fields.click('Save');
      await fields.waitForAlert(/^Not saved\. The page in the CRM tab does not respond/);
      if (milliseconds > 0) await tab.evaluate(() => fetch(location.href).then(() => null));
      expect(world.heldAs(world.entry['Public value'])).toEqual([]);
      await tab.close();
      await page.close();
    },
  );

  it('that shows an error page of the browser’s own is told as that', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const tab = await world.driver.openTab('about:blank');
    const address = `http://127.0.0.1:${port}/Cust12345/default.aspx?person.main?person_id=207`;
    await expect(tab.goto(address)).rejects.toThrow();
    // The error is told before its page is shown.
    await expect.poll(() => tab.url().catch(() => 'closed to tests')).not.toBe('about:blank');
    const fields = form(await tab.clickToolbar());
    await fields.waitForAlert(/error page of the browser's own, not SuperOffice/);
    expect(await fields.text()).toMatch(/Reload the CRM tab/);
    await tab.close();
  });

  it('that still loads is asked at once', async () => {
    const { base } = world.crm;
    // An image that never comes keeps a page from having loaded.
    const never = createServer(() => undefined);
    await new Promise<void>((resolve) => never.listen(0, '127.0.0.1', resolve));
    await world.tab.goto(`${base}/default.aspx?person.main?person_id=207`);
    await world.tab.evaluate(
      (port) => {
        document.open();
        document.write(`<title>Loading</title><img src="http://127.0.0.1:${port}/">`);
      },
      (never.address() as AddressInfo).port,
    );
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
    never.closeAllConnections();
    never.close();
  });

  it('that was put to sleep is told as that; the next step wakes it, and what was typed stays', async () => {
    const { id, page, fields } = await filledIn();
    await page.evaluate(async (tabId) => {
      await chrome.tabs.discard(tabId);
    }, id);
    const discarded = () => page.evaluate(async () => (await chrome.tabs.query({ discarded: true })).length);
    await expect.poll(discarded).toBe(1);
    await fields.click('Save');
    await fields.waitForAlert(/^Not saved\. The browser has put the CRM tab to sleep\./);
    expect(world.heldAs(world.entry['Public value'])).toEqual([]);
    expect((await fields.field('Secret value')).value).toBe(world.entry['Secret value']);
    await fields.click('Go to the CRM tab');
    await expect.poll(discarded).toBe(0);
    await page.close();
  });

  it('about a company offers whom its address mentions, and chooses nobody', async () => {
    const [company] = world.crm.tenants.Cust12345.companies;
    await world.tab.goto(
      `${world.crm.base}/default.aspx?contact.main.activityarchive?contact_id=${company?.ContactId}&diaryowner_id=104`,
    );
    const { popup, fields } = await world.open();
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe('');
    await fields.waitForText(/page is about something else, but its address mentions somebody/);
    await popup.press('ArrowDown');
    await fields.waitForText(/Jörg Müller-Thomsen · JORG · #104/);
    await popup.press('Enter');
    await expect.poll(async () => (await fields.field('Associate')).value).toBe(EMPLOYEE);
    await fields.click('Clear');
  });
});

const SECRETS = ['MARK-5ecr3t-1', 'MARK-5ecr3t-2'] as const;

// In Chromium nothing but a person can let an extension into private windows. The worker's part holds in both (`tests/worker/`).
if (BROWSER === 'firefox')
  describe('a private window', () => {
    const world = inWorld({ isPrivate: true });

    const onDisk = (page: Surface) => page.evaluate(() => chrome.storage.local.get());
    const isPrivate = (page: Surface) =>
      page.evaluate(async () => (await chrome.tabs.query({})).every(({ incognito }) => incognito));

    it('leaves nothing on the disk: not what was saved, what is half typed, nor what a table has stored', async () => {
      const { popup, fields } = await world.openOn('person');
      expect(await isPrivate(popup)).toBe(true);
      await world.fillIn(fields, { ...world.entry, 'Secret value': SECRETS[0] });
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      await fields.fill('Public value', 'half typed');
      const inMemory = (page: Surface) => page.evaluate(() => chrome.storage.session.get());
      await vi.waitFor(async () => expect(JSON.stringify(await inMemory(popup))).toContain('half typed'));
      expect(await onDisk(popup)).toEqual({});
      await popup.close();

      const page = await world.driver.extensionPage(`batch/index.html?tab=${await world.tab.tabId()}`);
      const many = form(page);
      await many.waitForField('Table');
      const lines = [`JORG\timap\tprivate.example/1\t${SECRETS[1]}`, 'Nobody\timap\tx\ty'];
      await many.fill('Table', ['User\tType\tPublic value\tSecret value', ...lines].join('\n'));
      await many.click('Check');
      await many.waitForStatus(/1 Ready/);
      await many.click('Store');
      await many.click('Store 1 entries');
      await many.waitForStatus(/^Done: 1 Stored/);
      // What is left can be gone on with, as long as the browser runs.
      const left = await inMemory(page);
      expect(Object.keys(left)).toContainEqual(expect.stringMatching(/^batch:/));
      expect(await onDisk(page)).toEqual({});
      for (const secret of SECRETS) expect(JSON.stringify(left)).not.toContain(secret);
      await page.close();
    });
  });
