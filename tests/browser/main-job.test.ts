import { describe, expect, it } from 'vitest';
import { violations } from '../contract.ts';
import { form } from '../driver/form.ts';
import { BROWSER, EMPLOYEE, inWorld } from './world.ts';

/** The main job: from the page to a credential that the CRM holds, through the real toolbar popup. */
describe('the main job', () => {
  const world = inWorld();

  it.each([
    ['company', EMPLOYEE],
    ['person', EMPLOYEE],
    ['diary', EMPLOYEE],
    ['admin', EMPLOYEE],
    ['resourceDiary', 'Meeting room Fjord · FJORD · #207'],
  ] as const)('fills in the associate of the %s page', async (page, associate) => {
    const { fields } = await world.openOn(page);
    expect((await fields.field('Associate')).value).toBe(associate);
    const text = await fields.text();
    expect(text).toContain('Cust12345');
    expect(text).toContain('Åse Lindqvist');
  });

  it.each([
    ['customer', /not an associate/],
    ['companyOnly', /is about a company/],
  ] as const)('says whom the %s page is about, and lets the person choose', async (page, words) => {
    const { fields } = await world.openOn(page);
    await fields.waitForText(words);
    expect((await fields.field('Associate')).value).toBe('');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Sanne van den Broek · SANNE · #106/);
    await fields.press('ArrowDown');
    await fields.press('Enter');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { AssociateId: 106, SecretValue: world.entry['Secret value'] },
    ]);
  });

  it('stores exactly what was typed, with one Save and five requests at most', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, {
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
    expect(world.heldAs(' server "quoted" \'user\' ]]> ')).toEqual([
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
    expect(world.saves()).toBe(1);
    // Lists are read beside, and what comes after it reads one anew.
    const asked = world.operations().filter((name) => name !== 'GetUntrustedCredentialsForAssociate');
    expect(asked.indexOf('SaveUntrustedCredentialsForAssociate')).toBeLessThan(4);
  });

  it('sends one request per Save on a fresh session, and five at most from open to saved', async () => {
    // What is stored already is asked for while the person types.
    const { fields } = await world.openFilledIn();
    const before = world.operations();
    const asked = before.filter((name) => name !== 'GetUntrustedCredentialsForAssociate');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const sent = world.operations().slice(before.length);
    expect(sent[0]).toBe('SaveUntrustedCredentialsForAssociate');
    // And it is asked for again after it.
    expect(sent.slice(1).filter((name) => name !== 'GetUntrustedCredentialsForAssociate')).toEqual([]);
    // One of the lists is needed to tell what a Save would replace; the others are read beside.
    expect(asked.length + 2, String(before)).toBeLessThanOrEqual(5);
  });

  it('is valid from today 00:00 without end, and active, when nothing else is said', async () => {
    const { fields } = await world.openOn('person');
    const today = await world.tab.evaluate(
      () =>
        [new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()]
          .map((part) => String(part).padStart(2, '0'))
          .join('-'),
      undefined,
    );
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { ValidFrom: `${today}T00:00:00`, ValidTo: '9999-12-31T23:59:59', IsActive: true },
    ]);
  });

  it('is ready for the next one after Save: associate and type kept, secret empty', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
    expect((await fields.field('Type')).value).toBe('imap');
    expect((await fields.field('Public value')).value).toBe('');
    expect((await fields.field('Secret value')).value).toBe('');
    await world.fillIn(fields, { 'Public value': 'second', 'Secret value': 'two' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved.*second/);
    expect(world.saves()).toBe(2);
  });

  it.each([
    [{ Type: '' }, 'Type', /Fill in/],
    [{ Type: 'CRM5/Password' }, 'Type', /signing in/],
    [{ 'Public value': '' }, 'Public value', /Fill in/],
    [{ 'Public value': 'x'.repeat(239) }, 'Public value', /239 characters.*238/],
    [{ 'Secret value': 'x'.repeat(71) }, 'Secret value', /71 characters.*70/],
    [{ 'Secret value': '' }, 'Secret value', /Enter the secret/],
    [{ Comment: 'x'.repeat(255) }, 'Comment', /255 characters.*254/],
    [{ Comment: 'bell \u0007' }, 'Comment', /control character/],
    [{ 'Valid to': '2020-01-01T00:00' }, 'Valid to', /is before Valid from/],
    [{ 'Valid from': '' }, 'Valid from', /Fill in/],
  ] as const)('refuses %j at its field, sends nothing and loses nothing', async (change, field, words) => {
    const { fields } = await world.openOn('person');
    const values = { ...world.entry, Comment: 'stays', ...change };
    await world.fillIn(fields, values);
    await fields.click('Save');
    await fields.waitForText(words);
    const { invalid, description } = await fields.field(field);
    expect(invalid).toBe(true);
    expect(description).toMatch(words);
    for (const [each, value] of Object.entries(values)) expect((await fields.field(each)).value).toBe(value);
    expect(world.saves()).toBe(0);
    expect(JSON.stringify(world.crm.requests)).not.toContain(world.entry['Public value']);
  });

  it('stores an world.entry without a secret only when that is chosen', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, 'Secret value': '' });
    await fields.click('Save');
    await fields.waitForText(/Save without a secret/);
    await fields.fill('Save without a secret', true);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ SecretValue: '' }]);
  });

  it('shows the secret only on request, and hides it again', async () => {
    const { fields } = await world.openOn('person');
    await fields.fill('Secret value', 'visible?');
    expect((await fields.field('Secret value')).type).toBe('password');
    await fields.click('Show secret');
    expect(await fields.field('Secret value')).toMatchObject({ type: 'text', value: 'visible?' });
    await fields.click('Show secret');
    expect(await fields.field('Secret value')).toMatchObject({ type: 'password', value: 'visible?' });
  });

  it('opens for the page from the context menu', async () => {
    await world.tab.goto(world.crm.pages.person);
    const fields = form(await world.tab.clickMenu());
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
  });

  it('opens for the link that was clicked, whatever its page is about', async () => {
    await world.tab.goto(world.crm.pages.company);
    const fields = form(await world.tab.clickMenu('main a[href*="person_id=209"]'));
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
  });

  it('tries again for the link that was clicked; the icon means the page', async () => {
    await world.tab.goto(world.crm.pages.company);
    world.crm.fail('currentPrincipal', 'fault-500');
    const popup = await world.tab.clickMenu('main a[href*="person_id=209"]');
    const fields = form(popup);
    await fields.waitForAlert(/./);
    world.crm.fail('currentPrincipal', undefined);
    await fields.click('Try again');
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
    await popup.close();
    const next = await world.open();
    await next.fields.waitForField('Associate');
    expect((await next.fields.field('Associate')).value).toBe(EMPLOYEE);
  });

  it('opens for the page where the clicked link leads to nobody', async () => {
    await world.tab.goto(world.crm.pages.company);
    const fields = form(await world.tab.clickMenu('nav a[href*="contact_id=107"], nav a:not([href*="_id"])'));
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
  });

  // Firefox cannot be asked.
  if (BROWSER === 'chromium')
    it('asks for nothing that Chromium would warn of', async () => {
      const page = await world.driver.extensionPage('popup/index.html?tab=1');
      const warnings = await page.evaluate(async () => {
        interface Management {
          getPermissionWarningsByManifest(manifest: string): Promise<string[]>;
        }
        const { chrome } = globalThis as unknown as {
          chrome: { management: Management; runtime: { getManifest(): object } };
        };
        return chrome.management.getPermissionWarningsByManifest(
          JSON.stringify(chrome.runtime.getManifest()),
        );
      }, undefined);
      expect(warnings).toEqual([]);
      await page.close();
      await world.tab.bringToFront();
    });

  it('works as a page of its own, for the tab that is named', async () => {
    await world.tab.goto(world.crm.pages.person);
    const id = await world.tab.tabId();
    await (await world.tab.clickToolbar()).close();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const fields = form(page);
    await fields.waitForField('Associate');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
    await page.close();
    await world.tab.bringToFront();
  });

  it('exchanges the token for a ticket where NetServer takes no token', async () => {
    world.crm.refuseAccessTokens = true;
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
    expect(world.operations()).toContain('AuthenticateWithAccessToken');
  });

  it('puts the secret into one Save request and nowhere else', async () => {
    const secret = 'MARK-5ecr3t-MARK';
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, 'Secret value': secret });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.crm.requests.filter((request) => JSON.stringify(request).includes(secret))).toHaveLength(1);
    expect(JSON.stringify(await world.driver.storages())).not.toContain(secret);
    expect(world.driver.console.join('\n')).not.toContain(secret);
    expect(await popup.evaluate(() => document.documentElement.outerHTML, undefined)).not.toContain(secret);
    expect(await world.tab.evaluate(() => document.documentElement.outerHTML, undefined)).not.toContain(
      secret,
    );
  });

  it('sends SOAP without cookies, and a ticket in no other request', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    for (const { headers, body } of world.crm.requests) {
      const isSoap = 'soapaction' in headers;
      if (isSoap) expect(headers).not.toHaveProperty('cookie');
      expect(/8A:|7T:/.test(body + JSON.stringify(headers))).toBe(isSoap);
    }
  });

  it('sends what the contract describes', async () => {
    world.crm.refuseAccessTokens = true;
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, Comment: 'ümläut & <tag>' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const soap = world.crm.requests.filter(({ headers }) => headers.soapaction);
    expect(soap.length).toBeGreaterThan(2);
    for (const request of soap) expect(violations(request)).toEqual([]);
  });

  it('warns a user without the right, and shows the server’s words when it refuses', async () => {
    await world.signIn('KARE');
    const { fields } = await world.openOn('person');
    expect(await fields.text()).toMatch(/user administration right/);
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForAlert(/^Not saved\. Your rights/);
    expect(await fields.alert()).toContain(
      'You do not have the right to change the credentials of other users.',
    );
    expect((await fields.field('Secret value')).value).toBe(world.entry['Secret value']);
    expect(world.heldAs(world.entry['Public value'])).toEqual([]);
    await world.signIn('ASE');
  });
});
