import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { showClassicPage } from '../classic-page.ts';
import { violations } from '../contract.ts';
import { type Crm, startCrm, type Variant } from '../crm/server.ts';
import { CORNERS, INSTALLATIONS, TENANTS } from '../installations.ts';
import { TestBrowser } from './browser.ts';
import { openForm, valueIn } from './form.ts';
import { SAVE } from './world.ts';

const LIST = 'GetUntrustedCredentialsForAssociate';
const SECRET = ' <&>" åß🔑 ';

let crm: Crm;
beforeAll(async () => {
  crm = await startCrm();
});
beforeEach(() => crm.reset());
afterAll(() => crm.close());

describe('the main job', () => {
  it.each(INSTALLATIONS)(
    '$services, $tenant, at $servicesAt, ticket: $ticket',
    async ({ services, tenant, servicesAt, ticket }) => {
      const { user, page } = TENANTS[tenant];
      // Each installation is met for the first time.
      const browser = new TestBrowser();
      Object.assign(crm, { services, servicesAt });
      const tab = await browser.open(`${crm.origin}/${tenant}/login.aspx?user=${user}`);
      await tab.navigate(`${crm.origin}/${tenant}/${page}`);
      const token = [...crm.tenants[tenant].sessions.values()].at(-1)?.token ?? '';
      crm.refuseAccessTokens = ticket === 'exchange';
      crm.hasCurrentToken = ticket === 'token' || ticket === 'exchange';
      if (ticket === 'classic') await showClassicPage(tab.page, { ticket: token });

      const form = await openForm(browser, tab);
      expect(form.associate.associateId).toBe(104);
      // As soon as the type is typed.
      valueIn(await form.list('imap'));
      const entry = { Type: 'imap', PublicValue: 'mail.example/new' };
      expect(await form.save(entry, ' <&>" åß🔑 ')).toEqual({ ok: true, value: { readBack: false } });
      const held = crm.tenants[tenant].credentials.filter(
        ({ PublicValue }) => PublicValue === entry.PublicValue,
      );
      expect(held).toMatchObject([{ AssociateId: 104, Type: 'imap', SecretValue: ' <&>" åß🔑 ' }]);
      const done = crm.requests.findLast(
        ({ operation, status }) => operation === SAVE && status >= 200 && status < 300,
      );
      const bySoap = services !== 'none' && ticket !== 'none';
      expect(done?.path.toLowerCase()).toContain(
        bySoap ? `remote/${services.toLowerCase()}/user.svc` : '/api/v1/agents/user/',
      );
      const soap = crm.requests.filter(({ headers }) => headers.soapaction);
      for (const request of soap) expect(violations(request)).toEqual([]);

      // The endpoint that worked is remembered: the next Save takes it at once.
      await tab.reload();
      const next = await openForm(browser, tab);
      crm.requests.length = 0;
      expect(await next.save({ ...entry, PublicValue: 'again' }, 'S3cret')).toMatchObject({ ok: true });
      expect(crm.requests.filter(({ operation }) => operation === SAVE)).toHaveLength(1);
      browser.stop();
    },
  );
});

describe('the main job, where', () => {
  it.each(CORNERS)('$what, goes by $by', async ({ crm: variant, by }) => {
    Object.assign(crm, variant);
    const browser = new TestBrowser();
    const tab = await browser.open(`${crm.base}/login.aspx?user=ASE`);
    await tab.navigate(crm.pages.person);
    const requests = (operation?: string) =>
      crm.requests.filter(
        (each) => each.path.includes('.svc') && (!operation || each.operation === operation),
      );
    const held = (name: string) => crm.credentials.filter(({ PublicValue }) => PublicValue === name);
    const save = async (name: string) => {
      crm.requests.length = 0;
      tab.grant();
      const form = await openForm(browser, tab);
      expect(await form.save({ Type: 'imap', PublicValue: name }, SECRET)).toEqual({
        ok: true,
        value: { readBack: false },
      });
      expect(held(name)).toMatchObject([{ AssociateId: 104, SecretValue: SECRET }]);
      const saves = crm.requests.filter(({ operation }) => operation === SAVE);
      // A secret goes only to where a list was read, and once.
      expect(saves).toHaveLength(1);
      const [saved] = saves;
      expect(saved?.path.includes('.svc')).toBe(by !== 'REST');
      if (by === 'SOAP with cookies') expect(saved?.headers.cookie).toBeDefined();
      const lists = crm.requests.filter(({ operation }) => operation === LIST);
      expect(lists.at(-1)?.path).toBe(saved?.path.replace(SAVE, LIST));
      return form;
    };

    // Nothing of the ladder is tried for nothing.
    const form = await save('first');
    expect(requests().length).toBeLessThanOrEqual(8);
    expect(valueIn(await form.list('imap')).entries).toHaveLength(3);
    // The second one knows the endpoint, in this worker and in the next.
    await save('second');
    if (by === 'REST') expect(requests().length).toBeLessThanOrEqual(1);
    browser.stop();
    const last = await save('third');
    if (by === 'REST') expect(requests().length).toBeLessThanOrEqual(1);
    expect(await last.remove('imap', 'third')).toEqual({ ok: true, value: null });
    expect(held('third')).toEqual([]);
    browser.stop();
  });

  it.each<[string, Partial<Variant>, 'SOAP' | 'REST']>([
    ['takes no ticket any more', { soapTakes: 'no tickets' }, 'REST'],
    ['wants an application token', { soapTakes: 'applications' }, 'REST'],
    ['is behind a proxy that wants cookies', { gate: { answers: 'redirect' } }, 'SOAP'],
    ['is behind one that lets nobody in', { gate: { answers: 'redirect', closed: true } }, 'REST'],
    ['wants everybody’s cookies', { gate: { answers: 'unauthorized' } }, 'SOAP'],
    ['refuses everybody', { gate: { answers: 'unauthorized', closed: true } }, 'REST'],
  ])('SOAP reads, and then %s, a write goes on', async (_, variant, by) => {
    const browser = new TestBrowser();
    const tab = await browser.open(`${crm.base}/login.aspx?user=ASE`);
    await tab.navigate(crm.pages.person);
    const form = await openForm(browser, tab);
    valueIn(await form.list('imap'));
    Object.assign(crm, variant);
    const entry = { Type: 'imap', PublicValue: 'new' };
    expect(await form.save(entry, SECRET)).toEqual({ ok: true, value: { readBack: false } });
    const saves = crm.requests.filter(({ operation }) => operation === SAVE);
    expect(saves.at(-1)?.path.includes('.svc')).toBe(by === 'SOAP');
    expect(saves.filter(({ executed }) => executed > 0)).toHaveLength(1);
    expect(await form.remove('imap', 'new')).toEqual({ ok: true, value: null });
    expect(crm.credentials.map(({ PublicValue }) => PublicValue)).not.toContain('new');
    browser.stop();
  });
});
