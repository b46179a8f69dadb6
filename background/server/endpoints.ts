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
import { type ErrorAnswer, isException } from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { rest, sendOne, VERSIONS } from './tab.ts';

/** Where an operation can be called: SOAP of a version at a place on the host, or REST. */
export type Endpoint =
  | { readonly transport: 'SOAP'; readonly services: Services; readonly place: string }
  | { readonly transport: 'REST' };

/** Below the base address; and where NetServer is an application of its own beside the web client. */
const PLACES = ['Remote', '/SuperOfficeNetServer/Remote'];

/** What lets a call in, besides an application token. */
export interface Authentication {
  /** `null` where the installation gives out none: then REST is the only endpoint. */
  readonly ticket: string | null;
  /**
   * True where SOAP needs the page's cookies, too. ASP.NET runs requests of one session cookie one after another; without, a
   * call need not wait. But IIS with Windows authentication knows nobody without.
   */
  readonly cookies: boolean;
}

/** An operation as an endpoint is sent it, and how it reads the answer. */
export interface Prepared<N extends OperationName> {
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<Response<N>>;
}

/** An endpoint's name, by which it is remembered and reported. */
export function endpointName(endpoint: Endpoint): string {
  return endpoint.transport === 'REST' ? 'REST' : `SOAP ${endpoint.place}/${endpoint.services}`;
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
  { cookies, ...authentication }: Authentication & { readonly applicationToken: string },
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
  const { services, place } = endpoint;
  const soap = encode(name, request, authentication, services);
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
 * The answer in a word, where it proves that the operation is not offered at an endpoint. `null` where it does not.
 */
export function provesNotReached(answer: ErrorAnswer): string | null {
  if (answer.kind === 'fault') return answer.code === 'ActionNotSupported' ? answer.code : null;
  const proves =
    answer.kind === 'http' && [403, 404, 405, 410, 501].includes(answer.status) && !isException(answer.type);
  return proves ? `HTTP ${answer.status}` : null;
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
    SERVICES.map((services): Endpoint => ({ transport: 'SOAP', services, place })),
  );
  const endpoints = [...(hasTicket ? soap : []), { transport: 'REST' } as const].filter(
    (endpoint) => transport === 'automatic' || endpoint.transport === transport,
  );
  const { endpoints: worked } = (await localData()).memory(crm.isPrivate);
  const last = worked[baseKey(crm.base)];
  return [
    ...endpoints.filter((endpoint) => endpointName(endpoint) === last),
    ...endpoints.filter((endpoint) => endpointName(endpoint) !== last),
  ];
}

/** Of endpoints those of the versions that the installation itself announces (`GET base/api`), if it announces any. */
export async function announced(crm: Crm, endpoints: readonly Endpoint[]): Promise<readonly Endpoint[]> {
  const sent = await sendOne(crm, VERSIONS);
  if (!sent.ok || 'lost' in sent.value || sent.value.status !== 200) return endpoints;
  const { body } = sent.value;
  const isNamed = (endpoint: Endpoint) =>
    endpoint.transport === 'SOAP' && body.includes(`"${endpoint.services}"`);
  return endpoints.some(isNamed)
    ? endpoints.filter((endpoint) => endpoint.transport === 'REST' || isNamed(endpoint))
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
