import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { showClassicPage } from '../classic-page.ts';
import { violations } from '../contract.ts';
import { type Crm, startCrm } from '../crm/server.ts';
import { INSTALLATIONS, TENANTS } from '../installations.ts';
import { TestBrowser } from './browser.ts';
import { openForm, valueIn } from './form.ts';
import { SAVE } from './world.ts';

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
