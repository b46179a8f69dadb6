// A loopback stand-in for SuperOffice: sign-in, pages, REST, SOAP, and faults on demand. Two tenants are served, an
// online-like one at /Cust12345 and an on-site-like one at /SuperOffice; they share nothing but the port.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createEncryptedServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { OPERATIONS, REST_REQUESTS, type SoapOperation } from '../contract-facts.ts';
import {
  type Answer,
  empty,
  errorAnswer,
  html,
  json,
  type OperationName,
  type Route,
  restError,
  xml,
} from './answers.ts';
import {
  canSignIn,
  type PageName,
  type Session,
  type StoredCredential,
  seed,
  type Tenant,
  type TenantName,
} from './data.ts';
import { type FaultName, type FaultRule, ruleOf } from './faults.ts';
import {
  AGENT_OPERATIONS,
  executeForUser,
  executeWithTicket,
  NetServerException,
  principalOf,
  type Stores,
  sessionException,
} from './netserver.ts';
import { messagePage, page, signInPage } from './pages.ts';
import { readBody, readQuery, readValue, userArchive } from './rest.ts';
import { operationOfAction, readRequest, type Value, writeResponse } from './wcf.ts';

export type { OperationName } from './answers.ts';
export {
  type PageName,
  type StoredCredential,
  storedCredential,
  type Tenant,
  type TenantName,
} from './data.ts';
export { FAULTS, type FaultName, WRITE_FAULTS } from './faults.ts';
export type { Stores } from './netserver.ts';

export type ServicesVersion = `Services8${4 | 5 | 6 | 7 | 8 | 9}` | 'none';

/** What stands before SOAP, or in its place, each with what it answers; `null` drops the connection. */
const GATES = {
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

const SLOW_MS = 60_000;

export interface RecordedRequest {
  /** Whose it was to answer: a tenant's, another installation's (`hasForeignServices`), or nobody's. */
  installation: TenantName | 'foreign' | null;
  method: string;
  /** With the query. */
  path: string;
  operation: OperationName | 'unknown';
  headers: Record<string, string>;
  body: string;
  /** 0 while unanswered, and for ever when the connection was dropped. */
  status: number;
  /** The answer's size on the wire, headers and body; 0 until all of it is written. */
  answerBytes: number;
  /** When it came, in milliseconds since 1970. */
  arrived: number;
  /** When all of its answer had been written, counted alike; 0 until then. */
  answered: number;
  /** When its operation was carried out, counted alike; 0 until then, and for ever when it is refused. */
  executed: number;
  /** False while the server may still carry it out, whoever waits for that. */
  isOver: boolean;
}

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

interface SetFault {
  rule: FaultRule;
  lifted: AbortController;
}

const STANDARD: Readonly<Variant> = {
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

export interface Crm extends Variant {
  /** Where browsers find it; `port` of 127.0.0.1 is where it listens. */
  readonly origin: string;
  readonly port: number;
  /** Of the tenant Cust12345, as are `credentials` and `pages`. */
  readonly base: string;
  readonly requests: RecordedRequest[];
  readonly credentials: StoredCredential[];
  /** Absolute addresses. */
  readonly pages: Readonly<Record<PageName, string>>;
  readonly tenants: Readonly<Record<TenantName, Tenant>>;
  /**
   * Makes every call of an operation go wrong, until told otherwise with undefined.
   * @param only the calls of one of the two that it is about; otherwise both
   */
  fail(operation: OperationName, fault: FaultName | undefined, only?: { readonly by: 'soap' | 'rest' }): void;
  /** All web sessions, access tokens and tickets end at once. */
  endSessions(): void;
  /** Seed data, nothing that differs, no faults, no recorded requests; who is signed in stays so. */
  reset(): void;
  close(): Promise<void>;
}

interface Call {
  tenant: Tenant;
  /** To the application that holds nothing but the SOAP services. */
  isBeside: boolean;
  /** The version that is spoken where the call goes to. */
  services: ServicesVersion;
  method: string;
  /** Path and query. */
  address: string;
  /** Below the tenant's path, without query, in lower case. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
  session: Session | undefined;
}

/** What names an address below `/SuperOffice`, as it does where that is the root. */
function fromRoot(headers: Answer['headers']): Answer['headers'] {
  const moved = (value: string) =>
    value.replace(/^\/SuperOffice(?=\/)/, '').replace('Path=/SuperOffice', 'Path=/');
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? moved(value) : value.map(moved),
    ]),
  );
}

