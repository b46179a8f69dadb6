import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { decode } from '../src/netserver/decode.ts';
import { encode, type Unsendable } from '../src/netserver/encode.ts';
import {
  type OperationName,
  type Request,
  type Response,
  SERVICES,
  type Services,
} from '../src/netserver/operations.ts';
import { decodeTwin, encodeTwin } from '../src/netserver/rest-twin.ts';
import type { SiteSettings } from '../src/settings.ts';
import { isException, type Unsuccessful } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { keep, stored } from './stored.ts';
import { rest, sendFromTab } from './tab.ts';

/** A way to an operation: SOAP of a version at a place on the host, or its REST twin. */
export type Way =
  | { readonly transport: 'SOAP'; readonly services: Services; readonly place: string }
  | { readonly transport: 'REST' };

/** Below the base address; and where NetServer is an application of its own beside the web client. */
const PLACES = ['Remote', '/SuperOfficeNetServer/Remote'];

/** What lets a call in, besides an application token. */
export interface Access {
  /** `null` where the installation gives out none: then REST is the only way. */
  readonly ticket: string | null;
  /**
   * True where SOAP needs the page's cookies, too. ASP.NET runs requests of one session cookie one after another; without, a
   * call need not wait. But IIS with Windows authentication knows nobody without.
   */
  readonly cookies: boolean;
}

/** An operation as a way sends it, and how it reads the answer. */
export interface Sending<N extends OperationName> {
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<Response<N>>;
}

/** A way's name, by which it is remembered and reported. */
export function nameOfWay(way: Way): string {
  return way.transport === 'REST' ? 'REST' : `SOAP ${way.place}/${way.services}`;
}

/** Writes an operation for a way. SOAP needs a ticket, where the operation does; REST has the page's session instead. */
export function prepare<N extends OperationName>(
  way: Way,
  name: N,
  request: Request<N>,
  { cookies, ...credentials }: Access & { readonly applicationToken: string },
): Sending<N> | Unsendable {
  if (way.transport === 'REST') {
    const twin = encodeTwin(name, request);
    if ('unsendable' in twin) return twin;
    return {
      request: rest(twin.path, twin.body, credentials.applicationToken),
      read: (answer) => decodeTwin(name, answer),
    };
  }
  const soap = encode(name, request, credentials, way.services);
  if ('unsendable' in soap) return soap;
  return {
    request: { ...soap, path: `${way.place}/${soap.path}`, method: 'POST', session: false, cookies },
    read: (answer) => decode(name, answer, way.services),
  };
}

/**
 * The answer in a word, where it proves that the operation was not reached: then another way may be tried, even for a
 * write. `null` where it does not.
 */
export function notReachedBy(answer: Unsuccessful): string | null {
  if (answer.kind === 'fault') return answer.code === 'ActionNotSupported' ? answer.code : null;
  const proves =
    answer.kind === 'http' && [403, 404, 405, 410, 501].includes(answer.status) && !isException(answer.type);
  return proves ? `HTTP ${answer.status}` : null;
}

/**
 * The ways for a base address in the order in which they are tried: the one that worked last, then SOAP (newest version
 * first) in each place, then REST.
 * @param hasTicket without one SOAP is no way
 */
export async function waysFor(base: string, hasTicket: boolean, site: SiteSettings): Promise<readonly Way[]> {
  const places = site.servicesPath ? [site.servicesPath, ...PLACES] : PLACES;
  const soap = places.flatMap((place) =>
    SERVICES.map((services): Way => ({ transport: 'SOAP', services, place })),
  );
  const ways = [...(hasTicket ? soap : []), { transport: 'REST' } as const].filter(
    ({ transport }) => site.transport === 'automatic' || site.transport === transport,
  );
  const worked = (await knownWays())[base.toLowerCase()];
  return [
    ...ways.filter((way) => nameOfWay(way) === worked),
    ...ways.filter((way) => nameOfWay(way) !== worked),
  ];
}

/** Of the ways that are left, those of the versions that the installation itself names (`GET base/api`), if it names any. */
export async function namedWays(tabId: number, base: string, ways: readonly Way[]): Promise<readonly Way[]> {
  const report = await sendFromTab(tabId, base, undefined, [{ ...rest(''), path: 'api' }]);
  const answer = report.kind === 'answers' ? report.answers[0] : undefined;
  if (!answer || 'lost' in answer || answer.status !== 200) return ways;
  const isNamed = (way: Way) => way.transport === 'SOAP' && answer.body.includes(`"${way.services}"`);
  return ways.some(isNamed) ? ways.filter((way) => way.transport === 'REST' || isNamed(way)) : ways;
}

/** Remembers which way worked: its name only. */
export async function rememberWay(base: string, way: Way): Promise<void> {
  const known = await knownWays();
  const key = base.toLowerCase();
  if (known[key] === nameOfWay(way)) return;
  await keep({ ways: { ...known, [key]: nameOfWay(way) } });
}

async function knownWays(): Promise<Readonly<Record<string, string>>> {
  const { ways } = await stored();
  return typeof ways === 'object' && ways !== null ? (ways as Record<string, string>) : {};
}
