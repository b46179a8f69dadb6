import browser from '../src/browser.ts';
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
import type { Unsuccessful } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { rest, sendFromTab } from './tab.ts';

/** The ways to an operation, in the order in which they are tried: SOAP of each version, newest first, then its REST twin. */
export type Way = Services | 'REST';
const WAYS: readonly Way[] = [...SERVICES, 'REST'];

/** An operation as a way sends it, and how it reads the answer. */
export interface Sending<N extends OperationName> {
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<Response<N>>;
}

/** Writes an operation for a way. SOAP needs a ticket, where the operation does; REST has the page's session instead. */
export function prepare<N extends OperationName>(
  way: Way,
  name: N,
  request: Request<N>,
  ticket: string | null,
): Sending<N> | Unsendable {
  if (way === 'REST') {
    const twin = encodeTwin(name, request);
    if ('unsendable' in twin) return twin;
    return { request: rest(twin.path, twin.body), read: (answer) => decodeTwin(name, answer) };
  }
  const soap = encode(name, request, ticket, way);
  if ('unsendable' in soap) return soap;
  return {
    request: { ...soap, method: 'POST', session: false },
    read: (answer) => decode(name, answer, way),
  };
}

/** True when the answer proves that the operation was not reached: then another way may be tried, even for a write. */
export function isNotReached(answer: Unsuccessful): boolean {
  return (
    (answer.kind === 'http' && [403, 404, 405, 410, 501].includes(answer.status)) ||
    (answer.kind === 'fault' && answer.code === 'ActionNotSupported')
  );
}

/**
 * The ways for a base address, the one that worked last first (its name only is remembered).
 * @param hasTicket without one SOAP is no way
 */
export async function waysFor(base: string, hasTicket: boolean): Promise<readonly Way[]> {
  const known = await knownWays();
  const worked = known[base.toLowerCase()];
  const ways = worked && WAYS.includes(worked) ? [worked, ...WAYS.filter((way) => way !== worked)] : WAYS;
  return hasTicket ? ways : ways.filter((way) => way === 'REST');
}

/** The installation's own word on its versions (`GET base/api`) puts those that it names before the others. */
export async function preferNamed(
  tabId: number,
  base: string,
  ways: readonly Way[],
): Promise<readonly Way[]> {
  const report = await sendFromTab(tabId, base, undefined, [{ ...rest(''), path: 'api' }]);
  const answer = report.kind === 'answers' ? report.answers[0] : undefined;
  if (!answer || 'lost' in answer || answer.status !== 200) return ways;
  const named = ways.filter((way) => answer.body.includes(`"${way}"`));
  return [...named, ...ways.filter((way) => !named.includes(way))];
}

/** Remembers which way worked. */
export async function rememberWay(base: string, way: Way): Promise<void> {
  const known = await knownWays();
  const key = base.toLowerCase();
  if ((known[key] ?? WAYS[0]) === way) return;
  await browser.storage.local.set({ ways: { ...known, [key]: way } });
}

async function knownWays(): Promise<Readonly<Record<string, Way>>> {
  const { ways } = await browser.storage.local.get('ways');
  return typeof ways === 'object' && ways !== null ? (ways as Record<string, Way>) : {};
}
