import { beforeEach, describe, expect, it } from 'vitest';
import type { ServicesVersion, TenantName } from '../crm/server.ts';
import type { Driver } from './driver.ts';
import { form } from './form.ts';
import { inWorld, showClassicPage, store } from './world.ts';

/** How an installation comes to a ticket, and which it takes. */
type Ticket = 'token' | 'exchange' | 'classic' | 'none';

interface Installation {
  readonly services: ServicesVersion;
  readonly tenant: TenantName;
  readonly servicesAt: 'Remote' | '/SuperOfficeNetServer/Remote';
  readonly ticket: Ticket;
}

const TENANTS = {
  Cust12345: { user: 'ASE', page: 'default.aspx?contact.main.personarchive?contact_id=2&person_id=207' },
  SuperOffice: { user: 'OSKAR', page: 'Default.aspx??PERSON_ID=207' },
} as const satisfies Record<TenantName, object>;

const ALL: readonly Installation[] = (
  ['Services84', 'Services85', 'Services86', 'Services87', 'Services88', 'none'] as const
).flatMap((services) =>
  (
    [
      ['Cust12345', 'Remote'],
      ['SuperOffice', 'Remote'],
      ['SuperOffice', '/SuperOfficeNetServer/Remote'],
    ] as const
  ).flatMap(([tenant, servicesAt]) =>
    (['token', 'exchange', 'classic', 'none'] as const).map((ticket) => ({
      services,
      tenant,
      servicesAt,
      ticket,
    })),
  ),
);

/** All of them in one browser, the corners in the other. */
const INSTALLATIONS: Readonly<Record<Driver['name'], readonly Installation[]>> = {
  chromium: ALL,
  firefox: ALL.filter(
    ({ services, servicesAt, ticket }) =>
      ['Services84', 'none'].includes(services) &&
      servicesAt !== 'Remote' &&
      ['exchange', 'classic', 'none'].includes(ticket),
  ),
};

/** The main job on every SuperOffice: online and on-site, of every version, wherever its services are, however it gives tickets. */
export function testMatrix(name: Driver['name']): void {
  describe(`installations in ${name}`, () => {
    const world = inWorld(name);
    // Each installation is met for the first time.
    beforeEach(() => store(world.driver, { ways: {}, settings: {} }));

    it.each(INSTALLATIONS[name])(
      '$services, $tenant, at $servicesAt, ticket: $ticket',
      async (installation) => {
        const { services, tenant, servicesAt, ticket } = installation;
        const { crm, tab, entry } = world;
        const { user, page } = TENANTS[tenant];
        Object.assign(crm, { services, servicesAt });
        await tab.goto(`${crm.origin}/${tenant}/login.aspx?user=${user}`);
        await tab.goto(`${crm.origin}/${tenant}/${page}`);
        const token = [...crm.tenants[tenant].sessions.values()].at(-1)?.token ?? '';
        crm.refuseAccessTokens = ticket === 'exchange';
        crm.hasCurrentToken = ticket === 'token' || ticket === 'exchange';
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
          ({ operation, status }) =>
            operation === 'SaveUntrustedCredentialsForAssociate' && status >= 200 && status < 300,
        );
        const bySoap = services !== 'none' && ticket !== 'none';
        expect(done?.path.toLowerCase()).toContain(
          bySoap ? `remote/${services.toLowerCase()}/user.svc` : '/api/v1/agents/user/',
        );
      },
    );
  });
}
