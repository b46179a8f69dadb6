import type { ExpectedUser } from '../../src/associates.ts';
import type { Failure } from '../../src/failures.ts';
import type { Answer } from '../../src/netserver/answer.ts';
import { OPERATIONS, type OperationName, type Response } from '../../src/netserver/operations.ts';
import { toAssociate } from '../../src/netserver/rest.ts';
import { attempt, type Called, type CallOrder, type Tried } from './attempt.ts';
import type { Crm } from './crm.ts';
import {
  announced,
  type Endpoint,
  endpointName,
  endpointsAfter,
  endpointsOf,
  isBelowBase,
  type Operation,
  placeOf,
  rememberEndpoint,
} from './endpoints.ts';
import { type ErrorAnswer, operationFailure, refusesUser, verdictOf } from './explain.ts';
import type { Service, Session } from './session.ts';

/** The operations that only read. Each proves the endpoint of its service for a write. */
export type Read = 'GetUntrustedCredentialsForAssociate' | 'GetAssociate' | 'GetAssociateByPersonId';

export interface OtherSession {
  readonly otherSession: true;
}
export const OTHER_SESSION: OtherSession = { otherSession: true };

/** The endpoints that are still to be tried for a call, and the answers of the others. */
interface Ladder {
  waiting: readonly Endpoint[];
  readonly tried: Tried[];
  /** The failure to tell where no endpoint is left. */
  last: Failure;
  /** True where an endpoint has answered more than that nothing is there. */
  hasAnswer: boolean;
  knowsVersions: boolean;
  /** True where an answer was not NetServer's: nobody knows then that an endpoint is of no use for good. */
  isUncertain: boolean;
}

/** Gives the endpoints of a service to try in a session, in order: first the one that has answered before. */
export async function ladderFor(crm: Crm, session: Session, service: Service): Promise<Ladder> {
  const proven = session.proven.get(service);
  const endpoints = await endpointsOf(crm, session.ticket !== null);
  return {
    waiting: proven ? [proven, ...endpoints.filter((each) => !isSameEndpoint(each, proven))] : endpoints,
    tried: [],
    last: { kind: 'noEndpoint', attempts: [] },
    hasAnswer: false,
    knowsVersions: false,
    isUncertain: false,
  };
}

interface Step {
  readonly endpoint: Endpoint;
  /**
   * A success stands here only where services beside the base have answered with another user: they are another installation's.
   */
  readonly answer: Answer<unknown>;
  readonly failure: Failure;
  readonly milliseconds: number;
}

/** Notes the answer of an endpoint, and which endpoints are left to be tried after it. */
export async function goOn(crm: Crm, ladder: Ladder, step: Step): Promise<void> {
  const { endpoint, answer, failure } = step;
  const isTheirs = answer.kind !== 'success' && verdictOf(answer) !== 'final';
  const refusal = isTheirs ? answer : NOT_THEIR_USER;
  const tried = triedAt(endpoint, answer, step);
  ladder.tried.push(answer.kind === 'success' ? { ...tried, answered: 'another user' } : tried);
  // A missing application token stays the failure to tell, as a person can mend it. “Not there” never replaces another answer.
  const isAbsence = verdictOf(refusal) === 'absent' && ladder.hasAnswer;
  if (ladder.last.kind !== 'applicationToken' && !isAbsence) ladder.last = failure;
  if (verdictOf(refusal) !== 'absent') ladder.hasAnswer = true;
  if (verdictOf(refusal) === 'foreign') ladder.isUncertain = true;
  const waiting = ladder.waiting.filter((each) => !isSameEndpoint(each, endpoint));
  ladder.waiting = endpointsAfter(endpoint, refusal, waiting);
  if (ladder.knowsVersions || ladder.waiting.length === 0) return;
  ladder.waiting = await announced(crm, ladder.waiting);
  ladder.knowsVersions = true;
}

