import type { GateAnswer, ServicesVersion, TenantName, Variant } from './crm/server.ts';

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

/** A SuperOffice that differs from those in one respect, and the endpoint by which a Save ends well all the same. */
interface Corner {
  readonly what: string;
  readonly crm: Partial<Variant>;
  readonly by: 'SOAP' | 'SOAP with cookies' | 'REST';
}

const GATES: readonly GateAnswer[] = [
  'redirect',
  'unauthorized',
  'forbidden',
  'signInPage',
  'noConnection',
  'otherBinding',
  'broken',
  'unavailable',
  'json',
];

export const CORNERS: readonly Corner[] = [
  { what: 'SOAP takes no ticket of a web session', crm: { soapTakes: 'no tickets' }, by: 'REST' },
  {
    what: 'SOAP takes none, and none exchanged',
    crm: { soapTakes: 'no tickets', services: 'Services84' },
    by: 'REST',
  },
  { what: 'SOAP wants an application token', crm: { soapTakes: 'applications' }, by: 'REST' },
  {
    what: 'exceptions are named with their assembly',
    crm: { soapTakes: 'no tickets', namesAssemblies: true },
    by: 'REST',
  },
  {
    what: 'exceptions are named so, and tickets exchanged',
    crm: { refuseAccessTokens: true, namesAssemblies: true },
    by: 'SOAP',
  },
  { what: 'the services are of an unknown version alone', crm: { services: 'Services89' }, by: 'REST' },
  ...GATES.flatMap((answers): Corner[] => [
    {
      what: `before SOAP stands a gate (${answers}) that knows people by a cookie`,
      crm: { gate: { answers } },
      // Of a binding nobody thinks that cookies would change it.
      by: answers === 'otherBinding' ? 'REST' : 'SOAP with cookies',
    },
    {
      what: `in the place of SOAP is a gate (${answers})`,
      crm: { gate: { answers, closed: true } },
      by: 'REST',
    },
  ]),
  {
    what: 'the gate would have the browser ask for a name',
    crm: { gate: { answers: 'unauthorized' }, challenges: 'always' },
    by: 'REST',
  },
];
