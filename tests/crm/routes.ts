import { randomBytes } from 'node:crypto';
import { OPERATIONS, REST_REQUESTS, type SoapOperation } from '../contract-facts.ts';
import { type Answer, empty, html, json, type OperationName, type Route, restError, xml } from './answers.ts';
import { canSignIn, type Session, type Tenant } from './data.ts';
import {
  AGENT_OPERATIONS,
  executeForUser,
  executeWithTicket,
  NetServerException,
  principalOf,
  sessionException,
} from './netserver.ts';
import { messagePage, page, signInPage } from './pages.ts';
import { readBody, readQuery, readValue, userArchive } from './rest.ts';
import { GATES, type ServicesVersion, type Variant } from './variant.ts';
import { operationOfAction, readRequest, type Value, writeResponse } from './wcf.ts';

/** A request to a tenant. */
export interface Call {
  /** As it is by the time of the answer. */
  crm: Variant;
  /** Of the demo CRM. */
  origin: string;
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

const secret = () => randomBytes(18).toString('base64url');

/** What a request to no tenant gets. */
export function strayRoute(pathname: string): Route {
  const answers: Record<string, () => Answer> = {
    '/': () => empty(302, { Location: '/Cust12345/default.aspx' }),
    // Browsers ask for it unasked, and report a 404 as an error of the page.
    '/favicon.ico': () => empty(204),
  };
  return { kind: 'page', operation: 'unknown', run: answers[pathname] ?? notFound };
}

/** What a request to a tenant comes to: a page, SOAP or REST. */
export function routeOf(call: Call): Route {
  const { crm, path, isBeside, services } = call;
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
  if (!user) return html(signInPage(tenant, returnUrl, wanted ? `Nobody called ${wanted} can sign in.` : ''));
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

function soapRoute(
  { crm, tenant, isBeside, method, path, headers, body, session }: Call,
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

function restRoute(call: Call): Route {
  const { crm, origin, tenant, path, method } = call;
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
