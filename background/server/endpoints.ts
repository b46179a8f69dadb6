import { baseKey } from '../../src/addresses.ts';
import type { Answer, HttpAnswer } from '../../src/netserver/answer.ts';
import { decode } from '../../src/netserver/decode.ts';
import { type Authentication, encode, type Unsendable } from '../../src/netserver/encode.ts';
import {
  OPERATIONS,
  type OperationName,
  type Request,
  type Response,
  SERVICES,
  type Services,
} from '../../src/netserver/operations.ts';
import { decodeRest, encodeRest } from '../../src/netserver/rest-operations.ts';
import { localData, saveMemory } from '../stored.ts';
import type { Crm } from './crm.ts';
import { type ErrorAnswer, verdictOf } from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { rest, VERSIONS } from './rest-request.ts';
import { sendOne } from './send.ts';

/** Where an operation can be called: SOAP of a version at a place on the host, or REST. */
export type Endpoint =
  | {
      readonly transport: 'SOAP';
      readonly services: Services;
      readonly place: string;
      /**
       * True where requests to it carry the page's cookies, too. ASP.NET runs the requests of one session cookie one after
       * another, so a call without cookies need not wait. But a proxy may know people by a cookie or a client certificate,
       * and IIS with Windows authentication knows nobody by a request without them.
       */
      readonly cookies: boolean;
    }
  | { readonly transport: 'REST' };

/** The places of the SOAP services: below the base address, or in an application of NetServer's own beside the web client. */
const PLACES = ['Remote', '/SuperOfficeNetServer/Remote'];

/** An operation as it is sent to an endpoint, and the function that reads the endpoint's answer. */
interface Prepared<N extends OperationName> {
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<Response<N>>;
}

/** An endpoint's name, by which it is remembered and reported. */
export function endpointName(endpoint: Endpoint): string {
  if (endpoint.transport === 'REST') return 'REST';
  const { place, services, cookies } = endpoint;
  return `SOAP ${place}/${services}${cookies ? ' with cookies' : ''}`;
}

/** Gives the place of an endpoint. If one version refuses a user, the other versions in the same place do, too. */
export function placeOf(endpoint: Endpoint): string {
  return endpoint.transport === 'REST' ? 'REST' : endpoint.place;
}

/**
 * True where the endpoint lies below the web client's own address. An endpoint beside it may belong to another installation
 * of the same host, so it has to show first that it knows the same user.
 */
export function isBelowBase(endpoint: Endpoint): boolean {
  return endpoint.transport === 'REST' || !endpoint.place.startsWith('/');
}

/** An operation with its request, for whichever endpoint. */
export interface Operation<N extends OperationName> {
  readonly name: N;
  readonly request: Request<N>;
}

/**
 * Writes an operation for an endpoint, or names the member that cannot be sent. SOAP needs a ticket, unless the operation
 * takes none. REST has the page's session instead.
 */
export function prepare<N extends OperationName>(
  endpoint: Endpoint,
  { name, request }: Operation<N>,
  authentication: Required<Authentication>,
): Prepared<N> | Unsendable {
  if (endpoint.transport === 'REST') {
    const written = encodeRest(name, request);
    if ('unsendable' in written) return written;
    return {
      request: {
        ...rest(written.path, written.body, authentication.applicationToken),
        writes: OPERATIONS[name].writes,
      },
      read: (answer) => decodeRest(name, answer),
    };
  }
  const { services, place, cookies } = endpoint;
  const soap = encode(name, request, { ...authentication, services });
  if ('unsendable' in soap) return soap;
  return {
    request: {
      ...soap,
      path: `${place}/${soap.path}`,
      method: 'POST',
      session: false,
      writes: OPERATIONS[name].writes,
      cookies,
    },
    read: (answer) => decode(name, answer, services),
  };
}

