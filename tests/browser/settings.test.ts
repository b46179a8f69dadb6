import { afterEach, describe, expect, it } from 'vitest';
import { chooseFile, fileOf } from '../driver/document.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { lockSettings } from './states.ts';
import { inWorld, SECOND_TRY } from './world.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const TOKEN = 'app-t0ken-5ecret';

/** What runs in the page: the extension's API there, in either browser. */
declare const chrome: {
  storage: { local: { remove(key: string): Promise<void> } };
};

/** The settings page: what is set there holds for the form, and what is refused or asked there is said truly. */
describe('settings', SECOND_TRY, () => {
  const world = inWorld();
  let opened: Surface | undefined;

  afterEach(async () => {
    opened ??= await world.driver.extensionPage('options/index.html');
    await opened.evaluate(() => chrome.storage.local.remove('settings'));
    await close();
  });

  /** As the form's ⚙ does it: the page in a tab of its own, for a CRM tab that was clicked on. */
  async function openSettings(): Promise<{ page: Surface; fields: Form }> {
    const { popup } = await world.openOn('person');
    await popup.close();
    const page = await world.driver.extensionPage(`options/index.html?tab=${await world.tab.tabId()}`);
    opened = page;
    const fields = form(page);
    await fields.waitForField('Default type');
    return { page, fields };
  }

  async function close(): Promise<void> {
    await opened?.close();
    opened = undefined;
    await world.tab.bringToFront();
  }

  async function set(values: Readonly<Record<string, string>>): Promise<void> {
    const { fields } = await openSettings();
    await world.fillIn(fields, values);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved: settings for http/);
  }

  async function saveOne(): Promise<string> {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const saves = world.crm.requests.filter(({ operation }) => operation === SAVE);
    expect(saves).toHaveLength(1);
    return saves[0]?.path ?? '';
  }

  const exported = (page: Surface) =>
    page.evaluate(() => {
      const link = document.querySelector<HTMLAnchorElement>('a[download]');
      return decodeURIComponent(link?.href.replace(/^data:application\/json,/, '') ?? '');
    });

  it('says what the form begins with', async () => {
    await set({ 'Default type': 'erp', 'Valid for (days)': '30' });
    await close();
    const { fields } = await world.openOn('person');
    expect((await fields.field('Type')).value).toBe('erp');
    const [from, to] = [await fields.field('Valid from'), await fields.field('Valid to')];
    const days = (text: string) => Date.parse(`${text.slice(0, 10)}T00:00Z`) / 86_400_000;
    expect(days(to.value) - days(from.value)).toBe(30);
  });

  it('sends the application token, by SOAP and by REST', async () => {
    await set({ 'Application token': TOKEN });
    await close();
    const sent = (wanted: string) => world.crm.requests.find(({ operation }) => operation === wanted);
    expect(await saveOne()).toMatch(/User\.svc/);
    expect(sent(SAVE)?.body).toMatch(new RegExp(`<(\\w+:)?ApplicationToken[^>]*>${TOKEN}<`));
    for (const question of ['currentPrincipal', 'currentToken', 'GetAssociateByPersonId'])
      expect(sent(question)?.headers['so-apptoken']).toBe(TOKEN);
    await set({ Transport: 'REST' });
    await close();
    expect(await saveOne()).toMatch(/api\/v1\/Agents\/User/);
    expect(sent(SAVE)?.headers['so-apptoken']).toBe(TOKEN);
  });

  it('shows the application token only on request', async () => {
    await set({ 'Application token': TOKEN });
    const fields = form(opened as Surface);
    expect(await fields.field('Application token')).toMatchObject({ type: 'password', value: TOKEN });
    await fields.click('Show');
    expect((await fields.field('Application token')).type).toBe('text');
    await fields.click('Show');
    expect((await fields.field('Application token')).type).toBe('password');
  });

  it('sends by the transport that was chosen', async () => {
    await set({ Transport: 'REST' });
    await close();
    expect(await saveOne()).toMatch(/api\/v1\/Agents\/User/);
    await set({ Transport: 'SOAP' });
    await close();
    expect(await saveOne()).toMatch(/User\.svc/);
  });

  it.each([
    ['Services path', 'https://elsewhere.example/Remote', /path on the same host/],
    ['Services path', '/../Remote', /path on the same host/],
    ['Application token', 'two words', /no spaces/],
    ['Default type', 'x'.repeat(255), /254 characters/],
    ['Valid for (days)', 'soon', /whole number/],
    ['Valid for (days)', '-1', /whole number/],
  ])(
    'refuses a wrong %s (%#) at its field, keeps nothing of it and loses nothing',
    async (field, value, words) => {
      const { fields } = await openSettings();
      const values = { 'Default type': 'stays', [field]: value };
      await world.fillIn(fields, values);
      await fields.press('Enter');
      await fields.waitForText(words);
      const { invalid, description } = await fields.field(field);
      expect(invalid).toBe(true);
      expect(description).toMatch(words);
      for (const [each, typed] of Object.entries(values))
        expect((await fields.field(each)).value).toBe(typed);
      expect(await fields.status()).toBe('');
      expect((await world.driver.storages()).local).not.toHaveProperty('settings');
      await fields.fill(field, '');
      expect((await fields.field(field)).invalid).toBe(false);
    },
  );

  it('keeps what a policy has set from being changed, and the own value below it', async () => {
    await set({ 'Services path': '/Own/Remote' });
    const page = opened as Surface;
    const fields = form(page);
    await page.evaluate(lockSettings);
    await fields.fill('Default type', 'mine');
    await fields.click('Save');
    await fields.waitForText(/Set by your administrator/);
    expect(await fields.field('Services path')).toMatchObject({
      disabled: true,
      value: '/Policy/Remote',
      description: 'Set by your administrator',
    });
    expect(await fields.field('Transport')).toMatchObject({ disabled: true, value: 'SOAP' });
    expect((await fields.field('Default type')).disabled).toBe(false);
    await fields.fill('Default type', 'mine too');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(JSON.parse(await exported(page)).sites[world.crm.base]).toMatchObject({
      servicesPath: '/Own/Remote',
      transport: 'automatic',
      defaultType: 'mine too',
    });
  });

  it('checks the connection, step by step, and copies a report without a ticket', async () => {
    await set({ 'Application token': TOKEN });
    const page = opened as Surface;
    const fields = form(page);
    world.crm.requests.length = 0;
    await fields.click('Check this connection');
    await fields.waitForStatus(/^Works, by SOAP Services88, \d+ ms\.$/);
    await fields.click('Details');
    expect(await fields.text()).toMatch(/Signed-in user[\s\S]*✓ Åse Lindqvist #100[\s\S]*\d+ ms/);
    expect(world.saves()).toBe(0);

    await page.evaluate(() => {
      const { clipboard } = navigator;
      const write = clipboard.writeText.bind(clipboard);
      clipboard.writeText = async (text) => {
        document.body.dataset.copied = text;
        await write(text);
      };
      const copy = [...document.querySelectorAll('button')].find(
        (button) => button.textContent === 'Copy report',
      );
      copy?.focus();
    });
    // A key, and not the page, has to ask for it.
    await fields.press('Enter');
    await fields.waitForStatus(/clipboard/);
    const copied = await page.evaluate(() => document.body.dataset.copied ?? '');
    expect(copied).toContain(world.crm.base);
    expect(copied).toMatch(/^Works, by SOAP Services88, \d+ ms\.$/m);
    expect(copied).toMatch(
      /✓ GET api\/v1\/User\/currentPrincipal: #100 \(admin-all, admin-users\) \(\d+ ms\)/,
    );
    expect(copied).toContain(await page.evaluate(() => navigator.userAgent));
    for (const { FullName, Name } of world.crm.tenants.Cust12345.associates)
      for (const name of [FullName, Name]) expect(copied).not.toContain(name);
    const { sessions, tickets } = world.crm.tenants.Cust12345;
    const secrets = [
      TOKEN,
      ...[...sessions.values()].flatMap(({ id, xsrf, token }) => [id, xsrf, token]),
      ...tickets.keys(),
      ...world.crm.requests.flatMap(({ body }) => body.match(/(?<=<\w*:?Ticket>)[^<]+/g) ?? []),
    ];
    expect(secrets.length).toBeGreaterThan(4);
    for (const secret of secrets) expect(copied + (await fields.text())).not.toContain(secret);
  });

  it('shows what fails, and which way is left', async () => {
    const { fields } = await openSettings();
    world.crm.services = 'none';
    await fields.click('Check this connection');
    await fields.waitForStatus(/^Works, by REST, \d+ ms\.$/);
    await fields.click('Details');
    expect(await fields.text()).toMatch(/SOAP Remote\/Services88\s+✗ HTTP 404/);
    await fields.fill('Transport', 'SOAP');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    await fields.click('Check this connection');
    await fields.waitForAlert(/^Connection does not work\. .*status 404/);
  });

  it('says that nobody is signed in, or that the tab is closed', async () => {
    const { page, fields } = await openSettings();
    world.crm.endSessions();
    await fields.click('Check this connection');
    await fields.waitForAlert(/^Connection does not work\. You are not signed in/);
    await page.close();
    await world.signIn('ASE');

    const other = await world.driver.openTab(world.crm.pages.person);
    const id = await other.tabId();
    await other.close();
    opened = await world.driver.extensionPage(`options/index.html?tab=${id}`);
    const late = form(opened);
    await late.waitForText(/There are no settings yet/);
    await late.click('Check this connection');
    await late.waitForAlert(/tab is closed/);
  });

  it('says how to get to a connection check where there is no CRM tab', async () => {
    opened = await world.driver.extensionPage('options/index.html');
    await form(opened).waitForText(/click the Keyring icon on a SuperOffice tab and press ⚙/);
  });

  it('exports everything but tokens, and imports it again', async () => {
    const values = {
      'Services path': '/SuperOfficeNetServer/Remote',
      Transport: 'REST',
      'Default type': 'erp & “co” #1',
      'Valid for (days)': '90',
    };
    await set({ ...values, 'Application token': TOKEN });
    const page = opened as Surface;
    const fields = form(page);
    const file = await exported(page);
    expect(JSON.parse(file)).toEqual({
      sites: {
        [world.crm.base]: {
          servicesPath: '/SuperOfficeNetServer/Remote',
          transport: 'REST',
          defaultType: 'erp & “co” #1',
          validityDays: 90,
        },
      },
    });
    await world.fillIn(fields, {
      'Services path': '',
      Transport: 'Automatic',
      'Default type': '',
      'Valid for (days)': '0',
    });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    await page.evaluate(chooseFile, fileOf('keyring-settings.json', file));
    await fields.waitForStatus(/^Imported: settings for http/);
    for (const [field, value] of Object.entries({ ...values, 'Application token': TOKEN }))
      expect((await fields.field(field)).value).toBe(value);
  });

  it('imports what can be, and says what cannot', async () => {
    const { page, fields } = await openSettings();
    for (const content of ['no JSON', '[]', '{"sites":[]}']) {
      await page.evaluate(chooseFile, fileOf('keyring-settings.json', content));
      await fields.waitForAlert(/contains no settings/);
    }
    const sites = {
      [world.crm.base]: { defaultType: 'imported' },
      'https://crm.example/SuperOffice': { transport: 'pigeon', validityDays: '7', colour: 'blue' },
      'ftp://crm.example': {},
    };
    await page.evaluate(chooseFile, fileOf('keyring-settings.json', JSON.stringify({ sites })));
    await fields.waitForAlert(
      /^Not imported: https:\/\/crm\.example\/SuperOffice \(Transport, Valid for \(days\), colour\), ftp:\/\/crm\.example\.$/,
    );
    expect(await fields.status()).toBe(`Imported: settings for ${world.crm.base}.`);
    expect((await fields.field('Default type')).value).toBe('imported');
  });
});
