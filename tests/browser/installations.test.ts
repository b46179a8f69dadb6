import { beforeEach, describe, expect, it } from 'vitest';
import { showClassicPage } from '../classic-page.ts';
import type { Variant } from '../crm/server.ts';
import type { Driver } from '../driver/driver.ts';
import { form } from '../driver/form.ts';
import { type Installation, TENANTS } from '../installations.ts';
import { BROWSER, inWorld, store } from './world.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';

/** The farthest one for each browser; the worker in Node meets them all (`tests/worker/installations.test.ts`). */
const FARTHEST = {
  services: 'Services84',
  tenant: 'SuperOffice',
  servicesAt: '/SuperOfficeNetServer/Remote',
} as const;
const INSTALLATIONS: Readonly<Record<Driver['name'], Installation>> = {
  chromium: { ...FARTHEST, ticket: 'exchange' },
  firefox: { ...FARTHEST, ticket: 'classic' },
};

/** Every SuperOffice: other versions of the services, no SOAP any more, no token yet, and on-site. */
describe('installations', () => {
  const world = inWorld();
  // Each installation is met for the first time.
  beforeEach(() => store(world.driver, { endpoints: {}, settings: {} }));

  async function saveOne(): Promise<void> {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, 'Secret value': ' <&>" åß🔑 ', Comment: 'ümläut' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { AssociateId: 104, SecretValue: ' <&>" åß🔑 ', Comment: 'ümläut', ValidTo: '9999-12-31T23:59:59' },
    ]);
    await fields.waitForText(new RegExp(`Stored credentials[\\s\\S]*${world.entry['Public value']}`));
  }

  it('takes the ticket that the classic web client gives to its own pages', async () => {
    await world.tab.goto(world.crm.pages.person);
    const token = [...world.crm.tenants.Cust12345.sessions.values()].at(-1)?.token;
    world.crm.hasCurrentToken = false;
    await showClassicPage(world.tab, { ticket: token });
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    await fields.click('Clear');
    await world.fillIn(fields, world.entry);
    world.crm.requests.length = 0;
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const save = world.crm.requests.find(({ operation }) => operation === SAVE);
    expect(save?.path).toMatch(/Remote\/Services\d\d\/User\.svc/);
  });

  // The others: `tests/worker/installations.test.ts`.
  it.each(['Services84', 'none'] as const)('does the main job with services: %s', async (services) => {
    world.crm.services = services;
    await saveOne();
    // The way that worked is remembered: the next Save takes it at once.
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, 'Public value': 'again' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
    expect(world.heldAs('again')).toHaveLength(1);
  });

  it('does the main job without a token, by REST', async () => {
    world.crm.hasCurrentToken = false;
    await saveOne();
    const save = world.crm.requests.find(({ operation }) => operation === SAVE);
    expect(save?.path).toMatch(/api\/v1\/Agents\/User/);
  });

  it('does the main job where Windows authentication keeps out whoever sends no cookies, by SOAP', async () => {
    world.crm.knowsNobodyWithoutCookies = true;
    const { fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/imap\.fjordlys/);
    // The list has found out what it takes: the Save is sent once.
    world.crm.requests.length = 0;
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ SecretValue: 'S3cret' }]);
    const saves = world.crm.requests.filter(({ operation }) => operation === SAVE);
    expect(saves.map(({ path, status }) => [path.replace(/^.*Remote/, 'Remote'), status])).toEqual([
      ['Remote/Services88/User.svc', 200],
    ]);
  });

  it.each<[string, Partial<Variant>, RegExp]>([
    ['a host cuts off whoever sends no cookies', { gate: { answers: 'noConnection' } }, /User\.svc$/],
    ['it cuts off everybody', { gate: { answers: 'noConnection', closed: true } }, /api\/v1\/Agents\/User/],
    ['a proxy sends to its sign-in page', { gate: { answers: 'redirect' } }, /User\.svc$/],
    // With cookies the browser would ask for a name and password, and nothing would come for as long.
    [
      'a status 401 wants a name and password',
      { gate: { answers: 'unauthorized', closed: true }, challenges: 'always' },
      /api\/v1\/Agents\/User/,
    ],
  ])('does the main job where %s', async (_, variant, path) => {
    Object.assign(world.crm, variant);
    await saveOne();
    const save = world.crm.requests.findLast(({ operation }) => operation === SAVE);
    expect(save?.path).toMatch(path);
    expect(save?.status).toBeGreaterThan(0);
  });

  it('asks for no name and password where nobody is signed in and a server spares scripts', async () => {
    await world.tab.goto(world.crm.pages.person);
    world.crm.endSessions();
    world.crm.challenges = 'not scripts';
    const { fields } = await world.open();
    await fields.waitForAlert(/not signed in/);
  });

  it('takes the XSRF value of the page, where that of the cookie is refused', async () => {
    const elsewhere = 'XSRF-TOKEN=of-another-tab; Path=/Cust12345';
    await world.signIn('ASE');
    await world.tab.evaluate((cookie) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser
      document.cookie = cookie;
    }, elsewhere);
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    await fields.click('Clear');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
    await world.signIn('ASE');
  });

  it('asks the classic page whom it shows when its address says nothing', async () => {
    await world.tab.goto(`${world.crm.base}/default.aspx`);
    await showClassicPage(world.tab, { person: 209 });
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
  });

  it('says which steps were tried, and what each answered, where no way leads on', async () => {
    await store(world.driver, { settings: { sites: { '*': { transport: 'SOAP' } } } });
    world.crm.services = 'none';
    const save = async () => {
      const { popup, fields } = await world.openOn('person');
      await world.fillIn(fields, world.entry);
      await fields.click('Save');
      await fields.waitForAlert(/^Not saved/);
      // The list of what is stored says the same, by its own.
      await popup.evaluate(() => document.querySelector<HTMLElement>('[role="alert"] summary')?.click());
      expect((await fields.field('Secret value')).value).toBe(world.entry['Secret value']);
      return fields.alert();
    };
    const closed = await save();
    expect(closed).toMatch(/gives extensions no access to the service that stores credentials/);
    expect(closed).toMatch(/SOAP Remote\/Services88: HTTP 404/);

    // No ticket either, and nothing else allowed.
    world.crm.hasCurrentToken = false;
    await world.signIn('ASE');
    const without = await save();
    expect(without).toMatch(/none of this SuperOffice's services can be used/);
    expect(without).toMatch(/GET User\/currentToken: HTTP 404\s+AjaxMethodDispatcher: –/);
  });

  it('names the server’s time zone beside the dates, where its clock is another, and begins a day earlier where it is behind', async () => {
    const { fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/imap\.fjordlys/);
    expect(await fields.text()).not.toMatch(/time zone/);
    const startOf = async (form: typeof fields) => Date.parse((await form.field('Valid from')).value);
    const today = await startOf(fields);
    for (const [zone, hours] of [
      ['Europe/Helsinki', 0],
      ['Europe/London', 24],
    ] as const) {
      world.crm.timeZone = zone;
      const again = (await world.openOn('person')).fields;
      await again.fill('Type', 'imap');
      await again.waitForText(new RegExp(`in SuperOffice's time zone \\(${zone}\\)`));
      expect(today - (await startOf(again))).toBe(hours * 3_600_000);
      await again.click('Clear');
      expect(today - (await startOf(again))).toBe(hours * 3_600_000);
    }
  });

  it('sends a secret unencrypted only after the person agreed, once for a site', async () => {
    // The demo CRM again, but by an address that does not say loopback.
    const elsewhere = (page: string) =>
      page.replace(world.crm.origin, `http://[::ffff:127.0.0.1]:${new URL(page).port}`);
    await world.tab.goto(`${elsewhere(world.crm.pages.signIn)}?user=ASE`);
    await world.tab.goto(elsewhere(world.crm.pages.person));
    const { fields } = await world.open();
    await fields.waitForAlert(/not encrypted: anyone on the network could read the secret/);
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForAlert(/not encrypted: anyone/);
    expect(world.saves()).toBe(0);
    await fields.click('Send unencrypted to this site');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const again = (await world.open()).fields;
    await again.waitForField('Associate');
    expect(await again.alert()).toBe('');
  });

  it('does the main job beside the web client, of the oldest version, without a token that it takes', async () => {
    const { services, tenant, servicesAt, ticket } = INSTALLATIONS[BROWSER];
    const { crm, tab, entry } = world;
    const { user, page } = TENANTS[tenant];
    Object.assign(crm, { services, servicesAt });
    await tab.goto(`${crm.origin}/${tenant}/login.aspx?user=${user}`);
    await tab.goto(`${crm.origin}/${tenant}/${page}`);
    const token = [...crm.tenants[tenant].sessions.values()].at(-1)?.token;
    crm.refuseAccessTokens = ticket === 'exchange';
    crm.hasCurrentToken = ticket === 'exchange';
    if (ticket === 'classic') await showClassicPage(tab, { ticket: token });

    const fields = form(await tab.clickToolbar());
    await fields.waitForField('Associate');
    await world.fillIn(fields, { ...entry, 'Secret value': ' <&>" åß🔑 ' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const held = crm.tenants[tenant].credentials.filter(
      ({ PublicValue }) => PublicValue === entry['Public value'],
    );
    expect(held).toMatchObject([{ AssociateId: 104, Type: 'imap', SecretValue: ' <&>" åß🔑 ' }]);
    const done = crm.requests.findLast(
      ({ operation, status }) => operation === SAVE && status >= 200 && status < 300,
    );
    expect(done?.path.toLowerCase()).toContain('/superofficenetserver/remote/services84/user.svc');
  });

  it('works on-site, whatever the application is called', async () => {
    await world.tab.goto(`${world.crm.origin}/SuperOffice/login.aspx?user=OSKAR`);
    await world.tab.goto(`${world.crm.origin}/SUPEROFFICE/Default.aspx??PERSON_ID=207`);
    await world.tab.goto(`${world.crm.origin}/SuperOffice/Default.aspx??PERSON_ID=207`);
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe('Wilhelmina Jansen · WILMA · #104');
    expect(await fields.text()).toMatch(/127\.0\.0\.1:\d+\/SuperOffice\s+Signed in as Oskar Nyström/);
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.crm.tenants.SuperOffice.credentials).toMatchObject([
      {},
      { AssociateId: 104, PublicValue: world.entry['Public value'] },
    ]);
    expect(world.heldAs(world.entry['Public value'])).toEqual([]);
  });
});
