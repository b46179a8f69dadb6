// A loopback stand-in for SuperOffice: sign-in, pages, REST, SOAP, and faults on demand. Two tenants are served, an
// online-like one at /Cust12345 and an on-site-like one at /SuperOffice; they share nothing but the port.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createEncryptedServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Answer, errorAnswer, type OperationName, type Route } from './answers.ts';
import { type PageName, type StoredCredential, seed, type Tenant, type TenantName } from './data.ts';
import { type FaultName, type FaultRule, ruleOf } from './faults.ts';
import { type Call, routeOf, strayRoute } from './routes.ts';
import { STANDARD, type Variant } from './variant.ts';

export type { OperationName } from './answers.ts';
export {
  type PageName,
  type StoredCredential,
  storedCredential,
  type TenantName,
} from './data.ts';
export { FAULTS, type FaultName, WRITE_FAULTS } from './faults.ts';
export type { GateAnswer, ServicesVersion, Variant } from './variant.ts';

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

/** The name of a host by which browsers are to know the demo CRM, at https's own port, and what it encrypts with. */
interface Online {
  readonly host: string;
  readonly key: string;
  readonly cert: string;
}

/** What goes wrong, by operation and by how it is asked for, until it is lifted. */
class SetFaults {
  readonly #byCall = new Map<string, SetFault>();

  get areAny(): boolean {
    return this.#byCall.size > 0;
  }

  of({ operation, kind }: Called): SetFault | undefined {
    return this.#byCall.get(`${operation} by ${kind}`);
  }

  /** In place of what was set before; `undefined` lifts that. */
  set({ operation, kind }: Called, rule: FaultRule | undefined): void {
    const key = `${operation} by ${kind}`;
    this.#lift(key);
    if (rule) this.#byCall.set(key, { rule, lifted: new AbortController() });
  }

