import type { ExpectedUser } from '../../src/associates.ts';
import type { Failure } from '../../src/failures.ts';
import type { Answer, HttpAnswer } from '../../src/netserver/answer.ts';
import { OPERATIONS, type OperationName, type Response } from '../../src/netserver/operations.ts';
import { type Principal, readPrincipal, toAssociate } from '../../src/netserver/rest.ts';
import type { Result } from '../../src/result.ts';
import type { Crm } from './crm.ts';
import {
  announced,
  type Endpoint,
  endpointName,
  endpointsOf,
  isBelowBase,
  type Operation,
  prepare,
  provesNotReached,
  rememberEndpoint,
} from './endpoints.ts';
import { type ErrorAnswer, operationFailure, provesRefusal, toFailure } from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { checked, forgetSession, identify, renew, type Session, sessionAs } from './session.ts';
import { rest, send } from './tab.ts';

/** What a call has come to. `mayBeDone`: a write whose answer is lost, so that nobody knows what the server holds. */
export type Called<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly mayBeDone: boolean;
      /** True where it ran as whoever was signed in at that moment, and that could not be asked together with it. */
      readonly isUnverified?: boolean;
    };

type Read = 'GetUntrustedCredentialsForAssociate' | 'GetAssociate' | 'GetAssociateByPersonId';
type Write = 'SaveUntrustedCredentialsForAssociate' | 'RemoveUntrustedCredentialsForAssociate';

/** A page whose XSRF value changes with every answer is not compared for ever. */
const MAX_SESSIONS = 3;

/** How often who is signed in was asked for this very call: 0 for what is remembered. */
type Round = number;

/**
 * Calls an operation that changes nothing, as the user that the form shows: at the endpoint that has answered before, or else
 * at one after the other, until one answers that offers it.
 */
export async function read<N extends Read>(
  crm: Crm,
  as: ExpectedUser,
  operation: Operation<N>,
): Promise<Called<Response<N>>> {
  return withSession(crm, as, (session, round) => climb(crm, as, { operation, session, round }));
}

/**
 * Calls an operation that changes something, as the user that the form shows, at an endpoint that has answered a read of the
 * same service. It is sent there once; only a ticket that is refused is renewed, once: NetServer refuses it before it acts.
 * @param proof the read to ask where no endpoint has answered one yet
 */
export async function write<N extends Write>(
  crm: Crm,
  as: ExpectedUser,
  { operation, proof }: { readonly operation: Operation<N>; readonly proof: Operation<Read> },
): Promise<Called<Response<N>>> {
  const { service } = OPERATIONS[operation.name];
  return withSession<Response<N>>(crm, as, async (known, round) => {
    let session = known;
    if (!session.proven.has(service)) {
      const proved = await climb(crm, as, { operation: proof, session, round });
      if ('otherSession' in proved) return proved;
      const current = await sessionAs(crm, as);
      if (!current.ok) return { ...current, mayBeDone: false };
      session = current.value;
      if (!session.proven.has(service) && !proved.ok) return { ...proved, mayBeDone: false };
    }
    const endpoint = session.proven.get(service);
    if (!endpoint) return OTHER_SESSION;
    const attempted = await attempt(crm, as, { operation, endpoint, session, round });
    if (attempted.kind === 'otherSession') return OTHER_SESSION;
    if (attempted.kind === 'failed') return attempted.called;
    const { answer } = attempted;
    const { isRest, principal } = attempted;
    if (answer.kind === 'success') {
      const doubt = isRest ? doubtOf(principal, as) : null;
      return doubt ? { ok: false, failure: doubt, mayBeDone: false } : { ok: true, value: answer.value };
    }
    const isRefused = isTicketRefused(answer);
    // Whatever is tried next finds out anew what the endpoint is good for.
    if (isRefused || provesNotReached(answer)) session.proven.delete(service);
    const failure: Failure = isRefused
      ? { kind: 'ticketRefused' }
      : operationFailure(operation.name, answer, true);
    const mayBeDone = !isRefused && !provesRefusal(answer);
    return { ok: false, failure, mayBeDone, isUnverified: isRest };
  });
}

interface OtherSession {
  readonly otherSession: true;
}
const OTHER_SESSION: OtherSession = { otherSession: true };

/** Asks again who is signed in for as long as the page's session turns out to be another one. */
async function withSession<T>(
  crm: Crm,
  as: ExpectedUser,
  use: (session: Session, round: Round) => Promise<Called<T> | OtherSession>,
): Promise<Called<T>> {
  for (let round = 0; round < MAX_SESSIONS; round += 1) {
    const session = await sessionAs(crm, as);
    if (!session.ok) return { ...session, mayBeDone: false };
    const called = await use(session.value, round);
    if (!('otherSession' in called)) return called;
    forgetSession(crm);
  }
  return { ok: false, failure: { kind: 'stalePage' }, mayBeDone: false };
}