/**
 * Gives the endpoints of a base address in the order in which they are tried: the one that worked last, then SOAP (newest
 * version first) in each place, then REST.
 * @param hasTicket false leaves SOAP out
 */
export async function endpointsOf(crm: Crm, hasTicket: boolean): Promise<readonly Endpoint[]> {
  const { servicesPath, transport } = crm.site;
  const places = servicesPath ? [servicesPath, ...PLACES] : PLACES;
  const soap = places.flatMap((place) =>
    SERVICES.map((services): Endpoint => ({ transport: 'SOAP', services, place, cookies: false })),
  );
  const endpoints = [...(hasTicket ? soap : []), { transport: 'REST' } as const].filter(
    (endpoint) => transport === 'automatic' || endpoint.transport === transport,
  );
  const { endpoints: worked } = (await localData()).memory(crm.isPrivate);
  const last = worked[baseKey(crm.base)];
  const known = [...endpoints, ...endpoints.map(withCookies)].find((each) => endpointName(each) === last);
  return known ? [known, ...endpoints.filter((each) => endpointName(each) !== last)] : endpoints;
}

function withCookies(endpoint: Endpoint): Endpoint {
  return endpoint.transport === 'REST' ? endpoint : { ...endpoint, cookies: true };
}

/**
 * Gives the endpoints that are left to be tried after an answer, in their new order.
 * @param endpoint the endpoint that was tried
 * @param answer its answer
 * @param waiting the endpoints that were still to be tried
 */
export function endpointsAfter(
  endpoint: Endpoint,
  answer: ErrorAnswer,
  waiting: readonly Endpoint[],
): readonly Endpoint[] {
  const elsewhere = waiting.filter((each) => placeOf(each) !== placeOf(endpoint));
  switch (verdictOf(answer)) {
    case 'final':
      return [];
    case 'absent':
      return waiting;
    case 'unknownUser':
      return elsewhere;
    case 'foreign': {
      if (endpoint.transport === 'REST') return elsewhere;
      const isCut = answer.kind === 'lost' && answer.why === 'network';
      if (endpoint.cookies) return isCut ? elsewhere.filter(isRest) : elsewhere;
      const soap = [endpoint, ...waiting.filter((each) => !isRest(each))].map(withCookies);
      const others = waiting.filter(isRest);
      // The server wants a name and password, and with cookies the browser would ask the person for them. REST goes first,
      // because it has answered in this session without that.
      return 'isChallenge' in answer ? [...others, ...soap] : [...soap, ...others];
    }
  }
}

function isRest({ transport }: Endpoint): boolean {
  return transport === 'REST';
}

/**
 * Keeps the endpoints of the versions that the installation itself announces (`GET base/api`), or all where it announces
 * none. If it announces only newer versions than are known here, REST is left.
 */
export async function announced(crm: Crm, endpoints: readonly Endpoint[]): Promise<readonly Endpoint[]> {
  const sent = await sendOne(crm, VERSIONS);
  if (!sent.ok || 'lost' in sent.value || sent.value.status !== 200) return endpoints;
  const named = sent.value.body.match(/"Services\d+"/g);
  return named
    ? endpoints.filter((each) => each.transport === 'REST' || named.includes(`"${each.services}"`))
    : endpoints;
}

/**
 * Remembers the name of the endpoint that worked, or with `null` that none does. Nobody waits for this. If the browser
 * cannot keep the name, the endpoint is found again.
 */
export async function rememberEndpoint(crm: Crm, endpoint: Endpoint | null): Promise<void> {
  const key = baseKey(crm.base);
  const name = endpoint && endpointName(endpoint);
  const { endpoints: worked } = (await localData()).memory(crm.isPrivate);
  if ((worked[key] ?? null) === name) return;
  await saveMemory(crm.isPrivate, ({ endpoints }) => {
    const { [key]: _, ...others } = endpoints;
    return { endpoints: name === null ? others : { ...others, [key]: name } };
  });
}