  liftAll(): void {
    for (const key of [...this.#byCall.keys()]) this.#lift(key);
  }

  #lift(key: string): void {
    this.#byCall.get(key)?.lifted.abort();
    this.#byCall.delete(key);
  }
}

type Called = Pick<Route, 'operation' | 'kind'>;

interface SetFault {
  readonly rule: FaultRule;
  readonly lifted: AbortController;
}

/** What a running demo CRM consists of. */
interface Running {
  readonly crm: Crm;
  readonly faults: SetFaults;
  /** The other installation of the host; see `hasForeignServices`. */
  readonly foreign: Tenant;
}

/** Starts the demo CRM on 127.0.0.1, on any free port unless one is given; unencrypted, unless as if it were online. */
export async function startCrm(options: { port?: number; online?: Online } = {}): Promise<Crm> {
  const { online } = options;
  const server = online ? createEncryptedServer(online) : createServer();
  // As IIS does. Node's five seconds end just when a browser sends something on a connection that it has kept.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = online ? `https://${online.host}` : `http://127.0.0.1:${port}`;
  const faults = new SetFaults();
  const crm = crmAt({ origin, port }, faults, async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const running: Running = { crm, faults, foreign: seed().SuperOffice };
  server.on('request', (request, response) => {
    serve(running, request, response).catch((error: unknown) => {
      // A client that goes away before it has said everything is nothing to report.
      if (!request.complete) return;
      response.destroy();
      console.error('The demo CRM failed:', error);
    });
  });
  return crm;
}

/** What tests change and look at, as it begins; `stop` ends the server. */
function crmAt(
  { origin, port }: { origin: string; port: number },
  faults: SetFaults,
  stop: () => Promise<void>,
): Crm {
  const tenants = seed();
  const requests: RecordedRequest[] = [];
  const pages = Object.fromEntries(
    Object.entries(tenants.Cust12345.pagePaths).map(([name, path]) => [name, `${origin}/Cust12345/${path}`]),
  ) as Record<PageName, string>;
  const crm: Crm = {
    ...{ origin, port, requests, pages, tenants },
    base: `${origin}/Cust12345`,
    credentials: tenants.Cust12345.credentials,
    ...STANDARD,
    fail(operation, fault, only) {
      const rule = fault && ruleOf(fault);
      for (const kind of ['soap', 'rest', 'page'] as const) {
        if (only && only.by !== kind) continue;
        faults.set({ operation, kind }, !rule?.by || rule.by === kind ? rule : undefined);
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
      faults.liftAll();
      requests.length = 0;
      Object.assign(crm, STANDARD);
    },
    async close() {
      faults.liftAll();
      await stop();
    },
  };
  return crm;
}

async function serve(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { crm } = running;
  const received = await receive(running, request);
  const { call, route, record } = received;
  crm.requests.push(record);
  const isForeign = record.installation === 'foreign';
  const faultNow = () => (isForeign ? undefined : running.faults.of(route));
  const session = call?.session;
  const answered = (session?.queue ?? Promise.resolve())
    .then(() => answer({ crm, route, record, faultNow }))
    .finally(() => {
      record.isOver = true;
    });
  // Whatever becomes of this request, the session's next one has its turn; a failure is reported where it is awaited.
  if (session) session.queue = Promise.allSettled([answered]);
  const result = faultNow()?.rule.meanwhile?.() ?? (await answered);
  if (!result) {
    request.socket.destroy();
    return;
  }
  const { status, headers, body } = asSpoken(crm, received, result);
  record.status = status;
  const content = Buffer.from(body);
  response.writeHead(status, {
    ...headers,
    Date: new Date(Date.now() - crm.clockBehindMilliseconds).toUTCString(),
    'Cache-Control': 'no-store',
    ...(status !== 204 && { 'Content-Length': content.length }),
    // On a kept connection a browser may silently repeat a request that was dropped.
    ...(running.faults.areAny && { Connection: 'close' }),
  });
  const before = request.socket.bytesWritten;
  response.end(content, () => {
    record.answerBytes = request.socket.bytesWritten - before;
    record.answered = now();
  });
}

interface Received {
  /** Absent where it is to no tenant. */
  readonly call: Call | undefined;
  readonly route: Route;
  readonly record: RecordedRequest;
}

/** Reads a request to its end, and finds whom it is to. */
async function receive({ crm, foreign }: Running, request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const address = (crm.isAtRoot ? '/SuperOffice' : '') + (request.url ?? '/');
  const [pathname = '/', ...queries] = address.split('?');
  const [first = '', ...rest] = pathname.slice(1).toLowerCase().split('/');
  const isBeside =
    first === 'superofficenetserver' && (crm.hasForeignServices || crm.servicesAt !== 'Remote');
  const isForeign = isBeside && crm.hasForeignServices;
  const installation = isBeside
    ? 'SuperOffice'
    : (Object.keys(crm.tenants) as TenantName[]).find(
        (name) => crm.tenants[name].path.toLowerCase() === first,
      );
  const tenant = isForeign ? foreign : installation && crm.tenants[installation];
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const method = request.method ?? 'GET';
  const call: Call | undefined = tenant && {
    ...{ crm, tenant, isBeside, method, address, headers, body },
    origin: crm.origin,
    services: isForeign ? STANDARD.services : crm.services,
    path: rest.join('/'),
    query: new URLSearchParams(queries.join('?')),
    session: tenant.sessions.get(cookiesOf(headers.cookie).get('ASP.NET_SessionId') ?? ''),
  };
  const route = call ? routeOf(call) : strayRoute(pathname);
  const record: RecordedRequest = {
    installation: isForeign ? 'foreign' : (installation ?? null),
    method,
    path: address,
    operation: route.operation,
    headers,
    body: body.toString(),
    status: 0,
    answerBytes: 0,
    arrived: now(),
    answered: 0,
    executed: 0,
    isOver: false,
  };
  return { call, route, record };
}

interface Answering {
  readonly crm: Crm;
  readonly route: Route;
  readonly record: RecordedRequest;
  readonly faultNow: () => SetFault | undefined;
}

/** Carries a request out, unless something is to go wrong; `null` drops the connection. */
async function answer({ crm, route, record, faultNow }: Answering): Promise<Answer | null> {
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

function run<T extends Answer | null>(route: Route, act: () => T): T | Answer {
  try {
    return act();
  } catch (error) {
    return errorAnswer(route, error);
  }
}

/** The answer in the words of the server that the demo CRM is at the moment. */
function asSpoken(
  crm: Variant,
  { call, route, record }: Received,
  { status, headers, body }: Answer,
): Answer {
  // Whatever it says, a service says it in the name of its own version.
  const versioned =
    call && route.kind === 'soap'
      ? body.replaceAll('NetServer/Services88', `NetServer/${call.services}`)
      : body;
  const isScript = record.headers['x-requested-with'] === 'XMLHttpRequest';
  const isChallenge =
    status === 401 && crm.challenges !== 'never' && !(isScript && crm.challenges === 'not scripts');
  const all = { ...headers, ...(isChallenge && { 'WWW-Authenticate': 'Basic realm="SuperOffice"' }) };
  return {
    status,
    headers: crm.isAtRoot ? fromRoot(all) : all,
    body: crm.namesAssemblies ? withAssemblies(versioned) : versioned,
  };
}

/** Exceptions named as .NET names types in full. */
function withAssemblies(body: string): string {
  return body.replace(
    /(ExceptionType>|"ErrorType":")(So\w+|Xsrf\w+)/,
    '$1SuperOffice.Exceptions.$2, SoCore, Version=8.8.0.0, Culture=neutral, PublicKeyToken=null',
  );
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

/** In milliseconds since 1970, finer than `Date.now()`. */
const now = () => performance.timeOrigin + performance.now();

function cookiesOf(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}
