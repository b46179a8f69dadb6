import type { ServicesVersion, TenantName } from './crm/server.ts';

/** A SuperOffice as it may be installed somewhere. */
export interface Installation {
  readonly services: ServicesVersion;
  readonly tenant: TenantName;
  readonly servicesAt: 'Remote' | '/SuperOfficeNetServer/Remote';
  /** How it comes to a ticket, and which it takes. */
  readonly ticket: 'token' | 'exchange' | 'classic' | 'none';
}

/** By tenant: who administers it, and the page of an employee, #104. */
export const TENANTS = {
  Cust12345: { user: 'ASE', page: 'default.aspx?contact.main.personarchive?contact_id=2&person_id=207' },
  SuperOffice: { user: 'OSKAR', page: 'Default.aspx??PERSON_ID=207' },
} as const satisfies Record<TenantName, object>;

/** Online and on-site, of every version, wherever the services are, however it gives tickets. */
export const INSTALLATIONS: readonly Installation[] = (
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