interface Order<N extends OperationName> {
  readonly operation: Operation<N>;
  readonly session: Session;
  readonly round: Round;
}

/** Tries one endpoint after the other. */
async function climb<N extends Read>(
  crm: Crm,
  as: ExpectedUser,
  { operation, session: first, round }: Order<N>,
): Promise<Called<Response<N>> | OtherSession> {
  const { service } = OPERATIONS[operation.name];
  const proven = first.proven.get(service);
  let session = first;
  let waiting: readonly Endpoint[] = (await endpointsOf(crm, first.ticket !== null)).filter(
    (each) => !isSame(each, proven),
  );
  if (proven) waiting = [proven, ...waiting];
  const attempts: string[] = [];
  let knowsVersions = false;
  let last: Failure = { kind: 'noEndpoint', attempts };
  while (waiting[0]) {
    const endpoint = waiting[0];
    waiting = waiting.slice(1);
    const name = endpointName(endpoint);
    if (!isBelowBase(endpoint) && !session.trusted.has(name)) {
      const operation = {
        name: 'GetAssociate',
        request: { AssociateId: session.user.associateId },
      } as const;
      const asked = await attempt(crm, as, { operation, endpoint, session, round });
      if (asked.kind === 'otherSession') return OTHER_SESSION;
      if (asked.kind === 'failed') return asked.called;
      session = asked.session;
      if (!isUserOf(session, asked.answer)) {
        attempts.push(`${name}: ${inAWord(asked.answer)}`);
        if (asked.answer.kind === 'success' || isTicketRefused(asked.answer))
          waiting = elsewhere(waiting, endpoint);
        continue;
      }
      session.trusted.add(name);
    }
    const attempted = await attempt(crm, as, { operation, endpoint, session, round });
    if (attempted.kind === 'otherSession') return OTHER_SESSION;
    if (attempted.kind === 'failed') return attempted.called;
    session = attempted.session;
    const { answer } = attempted;
    if (answer.kind === 'success') {
      session.proven.set(service, endpoint);
      // Without a ticket only REST was possible: do not prefer it later.
      if (session.ticket !== null) void rememberEndpoint(crm, endpoint);
      return { ok: true, value: answer.value };
    }
    const isRefused = isTicketRefused(answer);
    // NetServer knows who asks, and refuses what is asked.
    if (answer.kind === 'exception' && !isRefused) session.proven.set(service, endpoint);
    if (!isRefused && provesNotReached(answer) === null) {
      const failure = operationFailure(operation.name, answer, false);
      return {
        ok: false,
        failure: withAttempts(failure, [...session.attempts, ...attempts]),
        mayBeDone: false,
      };
    }
    attempts.push(`${name}: ${inAWord(answer)}`);
    last = isRefused ? { kind: 'ticketRefused' } : operationFailure(operation.name, answer, false);
    if (isSame(endpoint, proven)) session.proven.delete(service);
    if (isRefused) waiting = elsewhere(waiting, endpoint);
    if (!knowsVersions) waiting = await announced(crm, waiting);
    knowsVersions = true;
  }
  void rememberEndpoint(crm, null);
  return { ok: false, failure: withAttempts(last, [...first.attempts, ...attempts]), mayBeDone: false };
}

type Attempted<N extends OperationName> =
  | {
      readonly kind: 'answered';
      readonly answer: Answer<Response<N>>;
      readonly session: Session;
      /** True where it ran as whoever was signed in at that moment. */
      readonly isRest: boolean;
      /** Who that was, asked together with it. */
      readonly principal: Answer<Principal | null> | undefined;
    }
  /** Nothing was sent: the page's session is not the one that was identified. */
  | { readonly kind: 'otherSession' }
  | { readonly kind: 'failed'; readonly called: Called<never> };