const secret = () => randomBytes(18).toString('base64url');

/** In milliseconds since 1970, finer than `Date.now()`. */
const now = () => performance.timeOrigin + performance.now();

function cookiesOf(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

/** The name of a host by which browsers are to know the demo CRM, at https's own port, and what it encrypts with. */
export interface Online {
  readonly host: string;
  readonly key: string;
  readonly cert: string;
}

/** Starts the demo CRM on 127.0.0.1, on any free port unless one is given; unencrypted, unless as if it were online. */
export async function startCrm(options: { port?: number; online?: Online } = {}): Promise<Crm> {
  const tenants = seed();
  const requests: RecordedRequest[] = [];
  const foreign = seed().SuperOffice;
  const faults = new Map<string, SetFault>();

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch((error: unknown) => {
      // A client that goes away before it has said everything is nothing to report.
      if (!request.complete) return;
      response.destroy();
      console.error('The demo CRM failed:', error);
    });
  };
  const { online } = options;
  const server = online ? createEncryptedServer(online, listener) : createServer(listener);
  // As IIS does. Node's five seconds end just when a browser sends something on a connection that it has kept.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = online ? `https://${online.host}` : `http://127.0.0.1:${port}`;

  const pages = Object.fromEntries(
    Object.entries(tenants.Cust12345.pagePaths).map(([name, path]) => [name, `${origin}/Cust12345/${path}`]),
  ) as Record<PageName, string>;

  const crm: Crm = {
    origin,
    port,
    base: `${origin}/Cust12345`,
    requests,
    credentials: tenants.Cust12345.credentials,
    pages,
    tenants,
    ...STANDARD,
    fail(operation, fault, only) {
      const rule = fault && ruleOf(fault);
      for (const kind of ['soap', 'rest', 'page'] as const) {
        if (only && only.by !== kind) continue;
        lift(faultKey(operation, kind));
        if (!rule || (rule.by && rule.by !== kind)) continue;
        faults.set(faultKey(operation, kind), { rule, lifted: new AbortController() });
      }
    },
    endSessions() {
      for (const { sessions, tickets } of Object.values(tenants)) {
        sessions.clear();
        tickets.clear();
      }
    },
    reset() {
      const fresh = seed();
      for (const name of Object.keys(tenants) as TenantName[]) {
        tenants[name].credentials.splice(0, Number.POSITIVE_INFINITY, ...fresh[name].credentials);
        tenants[name].associates.splice(0, Number.POSITIVE_INFINITY, ...fresh[name].associates);
      }
      for (const key of [...faults.keys()]) lift(key);
      requests.length = 0;
      Object.assign(crm, STANDARD);
    },
    async close() {
      for (const key of [...faults.keys()]) lift(key);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return crm;

  function faultKey(operation: OperationName | 'unknown', kind: Route['kind']): string {
    return `${operation} by ${kind}`;
  }

  function lift(key: string): void {
    faults.get(key)?.lifted.abort();
    faults.delete(key);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const root = crm.isAtRoot ? '/SuperOffice' : '';
    const address = root + (request.url ?? '/');
    const [pathname = '/', ...queries] = address.split('?');
    const [first = '', ...rest] = pathname.slice(1).toLowerCase().split('/');
    const isBeside =
      first === 'superofficenetserver' && (crm.hasForeignServices || crm.servicesAt !== 'Remote');
    const isForeign = isBeside && crm.hasForeignServices;
    const installation = isBeside
      ? 'SuperOffice'
      : (Object.keys(tenants) as TenantName[]).find((name) => tenants[name].path.toLowerCase() === first);
    const tenant = isForeign ? foreign : installation && tenants[installation];
    const services = isForeign ? STANDARD.services : crm.services;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const method = request.method ?? 'GET';
    const session = tenant?.sessions.get(cookiesOf(headers.cookie).get('ASP.NET_SessionId') ?? '');
    const query = new URLSearchParams(queries.join('?'));
    const path = rest.join('/');
    const route: Route = tenant
      ? routeOf({ tenant, isBeside, services, method, address, path, query, headers, body, session })
      : strayRoute(pathname);
    const { operation, kind } = route;
    const record: RecordedRequest = {
      installation: isForeign ? 'foreign' : (installation ?? null),
      method,
      path: address,
      operation,
      headers,
      body: body.toString(),
      status: 0,
      answerBytes: 0,
      arrived: now(),
      answered: 0,
      executed: 0,
      isOver: false,
    };
    requests.push(record);

    const faultNow = () => (isForeign ? undefined : faults.get(faultKey(operation, kind)));
    const answered = (session?.queue ?? Promise.resolve())
      .then(() => answer(route, record, faultNow))
      .finally(() => {
        record.isOver = true;
      });
    // Whatever becomes of this request, the session's next one has its turn; a failure is reported where it is awaited.
    if (session) session.queue = Promise.allSettled([answered]);
    const result = faultNow()?.rule.meanwhile?.() ?? (await answered);
    if (result && route.kind === 'soap') {
      // Whatever it says, a service says it in the name of its own version.
      result.body = result.body.replaceAll('NetServer/Services88', `NetServer/${services}`);
    }
    if (result && crm.namesAssemblies)
      result.body = result.body.replace(
        /(ExceptionType>|"ErrorType":")(So\w+|Xsrf\w+)/,
        '$1SuperOffice.Exceptions.$2, SoCore, Version=8.8.0.0, Culture=neutral, PublicKeyToken=null',
      );
    const isScript = headers['x-requested-with'] === 'XMLHttpRequest';
    if (
      result?.status === 401 &&
      crm.challenges !== 'never' &&
      !(isScript && crm.challenges === 'not scripts')
    )
      result.headers['WWW-Authenticate'] = 'Basic realm="SuperOffice"';
    if (!result) {
      request.socket.destroy();
      return;
    }
    record.status = result.status;
    if (root) result.headers = fromRoot(result.headers);
    const content = Buffer.from(result.body);
    response.writeHead(result.status, {
      ...result.headers,
      Date: new Date(Date.now() - crm.clockBehindMilliseconds).toUTCString(),
      'Cache-Control': 'no-store',
      ...(result.status !== 204 && { 'Content-Length': content.length }),
      // On a kept connection a browser may silently repeat a request that was dropped.
      ...(faults.size > 0 && { Connection: 'close' }),
    });
    const before = request.socket.bytesWritten;
    response.end(content, () => {
      record.answerBytes = request.socket.bytesWritten - before;
      record.answered = now();
    });
  }

  async function answer(
    route: Route,
    record: RecordedRequest,
    faultNow: () => SetFault | undefined,
  ): Promise<Answer | null> {
    if (crm.delayMilliseconds > 0 && route.kind !== 'page')
      await new Promise((resolve) => setTimeout(resolve, crm.delayMilliseconds));
    const fault = faultNow();
    if (fault?.rule.waits) await liftedOrSlow(fault.lifted.signal);
    const instead = fault?.rule.instead;
    if (instead) return run(route, () => instead(route));
    const result = run(route, () => {
      const done = route.run();
      if (done && done.status < (route.kind === 'page' ? 400 : 300)) record.executed = now();
      return done;
    });
    // What was refused is answered as such.
    return fault?.rule.afterwards && result && record.executed > 0
      ? fault.rule.afterwards(result, route)
      : result;
  }

  function liftedOrSlow(lifted: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SLOW_MS);
      lifted.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  function run<T extends Answer | null>(route: Route, task: () => T): T | Answer {
    try {
      return task();
    } catch (error) {
      return errorAnswer(route, error);
    }
  }

  function strayRoute(pathname: string): Route {
    const answers: Record<string, () => Answer> = {
      '/': () => empty(302, { Location: '/Cust12345/default.aspx' }),
      // Browsers ask for it unasked, and report a 404 as an error of the page.
      '/favicon.ico': () => empty(204),
    };
    return { kind: 'page', operation: 'unknown', run: answers[pathname] ?? notFound };
  }

  function routeOf(call: Call): Route {
    const { path, isBeside, services } = call;
    if (!isBeside && (path === 'api' || path.startsWith('api/'))) return restRoute(call);
    const [, version, service] = /^remote\/(\w+)\/(user|associate|soprincipal)\.svc$/.exec(path) ?? [];
    if (service && version === services.toLowerCase() && (isBeside || crm.servicesAt === 'Remote'))
      return soapRoute(spokenIn(call, services), service);
    if (isBeside) return { kind: 'page', operation: 'unknown', run: notFound };
    if (path === 'login.aspx') return { kind: 'page', operation: 'signIn', run: () => signIn(call) };
    if (path === 'logout.aspx') return { kind: 'page', operation: 'signOut', run: () => signOut(call) };
    const admin = path === 'admin' || path === 'admin/' || path === 'admin/default.aspx';
    if (!admin && path !== '' && path !== 'default.aspx')
      return { kind: 'page', operation: 'unknown', run: notFound };
    return { kind: 'page', operation: 'page', run: () => pageAnswer(call, admin) };
  }

  // ---- pages

  function notFound(): Answer {
    return html(messagePage('Not found', 'There is nothing at this address.'), 404);
  }

  function pageAnswer({ tenant, session, address, headers }: Call, admin: boolean): Answer {
    if (!isAlive(tenant, session)) {
      return empty(302, { Location: `/${tenant.path}/login.aspx?ReturnUrl=${encodeURIComponent(address)}` });
    }
    const content = page(tenant, session, { address, admin, languages: headers['accept-language'] });
    return content ? html(content) : notFound();
  }

  /** A session may have ended while its request waited for its turn. */
  function isAlive(tenant: Tenant, session: Session | undefined): session is Session {
    return session !== undefined && tenant.sessions.has(session.id);
  }

  function signIn({ tenant, session, method, query, body, address }: Call): Answer {
    const form = method === 'POST' ? new URLSearchParams(body.toString()) : query;
    const wanted = form.get('user')?.toLowerCase();
    const given = query.get('ReturnUrl') ?? '';
    // Only back into this tenant: anything else would be an open redirect.
    const isOwn = given.toLowerCase().startsWith(`/${tenant.path.toLowerCase()}/`);
    const returnUrl = isOwn ? given : `/${tenant.path}/${tenant.pagePaths.person}`;
    const user = tenant.associates.find(
      (associate) =>
        canSignIn(associate) &&
        [associate.Name, associate.UserName].some((name) => name.toLowerCase() === wanted),
    );
    if (!user)
      return html(signInPage(tenant, returnUrl, wanted ? `Nobody called ${wanted} can sign in.` : ''));
    if (session) tenant.sessions.delete(session.id);
    const token = `8A:${tenant.databaseContextIdentifier}.${secret()}`;
    const fresh = { id: secret(), xsrf: secret(), token, user, queue: Promise.resolve() };
    tenant.sessions.set(fresh.id, fresh);
    // A cookie's path is compared with the address letter by letter: as spelled there.
    const path = `Path=/${address.split(/[/?]/)[1]}; SameSite=Strict`;
    return empty(302, {
      Location: returnUrl,
      'Set-Cookie': [`ASP.NET_SessionId=${fresh.id}; HttpOnly; ${path}`, `XSRF-TOKEN=${fresh.xsrf}; ${path}`],
    });
  }

  function signOut({ tenant, session, address }: Call): Answer {
    if (session) tenant.sessions.delete(session.id);
    const path = `Path=/${address.split(/[/?]/)[1]}; SameSite=Strict; Max-Age=0`;
    return empty(302, {
      Location: `/${tenant.path}/login.aspx`,
      'Set-Cookie': [`ASP.NET_SessionId=; HttpOnly; ${path}`, `XSRF-TOKEN=; ${path}`],
    });
  }

  // ---- SOAP

  function soapRoute(
    { tenant, isBeside, method, path, headers, body, session }: Call,
    service: string,
  ): Route {
    const operation = operationOfAction(headers.soapaction) ?? 'unknown';
    const name =
      Object.values(OPERATIONS).find((each) => each.service.toLowerCase() === service)?.service ?? path;
    const read = () => readRequest(name, headers['content-type'], headers.soapaction, body);
    const run = () => {
      const isForeign = isBeside && crm.hasForeignServices;
      const isKept = crm.gate && !isForeign && (crm.gate.closed || !session);
      if (crm.gate && isKept) return GATES[crm.gate.answers]();
      if (crm.knowsNobodyWithoutCookies && !session)
        return html(messagePage('401 - Unauthorized', 'Access is denied due to invalid credentials.'), 401);
      if (method !== 'POST') return empty(405, { Allow: 'POST' });
      const { operation, ticket, parameters } = read();
      if (crm.soapTakes === 'applications' && !/ApplicationToken>[^<]/.test(body.toString()))
        throw new NetServerException(
          'SoException',
          'ApplicationToken is missing.',
          'An application token is required.',
        );
      if (crm.soapTakes === 'no tickets' && operation !== 'AuthenticateWithAccessToken')
        throw sessionException();
      const values = executeWithTicket(tenant, operation, ticket, parameters, crm);
      return xml(writeResponse(operation, values, null, crm.timeZone));
    };
    return { kind: 'soap', operation, run, parameters: () => read().parameters };
  }

  /** The versions differ in their name only: a request of the one that is there, as one of the latest. */
  function spokenIn(call: Call, version: ServicesVersion): Call {
    if (version === 'Services88') return call;
    const translate = (text: string) =>
      text
        .replaceAll('NetServer/Services88', 'NetServer/Other')
        .replaceAll(`NetServer/${version}`, 'NetServer/Services88');
    const soapaction = translate(call.headers.soapaction ?? '');
    return {
      ...call,
      headers: { ...call.headers, soapaction },
      body: Buffer.from(translate(call.body.toString())),
    };
  }

  // ---- REST

  function restRoute(call: Call): Route {
    const { tenant, path, method } = call;
    const rest = (
      operation: OperationName,
      wantedMethod: string,
      value: (session: Session) => Value | undefined,
    ): Route => ({
      kind: 'rest',
      operation,
      run: () => {
        const { session, headers } = call;
        if (!isAlive(tenant, session)) throw sessionException();
        if (headers['x-xsrf-token'] !== session.xsrf)
          return restError('XsrfValidationException', 'XSRF validation failed.', crm.xsrfStatus);
        if (method !== wantedMethod) return empty(405, { Allow: wantedMethod });
        const isBodyless = REST_REQUESTS[operation as SoapOperation] === 'query';
        if (method === 'POST' && !isBodyless && !isJson(call))
          return restError('UnsupportedMediaType', 'Send JSON.', 415);
        const result = value(session);
        return result === undefined ? empty(204) : json(result);
      },
    });
    if (path === 'api' || path === 'api/') {
      const versions = { v1: `${origin}/${tenant.path}/api/v1`, NetServerVersion: '8.8.9999.9999' };
      const current =
        crm.services === 'none'
          ? {}
          : {
              Services: crm.services === 'Services88' ? 'Services87' : crm.services,
              ServicesCurrent: crm.services,
            };
      const run = () => json({ ...versions, ...current });
      return { kind: 'rest', operation: 'api', run };
    }
    if (path === 'api/v1/user/currentprincipal') {
      return rest('currentPrincipal', 'GET', ({ user }) => principalOf(tenant, user));
    }
    if (path === 'api/v1/user/currenttoken' && crm.hasCurrentToken)
      return rest('currentToken', 'GET', ({ token }) => token);
    if (path === 'api/v1/user') {
      const metadata = {
        'odata.metadata': `${origin}/${tenant.path}/api/v1/User/$metadata`,
        'odata.nextLink': null,
      };
      return rest('User', 'GET', () => ({
        ...metadata,
        value: userArchive(tenant, call.address, {
          language: call.headers['so-language'],
          lacks: crm.archiveLacks,
        }),
      }));
    }
    const operation = AGENT_OPERATIONS.find(
      (name) => path === `api/v1/agents/${OPERATIONS[name].service}/${name}`.toLowerCase(),
    );
    if (operation) {
      const { request } = OPERATIONS[operation];
      const body = call.body.toString();
      const parameters = () => {
        switch (REST_REQUESTS[operation]) {
          case 'query':
            return readQuery(call.query, body, request);
          case 'value':
            return readValue(body, request);
          default:
            return readBody(body, request);
        }
      };
      const execute = ({ user }: Session) =>
        executeForUser(tenant, operation, { user, parameters: parameters(), rules: crm });
      return { ...rest(operation, 'POST', execute), parameters };
    }
    const run = () => restError('SoNotFoundException', 'There is nothing at this address.');
    return { kind: 'rest', operation: 'unknown', run };
  }

  function isJson({ headers }: Call): boolean {
    return /^application\/json\b/i.test(headers['content-type'] ?? '');
  }
}
