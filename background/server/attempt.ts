import type { ExpectedUser } from '../../src/associates.ts';
import type { Failure } from '../../src/failures.ts';
import type { Answer, HttpAnswer } from '../../src/netserver/answer.ts';
import { OPERATIONS, type OperationName, type Response } from '../../src/netserver/operations.ts';
import { type Principal, readPrincipal } from '../../src/netserver/rest.ts';
import type { Crm } from './crm.ts';
import { type Endpoint, type Operation, prepare } from './endpoints.ts';
import { type ErrorAnswer, refusesRights, toFailure, type Verdict, verdictOf } from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { rest } from './rest-request.ts';
import { send } from './send.ts';
import { checked, renew, type Service, type Session } from './session.ts';

/** The result of a call. `mayBeDone` is true for a write whose answer is lost, so that nobody knows what the server holds. */
export type Called<T> =
  | { readonly ok: true; readonly value: T; readonly tried?: readonly Tried[] }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly mayBeDone: boolean;
      /** True where the call ran by REST, as whoever was signed in at that moment, and nobody has checked who that was. */
      readonly isUnverified?: boolean;
      readonly tried?: readonly Tried[];
    };

/** An endpoint that was tried for a call. */
export interface Tried {
  readonly endpoint: string;
  /** Its answer, in a word. */
  readonly answered: string;
  /** `null` where it answered what was asked. */
  readonly failure: Failure | null;
  readonly verdict: Verdict | null;
  readonly milliseconds: number;
}

/** A call gives up after so many rounds: then the page’s XSRF value changes with every answer. */
export const MAX_SESSIONS = 3;

/** How often this call has asked anew who is signed in: 0 for the session that it began with. */
export type Round = number;

export interface CallOrder<N extends OperationName> {
  readonly operation: Operation<N>;
  readonly session: Session;
  readonly round: Round;
}

type Attempted<N extends OperationName> =
  | {
      readonly kind: 'answered';
      readonly answer: Answer<Response<N>>;
      readonly session: Session;
      /** True where the call ran by REST, as whoever was signed in at that moment. */
      readonly isRest: boolean;
      /** Who was signed in, by a question that went along with the call; `undefined` where none did. */
      readonly principal: Answer<Principal | null> | undefined;
      readonly milliseconds: number;
    }
  | Unanswered;

type Unanswered =
  /** The page's session is not the one that was identified: no write was sent, and no answer counts. */
  | { readonly kind: 'otherSession' }
  | { readonly kind: 'failed'; readonly called: Called<never> & { readonly ok: false } };

const OTHER_PAGE_SESSION: Unanswered = { kind: 'otherSession' };

/**
 * Calls an operation at one endpoint. A refused ticket is renewed once. If the user's rights do not allow the operation by
 * an associate's id, and the id is the user's own, its twin that users call for themselves takes its place.
 */
export async function attempt<N extends OperationName>(
  crm: Crm,
  as: ExpectedUser,
  order: CallOrder<N> & { readonly endpoint: Endpoint },
): Promise<Attempted<N>> {
  const { operation, endpoint } = order;
  const own = forOneself(operation, as);
  const begin = performance.now();
  let { session, round } = order;
  let refusal: Extract<Attempted<N>, { kind: 'answered' }> | undefined;
  for (let isRenewed = false; ; ) {
    const isOwn = own !== undefined && session.refused.has(operation.name);
    const asked = await ask(crm, as, { operation: isOwn ? own : operation, endpoint, session, round, isOwn });
    if (asked.kind !== 'answered') return asked;
    const answered = { ...asked, session, milliseconds: Math.round(performance.now() - begin) };
    const { answer } = asked;
    if (answer.kind === 'success') return answered;
    if (own && !isOwn && refusesRights(answer)) {
      refusal = answered;
      session.refused.add(operation.name);
      continue;
    }
    if (isOwn && verdictOf(answer) === 'absent') {
      session.refused.delete(operation.name);
      // The endpoint has no such twin, so the answer is that rights are missing.
      if (refusal) return refusal;
    }
    if (isRenewed || !isRenewable(endpoint, answer)) return answered;
    isRenewed = true;
    const renewal = await renew(crm, session, endpoint);
    const renewed = renewal.ok ? checked(renewal.value, as) : renewal;
    if (!renewed.ok) return notSent(renewed.failure);
    session = renewed.value;
    round += 1;
  }
}

/** Gives the twin of an operation that users call for themselves, where the request names the user's own id. */
function forOneself<N extends OperationName>(
  { name, request }: Operation<N>,
  { associateId }: ExpectedUser,
): Operation<N> | undefined {
  const row: { readonly service: Service; readonly forOneself?: OperationName } = OPERATIONS[name];
  const { forOneself: own } = row;
  if (!own || !('AssociateId' in request) || request.AssociateId !== associateId) return undefined;
  const { AssociateId: _, ...others } = request;
  // The twin's request lacks that member, and its answer is the same (`tests/contract.test.ts`).
  return { name: own, request: others } as unknown as Operation<N>;
}

