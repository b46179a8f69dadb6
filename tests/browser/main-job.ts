import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Crm, type PageName, type StoredCredential, startCrm } from '../crm/server.ts';
import { hasContracts, violations } from '../wsdl.ts';
import { type CrmTab, type Driver, launch, type Surface } from './driver.ts';
import { type Form, form } from './form.ts';

const EMPLOYEE = 'Jörg Müller-Thomsen · JORG · #104';
const entry = {
  Type: 'imap',
  'Public value': 'mail.fjordlys.example jorg',
  'Secret value': 'S3cret',
};

/** The main job: from the page to a credential that the CRM holds, through the real toolbar popup. */
export function testMainJob(name: Driver['name']): void {
  describe(`the main job in ${name}`, () => {
    let crm: Crm;
    let driver: Driver;
    let tab: CrmTab;

    beforeAll(async () => {
      crm = await startCrm();
      driver = await launch(name, { extension: resolve('dist'), headless: true, timeZone: 'Europe/Oslo' });
      tab = await driver.openTab(signIn('ASE'));
    });
    afterAll(async () => {
      await driver?.close();
      await crm?.close();
    });
    beforeEach(() => crm.reset());

    const signIn = (user: string) => `${crm.pages.signIn}?user=${user}`;

    /** The toolbar popup on one of the CRM's pages, open and filled in. */
    async function openOn(page: PageName): Promise<{ popup: Surface; fields: Form }> {
      await tab.goto(crm.pages[page]);
      crm.requests.length = 0;
      return openHere();
    }

    async function openHere(): Promise<{ popup: Surface; fields: Form }> {
      const popup = await tab.clickToolbar();
      const fields = form(popup);
      await fields.waitForField('Associate');
      // What an earlier test has typed here and not saved is still there.
      await fields.click('Clear');
      return { popup, fields };
    }

    async function fillIn(fields: Form, values: Record<string, string | boolean>): Promise<void> {
      for (const [field, value] of Object.entries(values)) await fields.fill(field, value);
    }

    const operations = () =>
      crm.requests.map(({ operation }) => operation).filter((operation) => operation !== 'unknown');
    const saves = () =>
      operations().filter((operation) => operation === 'SaveUntrustedCredentialsForAssociate');
    const heldAs = (publicValue: string): StoredCredential[] =>
      crm.credentials.filter(({ PublicValue }) => PublicValue === publicValue);

    it.each([
      ['company', EMPLOYEE],
      ['person', EMPLOYEE],
      ['diary', EMPLOYEE],
      ['admin', EMPLOYEE],
      ['resourceDiary', 'Meeting room Fjord · FJORD · #207'],
    ] as const)('fills in the associate of the %s page', async (page, associate) => {
      const { fields } = await openOn(page);
      expect((await fields.field('Associate')).value).toBe(associate);
      const text = await fields.text();
      expect(text).toContain('Cust12345');
      expect(text).toContain('Åse Lindqvist');
    });

    it.each([
      ['outsider', /not an associate/],
      ['companyOnly', /shows a company/],
    ] as const)('says whom the %s page is about, and lets the person choose', async (page, words) => {
      const { fields } = await openOn(page);
      await fields.waitForText(words);
      expect((await fields.field('Associate')).value).toBe('');
      await fields.fill('Associate', 'sanne');
      await fields.waitForText(/Sanne van den Broek · SANNE · #106/);
      await fields.press('ArrowDown');
      await fields.press('Enter');
      expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect(heldAs(entry['Public value'])).toMatchObject([
        { AssociateId: 106, SecretValue: entry['Secret value'] },
      ]);
    });

    it('stores exactly what was typed, with one Save and five requests at most', async () => {
      const { fields } = await openOn('person');
      await fillIn(fields, {
        Type: 'Ümläut & <ERP> 🔑',
        'Public value': ' server "quoted" \'user\' ]]> ',
        'Secret value': ` <&>"' ]]> åßñ 🗝️ &amp; &#65; `,
        Comment: 'naïve — “comment”',
        'Valid from': '2026-03-29T02:30',
        'Valid to': '2026-10-25T02:30',
        Active: false,
      });
      await fields.press('Enter');
      await fields.waitForStatus(/^Saved/);
      expect(heldAs(' server "quoted" \'user\' ]]> ')).toEqual([
        {
          AssociateId: 104,
          Type: 'Ümläut & <ERP> 🔑',
          // Neither hour exists once in Oslo: wall-clock digits are no instant.
          ValidFrom: '2026-03-29T02:30:00',
          ValidTo: '2026-10-25T02:30:00',
          Comment: 'naïve — “comment”',
          SecretValue: ` <&>"' ]]> åßñ 🗝️ &amp; &#65; `,
          PublicValue: ' server "quoted" \'user\' ]]> ',
          IsActive: false,
        },
      ]);
      expect(saves()).toHaveLength(1);
      expect(operations().length).toBeLessThanOrEqual(5);
    });

    it('is valid from today 00:00 without end, and active, when nothing else is said', async () => {
      const { fields } = await openOn('person');
      const today = await tab.evaluate(
        () =>
          [new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()]
            .map((part) => String(part).padStart(2, '0'))
            .join('-'),
        undefined,
      );
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect(heldAs(entry['Public value'])).toMatchObject([
        { ValidFrom: `${today}T00:00:00`, ValidTo: '9999-12-31T23:59:59', IsActive: true },
      ]);
    });

    it('is ready for the next one after Save: associate and type kept, secret empty', async () => {
      const { fields } = await openOn('person');
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
      expect((await fields.field('Type')).value).toBe('imap');
      expect((await fields.field('Public value')).value).toBe('');
      expect((await fields.field('Secret value')).value).toBe('');
      await fillIn(fields, { 'Public value': 'second', 'Secret value': 'two' });
      await fields.click('Save');
      await fields.waitForStatus(/^Saved.*second/);
      expect(saves()).toHaveLength(2);
    });

    it.each([
      [{ Type: '' }, 'Type', /Fill in/],
      [{ Type: 'CRM5/Password' }, 'Type', /signing in/],
      [{ 'Public value': '' }, 'Public value', /Fill in/],
      [{ 'Public value': 'x'.repeat(239) }, 'Public value', /239 characters.*238/],
      [{ 'Secret value': 'x'.repeat(71) }, 'Secret value', /71 characters.*70/],
      [{ 'Secret value': '' }, 'Secret value', /Type the secret/],
      [{ Comment: 'x'.repeat(255) }, 'Comment', /255 characters.*254/],
      [{ Comment: 'bell \u0007' }, 'Comment', /control character/],
      [{ 'Valid to': '2020-01-01T00:00' }, 'Valid to', /before it starts/],
      [{ 'Valid from': '' }, 'Valid from', /Fill in/],
    ] as const)('refuses %j at its field, sends nothing and loses nothing', async (change, field, words) => {
      const { fields } = await openOn('person');
      const values = { ...entry, Comment: 'stays', ...change };
      await fillIn(fields, values);
      const sent = crm.requests.length;
      await fields.click('Save');
      await fields.waitForText(words);
      const { invalid, description } = await fields.field(field);
      expect(invalid).toBe(true);
      expect(description).toMatch(words);
      for (const [each, value] of Object.entries(values))
        expect((await fields.field(each)).value).toBe(value);
      expect(crm.requests.length).toBe(sent);
    });

    it('stores an entry without a secret only when that is chosen', async () => {
      const { fields } = await openOn('person');
      await fillIn(fields, { ...entry, 'Secret value': '' });
      await fields.click('Save');
      await fields.waitForText(/Save without a secret/);
      await fields.fill('Save without a secret', true);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect(heldAs(entry['Public value'])).toMatchObject([{ SecretValue: '' }]);
    });

    it('shows the secret only on request, and hides it again', async () => {
      const { fields } = await openOn('person');
      await fields.fill('Secret value', 'visible?');
      expect((await fields.field('Secret value')).type).toBe('password');
      await fields.click('Show secret');
      expect(await fields.field('Secret value')).toMatchObject({ type: 'text', value: 'visible?' });
      await fields.click('Show secret');
      expect(await fields.field('Secret value')).toMatchObject({ type: 'password', value: 'visible?' });
    });

    it('opens for the page from the context menu', async () => {
      await tab.goto(crm.pages.person);
      await (await tab.clickToolbar()).close();
      const fields = form(await tab.clickMenu());
      await fields.waitForField('Associate');
      expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
    });

    it('opens for the link that was clicked, whatever its page is about', async () => {
      await tab.goto(crm.pages.company);
      await (await tab.clickToolbar()).close();
      const fields = form(await tab.clickMenu('main a[href*="person_id=209"]'));
      await fields.waitForField('Associate');
      expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
    });

    it('works as a page of its own, for the tab that is named', async () => {
      await tab.goto(crm.pages.person);
      const id = await tab.tabId();
      await (await tab.clickToolbar()).close();
      const page = await driver.extensionPage(`popup/index.html?tab=${id}`);
      const fields = form(page);
      await fields.waitForField('Associate');
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect(heldAs(entry['Public value'])).toHaveLength(1);
      await page.close();
      await tab.bringToFront();
    });

    it('exchanges the token for a ticket where NetServer takes no token', async () => {
      crm.refuseAccessTokens = true;
      try {
        const { fields } = await openOn('person');
        await fillIn(fields, entry);
        await fields.click('Save');
        await fields.waitForStatus(/^Saved/);
        expect(heldAs(entry['Public value'])).toHaveLength(1);
        expect(operations().filter((operation) => operation === 'AuthenticateWithAccessToken')).toHaveLength(
          1,
        );
      } finally {
        crm.refuseAccessTokens = false;
      }
    });

    it('puts the secret into one Save request and nowhere else', async () => {
      const secret = 'MARK-5ecr3t-MARK';
      const { popup, fields } = await openOn('person');
      await fillIn(fields, { ...entry, 'Secret value': secret });
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      expect(crm.requests.filter((request) => JSON.stringify(request).includes(secret))).toHaveLength(1);
      expect(JSON.stringify(await driver.storages())).not.toContain(secret);
      expect(driver.console.join('\n')).not.toContain(secret);
      expect(await popup.evaluate(() => document.documentElement.outerHTML, undefined)).not.toContain(secret);
      expect(await tab.evaluate(() => document.documentElement.outerHTML, undefined)).not.toContain(secret);
    });

    it('sends SOAP without cookies, and a ticket in no other request', async () => {
      const { fields } = await openOn('person');
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      for (const { operation, headers, body } of crm.requests) {
        const isSave = operation === 'SaveUntrustedCredentialsForAssociate';
        if (isSave) expect(headers).not.toHaveProperty('cookie');
        expect(/8A:|7T:/.test(body + JSON.stringify(headers))).toBe(isSave);
      }
    });

    it.skipIf(!hasContracts)('sends what the official WSDLs describe', async () => {
      crm.refuseAccessTokens = true;
      try {
        const { fields } = await openOn('person');
        await fillIn(fields, { ...entry, Comment: 'ümläut & <tag>' });
        await fields.click('Save');
        await fields.waitForStatus(/^Saved/);
      } finally {
        crm.refuseAccessTokens = false;
      }
      const soap = crm.requests.filter(({ headers }) => headers.soapaction);
      expect(soap.length).toBeGreaterThan(2);
      for (const { path, body } of soap) {
        expect(violations(/(\w+)\.svc/.exec(path)?.[1] as string, body)).toEqual([]);
      }
    });

    it('warns a user without the right, and shows the server’s words when it refuses', async () => {
      await tab.goto(signIn('KARE'));
      const { fields } = await openOn('person');
      expect(await fields.text()).toMatch(/user administration right/);
      await fillIn(fields, entry);
      await fields.click('Save');
      await fields.waitForAlert(/^Not saved\. Your rights/);
      expect(await fields.alert()).toContain(
        'You do not have the right to change the credentials of other users.',
      );
      expect((await fields.field('Secret value')).value).toBe(entry['Secret value']);
      expect(heldAs(entry['Public value'])).toEqual([]);
      await tab.goto(signIn('ASE'));
    });
  });
}