/** Tries one endpoint after the other, until one answers the read. */
export async function climb<N extends Read>(
  crm: Crm,
  as: ExpectedUser,
  { operation, session: first, round, ladder }: CallOrder<N> & { readonly ladder: Ladder },
): Promise<Called<Response<N>> | OtherSession> {
  const { service } = OPERATIONS[operation.name];
  let session = first;
  let cut: Endpoint | undefined;
  let doubted: Endpoint | undefined;
  let isAskedTwice = false;
  for (let endpoint = ladder.waiting[0]; endpoint; endpoint = ladder.waiting[0]) {
    if (!isBelowBase(endpoint) && !session.trusted.has(placeOf(endpoint))) {
      const asked = await attempt(crm, as, { operation: userOf(session), endpoint, session, round });
      if (asked.kind === 'otherSession') return OTHER_SESSION;
      if (asked.kind === 'failed') return asked.called;
      session = asked.session;
      const { answer } = asked;
      if (!isUserOf(session, answer)) {
        // The answer is another installation's, so the failure to tell stays the last one of this installation.
        const { milliseconds } = asked;
        await goOn(crm, ladder, { endpoint, answer, failure: ladder.last, milliseconds });
        continue;
      }
      session.trusted.add(placeOf(endpoint));
    }
    const attempted = await attempt(crm, as, { operation, endpoint, session, round });
    if (attempted.kind === 'otherSession') return OTHER_SESSION;
    if (attempted.kind === 'failed') return attempted.called;
    session = attempted.session;
    const { answer, milliseconds } = attempted;
    if (answer.kind === 'success') {
      if (doubted && !isAskedTwice && !isBare(endpoint)) {
        isAskedTwice = true;
        ladder.waiting = [doubted, ...ladder.waiting];
        continue;
      }
      session.proven.set(service, endpoint);
      const tried = [...ladder.tried, triedAt(endpoint, answer, { failure: null, milliseconds })];
      return { ok: true, value: answer.value, tried };
    }
    if (isBare(endpoint) && isDistress(answer)) doubted = endpoint;
    if (cut !== endpoint && isCut(endpoint, answer)) {
      cut = endpoint;
      continue;
    }
    const failure = failureOf(operation, answer, false);
    if (verdictOf(answer) === 'final') {
      // NetServer knows the user, and refuses the request.
      if (answer.kind === 'exception') session.proven.set(service, endpoint);
      const tried = [...ladder.tried, triedAt(endpoint, answer, { failure, milliseconds })];
      return { ok: false, failure: withAttempts(failure, session, ladder.tried), mayBeDone: false, tried };
    }
    if (isSameEndpoint(endpoint, session.proven.get(service))) session.proven.delete(service);
    await goOn(crm, ladder, { endpoint, answer, failure, milliseconds });
  }
  if (!ladder.isUncertain) void rememberEndpoint(crm, null);
  const failure = withAttempts(ladder.last, first, ladder.tried);
  return { ok: false, failure, mayBeDone: false, tried: ladder.tried };
}

/**
 * True where SOAP without cookies found no connection. In Firefox, a request that ends because the person leaves the page looks the
 * same. So it is sent once more before it is remembered that the server wants cookies.
 */
function isCut(endpoint: Endpoint, answer: ErrorAnswer): boolean {
  return isBare(endpoint) && answer.kind === 'lost' && answer.why === 'network';
}

function isBare(endpoint: Endpoint): boolean {
  return endpoint.transport === 'SOAP' && !endpoint.cookies;
}

/**
 * True of a server that may be down for a moment only. If another endpoint works right after that, this one is asked once more before
 * the other is remembered: requests with cookies wait for all others of the web session.
 */
function isDistress(answer: ErrorAnswer): boolean {
  return answer.kind === 'http' && answer.status >= 500;
}

const NOT_THEIR_USER: ErrorAnswer = {
  kind: 'exception',
  type: 'SoSessionException',
  message: '',
  friendlyText: '',
};

function userOf({ user }: Session): Operation<'GetAssociate'> {
  return { name: 'GetAssociate', request: { AssociateId: user.associateId } };
}

function triedAt(
  endpoint: Endpoint,
  answer: Answer<unknown>,
  { failure, milliseconds }: Pick<Tried, 'failure' | 'milliseconds'>,
): Tried {
  const verdict = answer.kind === 'success' ? null : verdictOf(answer);
  return { endpoint: endpointName(endpoint), answered: inAWord(answer), failure, verdict, milliseconds };
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
  switch (answer.kind) {
    case 'success':
      return 'OK';
    case 'http':
      return `HTTP ${answer.status}`;
    case 'fault':
      return answer.code || answer.kind;
    case 'exception':
      return answer.type || answer.kind;
    default:
      return answer.why;
  }
}

/** True for the same endpoint, however it was found. False where one of them is missing. */
export function isSameEndpoint(one: Endpoint | undefined, other: Endpoint | undefined): boolean {
  return one !== undefined && other !== undefined && endpointName(one) === endpointName(other);
}

/** Adds to a failure what was tried, so that the person gets to know it where no endpoint is left. */
function withAttempts(failure: Failure, session: Session, tried: readonly Tried[]): Failure {
  if (!('attempts' in failure)) return failure;
  const attempts = tried.map(({ endpoint, answered }) => `${endpoint}: ${answered}`);
  return { ...failure, attempts: [...session.attempts, ...attempts] };
}

/**
 * Gives the failure that an answer to an operation means for people. If only the operation refuses the user, the page's
 * session is still good: then it is `ticketRefused`.
 */
export function failureOf<N extends OperationName>(
  operation: Operation<N>,
  answer: ErrorAnswer,
  isProven: boolean,
): Failure {
  const failure = operationFailure(operation, answer, isProven);
  return refusesUser(answer) && failure.kind === 'notSignedIn' ? { kind: 'ticketRefused' } : failure;
}