/**
 * Sends an operation to an endpoint, once. By REST the question who is signed in goes along where that matters.
 * @param isOwn true where the operation names nobody: by REST it is meant for whoever is signed in
 */
async function ask<N extends OperationName>(
  crm: Crm,
  as: ExpectedUser,
  { operation, endpoint, session, round, isOwn }: CallOrder<N> & { endpoint: Endpoint; isOwn: boolean },
): Promise<Omit<Extract<Attempted<N>, { kind: 'answered' }>, 'milliseconds'> | Unanswered> {
  const { applicationToken } = crm.site;
  const prepared = prepare(endpoint, operation, { ...session, applicationToken });
  if ('unsendable' in prepared) return notSent({ kind: 'unsendable', member: prepared.unsendable });
  const isRest = endpoint.transport === 'REST';
  const { writes } = OPERATIONS[operation.name];
  const asksWho = isRest && (writes || isOwn || !session.followsSession);
  // If the XSRF value follows the session, this question goes out beside the call, at no cost. Else it goes out afterwards,
  // to be sure.
  const whoAsks: PageRequest = {
    ...rest('User/currentPrincipal', undefined, applicationToken),
    ...(session.followsSession ? {} : { waits: true }),
  };
  const bound = mustCompare(endpoint, session, round) ? session.pageSession : undefined;
  if (isRest && isOwn && writes) {
    // The page's session may have become somebody else's (“log in as”), so the question goes out before the write, too.
    const refusal = await whyNotFor(crm, as, bound);
    if (refusal) return refusal;
  }
  const sent = await send(crm, [prepared.request, ...(asksWho ? [whoAsks] : [])], bound);
  if (sent.kind === 'otherSession') return sent;
  if (sent.kind === 'failed') {
    const mayBeDone = sent.mayBeSent && writes;
    const called = {
      ok: false,
      failure: sent.failure,
      mayBeDone,
      isUnverified: mayBeDone && isRest,
    } as const;
    return { kind: 'failed', called };
  }
  const answer = prepared.read(sent.answers[0] as HttpAnswer);
  const principal = asksWho ? readPrincipal(sent.answers[1] as HttpAnswer) : undefined;
  // An answer that was read in somebody else's name is not the one that was asked for.
  if (principal && !writes && doubtOf(principal, as)?.kind === 'userChanged') return OTHER_PAGE_SESSION;
  return { kind: 'answered', answer, session, isRest, principal };
}

/** Asks who is signed in, and says why nothing may be sent; `undefined` where it is the user that the form shows. */
async function whyNotFor(crm: Crm, as: ExpectedUser, bound?: string): Promise<Unanswered | undefined> {
  const sent = await send(crm, [rest('User/currentPrincipal', undefined, crm.site.applicationToken)], bound);
  if (sent.kind === 'otherSession') return sent;
  if (sent.kind === 'failed') return notSent(sent.failure);
  const doubt = doubtOf(readPrincipal(sent.answers[0] as HttpAnswer), as);
  if (doubt?.kind === 'userUnverified') return notSent(doubt.cause);
  return doubt ? OTHER_PAGE_SESSION : undefined;
}

/** True where a new ticket, or another look at the page's session, may help. */
function isRenewable({ transport }: Endpoint, answer: ErrorAnswer): boolean {
  if (!('type' in answer)) return false;
  return (
    answer.type === 'SoSessionException' ||
    // A new ticket does not help against a refused XSRF value, which is the page's affair.
    (transport === 'REST' &&
      answer.kind === 'http' &&
      answer.status === 401 &&
      answer.type !== 'XsrfValidationException')
  );
}

/**
 * True where the page's session must be compared before anything is sent. A ticket that was just given belongs to its user
 * whatever the page does meanwhile. REST runs as whoever is signed in.
 */
function mustCompare(endpoint: Endpoint, { pageSession }: Session, round: Round): boolean {
  if (round === 0) return true;
  return endpoint.transport === 'REST' && pageSession !== '' && round < MAX_SESSIONS - 1;
}

/** Gives the failure of a call that ran as whoever was signed in; `null` where that was the user that the form shows. */
export function doubtOf(principal: Answer<Principal | null> | undefined, as: ExpectedUser): Failure | null {
  const { fullName: expected } = as;
  if (principal?.kind !== 'success' || !principal.value) {
    const cause: Failure =
      principal && principal.kind !== 'success' ? toFailure(principal) : { kind: 'noUser' };
    return { kind: 'userUnverified', expected, cause };
  }
  const { associateId, fullName: actual } = principal.value;
  return associateId === as.associateId ? null : { kind: 'userChanged', expected, actual };
}

function notSent(failure: Failure): Extract<Unanswered, { kind: 'failed' }> {
  return { kind: 'failed', called: { ok: false, failure, mayBeDone: false } };
}
