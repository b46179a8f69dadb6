import { type Answer, empty, html, json } from './answers.ts';
import type { Stores } from './netserver.ts';
import { messagePage } from './pages.ts';

export type ServicesVersion = `Services8${4 | 5 | 6 | 7 | 8 | 9}` | 'none';

/** What stands before SOAP, or in its place, each with what it answers; `null` drops the connection. */
export const GATES = {
  /** An authenticating proxy, which sends to its sign-in page. */
  redirect: () => empty(302, { Location: 'https://login.example/authorize' }),
  unauthorized: () => html(messagePage('401 - Unauthorized', 'Access is denied.'), 401),
  forbidden: () => html(messagePage('403 - Forbidden', 'Access is denied.'), 403),
  signInPage: () => html(messagePage('Sign in', 'Who are you?')),
  /** A host that wants a client certificate. */
  noConnection: () => null,
  /** Of a binding that speaks SOAP 1.2. */
  otherBinding: () => empty(415),
  /** An application that does not start. */
  broken: () => html(messagePage('Server Error', 'Could not load file or assembly.'), 500),
  unavailable: () => html(messagePage('Service Unavailable', 'The service is unavailable.'), 503),
  json: () => json({ Message: 'Not here.' }, 400),
} satisfies Record<string, () => Answer | null>;
export type GateAnswer = keyof typeof GATES;

/** How the demo CRM differs from SuperOffice Online; `reset()` takes all of it back. */
export interface Variant {
  /** When true, SOAP refuses `8A:` as a ticket, and only the exchanged `7T:` is accepted. */
  refuseAccessTokens: boolean;
  /** The one version whose SOAP services are there, or none at all. */
  services: ServicesVersion;
  /** Where the SOAP services are: below the web client, or of on-site installations in an application beside it. */
  servicesAt: 'Remote' | '/SuperOfficeNetServer/Remote';
  /**
   * True where `/SuperOfficeNetServer/Remote` is there, in version 88, and belongs to another installation of the host,
   * whatever `servicesAt` says. It knows no ticket of the tenants, and no fault strikes it.
   */
  hasForeignServices: boolean;
  /**
   * How what is stored differs from what was sent, and what is taken for the same: `trimmed` cuts blanks at the end,
   * `anyCase` compares without case, `otherTime` moves dates by an hour, by SOAP and by REST.
   */
  stores: Stores;
  /** The location code of the server's time zone. */
  timeZone: string;
  /** False for an old web client, whose REST knows no `currentToken`. */
  hasCurrentToken: boolean;
  /** The HTTP status of the answer to a wrong XSRF value. */
  xsrfStatus: number;
  /** What stands before SOAP, and lets nobody through who sends no cookies of a session; or, `closed`, nobody at all. */
  gate: { answers: GateAnswer; closed?: boolean } | null;
  /** Whom SOAP takes: nobody by the ticket of a web session, or only who shows the key of an app. */
  soapTakes: 'tickets' | 'no tickets' | 'applications';
  /** True where the operations for an associate are for administrators only, for oneself as well. */
  restrictsAssociates: boolean;
  /** True where exceptions are named with their namespace and assembly. */
  namesAssemblies: boolean;
  /** Whether a status 401 has the browser ask for a name and password: not where a script says that it is one, or always. */
  challenges: 'never' | 'not scripts' | 'always';
  /** True where the web server itself, by Windows authentication, keeps out whoever sends no cookies. */
  knowsNobodyWithoutCookies: boolean;
  /** True where the on-site tenant has its host for itself: what is below `/SuperOffice` otherwise is below the root. */
  isAtRoot: boolean;
  /** How much later than at once REST and SOAP answer. */
  delayMilliseconds: number;
  /** The columns that an older archive of users does not have. */
  archiveLacks: readonly string[];
  /** By how much the server's clock is behind the true time. */
  clockBehindMilliseconds: number;
}

/** SuperOffice Online. */
export const STANDARD: Readonly<Variant> = {
  refuseAccessTokens: false,
  services: 'Services88',
  servicesAt: 'Remote',
  hasForeignServices: false,
  stores: 'exactly',
  timeZone: 'NO',
  hasCurrentToken: true,
  xsrfStatus: 401,
  gate: null,
  soapTakes: 'tickets',
  restrictsAssociates: false,
  namesAssemblies: false,
  challenges: 'never',
  knowsNobodyWithoutCookies: false,
  isAtRoot: false,
  delayMilliseconds: 0,
  archiveLacks: [],
  clockBehindMilliseconds: 0,
};