/** Calls an operation at one endpoint. A ticket that is refused is renewed once. */
async function attempt<N extends OperationName>(
  crm: Crm,
  as: ExpectedUser,
  order: Order<N> & { readonly endpoint: Endpoint },
): Promise<Attempted<N>> {
  const { operation, endpoint } = order;
  const { applicationToken } = crm.site;
  let { session, round } = order;
  for (let isRenewed = false; ; isRenewed = true) {
    const prepared = prepare(endpoint, operation, { ...session, applicationToken });
    if ('unsendable' in prepared) return notSent({ kind: 'unsendable', member: prepared.unsendable });
    const isRest = endpoint.transport === 'REST';
    const { writes } = OPERATIONS[operation.name];
    const asksWho = isRest && (writes || !session.followsSession);
    // Where the page's session can be compared this is asked beside, at no cost; else afterwards, to be sure.
    const whoAsks: PageRequest = {
      ...rest('User/currentPrincipal', undefined, applicationToken),
      ...(session.followsSession ? {} : { waits: true }),
    };
    const bound = mustCompare(endpoint, session, round) ? session.pageSession : undefined;
    const sent = await send(crm, [prepared.request, ...(asksWho ? [whoAsks] : [])], bound);
    if (sent.kind === 'otherSession') return sent;
    if (sent.kind === 'failed') {
      const mayBeDone = sent.mayBeSent && writes;
      return {
        kind: 'failed',
        called: { ok: false, failure: sent.failure, mayBeDone, isUnverified: mayBeDone && isRest },
      };
    }
    const answer = prepared.read(sent.answers[0] as HttpAnswer);
    const principal = asksWho ? readPrincipal(sent.answers[1] as HttpAnswer) : undefined;
    // What was read in somebody else's name is not what was asked for.
    if (principal && !writes && doubtOf(principal, as)?.kind === 'userChanged')
      return { kind: 'otherSession' };
    const answered = { kind: 'answered', answer, session, isRest, principal } as const;
    if (answer.kind === 'success' || !isTicketRefused(answer) || isRenewed) return answered;
    // A bare 401 may come from IIS, not NetServer: then with cookies.
    const renewal = await renew(crm, { session, endpoint, cookies: answer.kind === 'http' });
    const renewed = renewal.ok ? checked(renewal.value, as) : renewal;
    if (!renewed.ok) return notSent(renewed.failure);
    session = renewed.value;
    round += 1;
  }
}

/**
 * Whether the page's session is to be compared before anything is sent. A ticket that was just given belongs to its user
 * whatever the page does meanwhile; REST runs as whoever is signed in.
 */
function mustCompare(endpoint: Endpoint, { pageSession }: Session, round: Round): boolean {
  if (round === 0) return true;
  return endpoint.transport === 'REST' && pageSession !== '' && round < MAX_SESSIONS - 1;
}

/** What is to be said of a write that ran as whoever was signed in; `null` where that was the right one. */
function doubtOf(principal: Answer<Principal | null> | undefined, as: ExpectedUser): Failure | null {
  const { fullName: expected } = as;
  if (principal?.kind !== 'success' || !principal.value) {
    const cause: Failure =
      principal && principal.kind !== 'success' ? toFailure(principal) : { kind: 'noUser' };
    return { kind: 'userUnverified', expected, cause };
  }
  const { associateId, fullName: actual } = principal.value;
  return associateId === as.associateId ? null : { kind: 'userChanged', expected, actual };
}

/** Who is signed in after a write whose answer was lost; `null` where it is the right one. */
export async function userAfterwards(crm: Crm, as: ExpectedUser): Promise<Failure | null> {
  const { fullName: expected } = as;
  const identified = await identify(crm);
  const session: Result<Session> = identified.ok ? checked(identified.value.session, as) : identified;
  if (session.ok) return null;
  const { failure } = session;
  return failure.kind === 'otherUser' || failure.kind === 'otherTenant'
    ? { kind: 'userChanged', expected, actual: failure.actual }
    : { kind: 'userUnverified', expected, cause: failure };
}

function isTicketRefused(answer: ErrorAnswer): boolean {
  return (
    (answer.kind === 'exception' && answer.type === 'SoSessionException') ||
    // A refused XSRF value is the page's affair, and a new ticket no help.
    (answer.kind === 'http' && answer.status === 401 && answer.type !== 'XsrfValidationException')
  );
}

/** True where the answer of GetAssociate names the user by id and by name: another installation has another user of that id. */
function isUserOf({ user }: Session, answer: Answer<Response<'GetAssociate'>>): boolean {
  const found = answer.kind === 'success' ? toAssociate(answer.value.Response ?? {}) : undefined;
  return (
    found?.associateId === user.associateId &&
    (found.fullName === user.fullName || found.userName === user.userName)
  );
}

function inAWord(answer: Answer<unknown>): string {
  if (answer.kind === 'success') return 'another user';
  return provesNotReached(answer) ?? ('type' in answer && answer.type ? answer.type : answer.kind);
}

function isSame(one: Endpoint, other: Endpoint | undefined): boolean {
  return other !== undefined && endpointName(one) === endpointName(other);
}

/** Another version at the same place knows who asks no better. */
function elsewhere(endpoints: readonly Endpoint[], endpoint: Endpoint): readonly Endpoint[] {
  return endpoints.filter((each) => placeOf(each) !== placeOf(endpoint));
}

function placeOf(endpoint: Endpoint): string {
  return endpoint.transport === 'REST' ? 'REST' : endpoint.place;
}

/** Where nothing leads on, the person gets to know what was tried. */
function withAttempts(failure: Failure, attempts: readonly string[]): Failure {
  return 'attempts' in failure ? { ...failure, attempts } : failure;
}

function notSent(failure: Failure): { readonly kind: 'failed'; readonly called: Called<never> } {
  return { kind: 'failed', called: { ok: false, failure, mayBeDone: false } };
}
