import { baseKey } from '../../src/addresses.ts';
import type { Answer, HttpAnswer } from '../../src/netserver/answer.ts';
import { decode } from '../../src/netserver/decode.ts';
import { encode, type Unsendable } from '../../src/netserver/encode.ts';
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
       * True where it is sent the page's cookies, too. ASP.NET runs requests of one session cookie one after another; without, a
       * call need not wait. But a proxy may know people by a cookie or a client certificate, and IIS with Windows authentication
       * knows nobody without.
       */
      readonly cookies: boolean;
    }
  | { readonly transport: 'REST' };

/** Below the base address; and where NetServer is an application of its own beside the web client. */
const PLACES = ['Remote', '/SuperOfficeNetServer/Remote'];

/** What lets a call in, besides an application token. */
export interface Access {
  /** `null` where the installation gives out none: then REST is the only endpoint. */
  readonly ticket: string | null;
}

/** An operation as an endpoint is sent it, and how it reads the answer. */
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

/** Where an endpoint lies. In the same place another version refuses the same user. */
export function placeOf(endpoint: Endpoint): string {
  return endpoint.transport === 'REST' ? 'REST' : endpoint.place;
}

/**
 * True where the endpoint lies below the web client's own address. One beside it may belong to another installation of the
 * same host: it has to show first that it knows the same user.
 */
export function isBelowBase(endpoint: Endpoint): boolean {
  return endpoint.transport === 'REST' || !endpoint.place.startsWith('/');
}

/** An operation with its request: what is called, by whichever endpoint. */
export interface Operation<N extends OperationName> {
  readonly name: N;
  readonly request: Request<N>;
}

/** Writes an operation for an endpoint. SOAP needs a ticket, where the operation does; REST has the page's session instead. */
export function prepare<N extends OperationName>(
  endpoint: Endpoint,
  { name, request }: Operation<N>,
  authentication: Access & { readonly applicationToken: string },
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
 * The endpoints of a base address in the order in which they are tried: the one that worked last, then SOAP (newest version
 * first) in each place, then REST.
 * @param hasTicket without one SOAP is no choice
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
 * Of the endpoints that were to be tried those that are left, in their new order.
 * @param answer what the one that was tried has answered
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
      // With cookies the browser would ask for a name and password: rather by REST, which is known to work without.
      return 'isChallenge' in answer ? [...others, ...soap] : [...soap, ...others];
    }
  }
}

function isRest({ transport }: Endpoint): boolean {
  return transport === 'REST';
}

/**
 * Of endpoints those of the versions that the installation itself announces (`GET base/api`), if it announces any: where it
 * knows newer ones alone, that is REST.
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
 * Remembers which endpoint worked: its name only; or, with `null`, that none does. Nobody waits for it, and where the browser
 * cannot keep it, it is found again.
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
