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
  endpointsAfter,
  endpointsOf,
  isBelowBase,
  type Operation,
  placeOf,
  prepare,
  rememberEndpoint,
} from './endpoints.ts';
import {
  type ErrorAnswer,
  operationFailure,
  provesRefusal,
  refusesRights,
  refusesUser,
  toFailure,
  type Verdict,
  verdictOf,
} from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { checked, forgetSession, identify, renew, type Service, type Session, sessionAs } from './session.ts';
import { rest, send } from './tab.ts';

/** What a call has come to. `mayBeDone`: a write whose answer is lost, so that nobody knows what the server holds. */
export type Called<T> =
  | { readonly ok: true; readonly value: T; readonly tried?: readonly Tried[] }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly mayBeDone: boolean;
      /** True where it ran as whoever was signed in at that moment, and that could not be asked together with it. */
      readonly isUnverified?: boolean;
      readonly tried?: readonly Tried[];
    };

/** An endpoint that a read was tried at. */
export interface Tried {
  readonly endpoint: string;
  /** What it answered, in a word. */
  readonly answered: string;
  /** `null` where it answered what was asked. */
  readonly failure: Failure | null;
  readonly verdict: Verdict | null;
  readonly milliseconds: number;
}

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
  return withSession(crm, as, async (session, round) => {
    const ladder = await ladderFor(crm, session, OPERATIONS[operation.name].service);
    const called = await climb(crm, as, { operation, session, round, ladder });
    if ('ok' in called && called.ok) remember(crm, session, OPERATIONS[operation.name].service);
    return called;
  });
}

/**
 * Calls an operation that changes something, as the user that the form shows, at an endpoint that has answered a read of the
 * same service. It is sent there once. Only where who asks is refused, which comes before anything is done, it goes on: a
 * ticket is renewed, once, and then the next endpoint is found, again by a read.
 * @param proof the read to ask where no endpoint has answered one yet
 */
export async function write<N extends Write>(
  crm: Crm,
  as: ExpectedUser,
  { operation, proof }: { readonly operation: Operation<N>; readonly proof: Operation<Read> },
): Promise<Called<Response<N>>> {
  const { service } = OPERATIONS[operation.name];
  return withSession<Response<N>>(crm, as, async (known, round) => {
    const ladder = await ladderFor(crm, known, service);
    for (let session = known; ; ) {
      if (!session.proven.has(service)) {
        const proved = await climb(crm, as, { operation: proof, session, round, ladder });
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
      session = attempted.session;
      const { answer } = attempted;
      if (answer.kind === 'success') {
        remember(crm, session, service);
        return succeeded(attempted, answer.value, as);
      }
      const isUserRefused = refusesUser(answer, operation.request);
      // Whatever is tried next finds out anew what the endpoint is good for.
      if (isUserRefused || verdictOf(answer) === 'absent') session.proven.delete(service);
      const failure = failureOf(operation, answer, true);
      if (isUserRefused) {
        await goOn(crm, ladder, { endpoint, answer, failure, milliseconds: attempted.milliseconds });
        if (ladder.waiting.length > 0) continue;
      }
      const mayBeDone = !isUserRefused && !provesRefusal(answer, operation.request);
      return { ok: false, failure, mayBeDone, isUnverified: attempted.isRest };
    }
  });
}

/** The endpoint that has just done what was asked is the first one that is tried from now on. */
function remember(crm: Crm, { proven, ticket }: Session, service: Service): void {
  const endpoint = proven.get(service);
  // Without a ticket only REST was possible: do not prefer it later.
  if (endpoint && ticket !== null) void rememberEndpoint(crm, endpoint);
}

function succeeded<T>(
  { isRest, principal }: { isRest: boolean; principal: Answer<Principal | null> | undefined },
  value: T,
  as: ExpectedUser,
): Called<T> {
  const doubt = isRest ? doubtOf(principal, as) : null;
  return doubt ? { ok: false, failure: doubt, mayBeDone: false } : { ok: true, value };
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

/** The endpoints that are still to be tried, and what came of the others. */
interface Ladder {
  waiting: readonly Endpoint[];
  readonly tried: Tried[];
  /** What to say where nothing leads on. */
  last: Failure;
  /** True where it is an answer's, and not only that nothing is there. */
  hasAnswer: boolean;
  knowsVersions: boolean;
  /** True where somebody else has answered: then it is not known that an endpoint is of no use for good. */
  isUncertain: boolean;
}

async function ladderFor(crm: Crm, session: Session, service: Service): Promise<Ladder> {
  const proven = session.proven.get(service);
  const endpoints = await endpointsOf(crm, session.ticket !== null);
  return {
    waiting: proven ? [proven, ...endpoints.filter((each) => !isSame(each, proven))] : endpoints,
    tried: [],
    last: { kind: 'noEndpoint', attempts: [] },
    hasAnswer: false,
    knowsVersions: false,
    isUncertain: false,
  };
}

interface Step {
  readonly endpoint: Endpoint;
  /** No success, unless it is another user's: of services beside the base that are another installation's. */
  readonly answer: Answer<unknown>;
  readonly failure: Failure;
  readonly milliseconds: number;
}

/** Notes what an endpoint has answered, and what is left to be tried after that. */
async function goOn(crm: Crm, ladder: Ladder, step: Step): Promise<void> {
  const { endpoint, answer, failure } = step;
  const isTheirs = answer.kind !== 'success' && verdictOf(answer) !== 'final';
  const refusal = isTheirs ? answer : NOT_THEIR_USER;
  const tried = triedAt(endpoint, answer, step);
  ladder.tried.push(answer.kind === 'success' ? { ...tried, answered: 'another user' } : tried);
  // What somebody can mend is not covered by what others answer, or by nobody's being there.
  const isAbsence = verdictOf(refusal) === 'absent' && ladder.hasAnswer;
  if (ladder.last.kind !== 'applicationToken' && !isAbsence) ladder.last = failure;
  if (verdictOf(refusal) !== 'absent') ladder.hasAnswer = true;
  if (verdictOf(refusal) === 'foreign') ladder.isUncertain = true;
  const waiting = ladder.waiting.filter((each) => !isSame(each, endpoint));
  ladder.waiting = endpointsAfter(endpoint, refusal, waiting);
  if (ladder.knowsVersions || ladder.waiting.length === 0) return;
  ladder.waiting = await announced(crm, ladder.waiting);
  ladder.knowsVersions = true;
}

/** Tries one endpoint after the other. */
async function climb<N extends Read>(
  crm: Crm,
  as: ExpectedUser,
  { operation, session: first, round, ladder }: Order<N> & { readonly ladder: Ladder },
): Promise<Called<Response<N>> | OtherSession> {
  const { service } = OPERATIONS[operation.name];
  let session = first;
  for (let endpoint = ladder.waiting[0]; endpoint; endpoint = ladder.waiting[0]) {
    if (!isBelowBase(endpoint) && !session.trusted.has(placeOf(endpoint))) {
      const asked = await attempt(crm, as, { operation: userOf(session), endpoint, session, round });
      if (asked.kind === 'otherSession') return OTHER_SESSION;
      if (asked.kind === 'failed') return asked.called;
      session = asked.session;
      const { answer } = asked;
      if (!isUserOf(session, answer)) {
        // What they answer is nothing to tell people.
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
      session.proven.set(service, endpoint);
      const tried = [...ladder.tried, triedAt(endpoint, answer, { failure: null, milliseconds })];
      return { ok: true, value: answer.value, tried };
    }
    const failure = failureOf(operation, answer, false);
    if (verdictOf(answer) === 'final') {
      // NetServer knows who asks, and refuses what is asked.
      if (answer.kind === 'exception') session.proven.set(service, endpoint);
      const tried = [...ladder.tried, triedAt(endpoint, answer, { failure, milliseconds })];
      return { ok: false, failure: withAttempts(failure, session, ladder.tried), mayBeDone: false, tried };
    }
    if (isSame(endpoint, session.proven.get(service))) session.proven.delete(service);
    await goOn(crm, ladder, { endpoint, answer, failure, milliseconds });
  }
  if (!ladder.isUncertain) void rememberEndpoint(crm, null);
  const failure = withAttempts(ladder.last, first, ladder.tried);
  return { ok: false, failure, mayBeDone: false, tried: ladder.tried };
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

type Attempted<N extends OperationName> =
  | {
      readonly kind: 'answered';
      readonly answer: Answer<Response<N>>;
      readonly session: Session;
      /** True where it ran as whoever was signed in at that moment. */
      readonly isRest: boolean;
      /** Who that was, asked together with it. */
      readonly principal: Answer<Principal | null> | undefined;
      readonly milliseconds: number;
    }
  | Unanswered;

type Unanswered =
  /** Nothing was sent: the page's session is not the one that was identified. */
  | { readonly kind: 'otherSession' }
  | { readonly kind: 'failed'; readonly called: Called<never> & { readonly ok: false } };

const OTHER_PAGE_SESSION: Unanswered = { kind: 'otherSession' };

/**
 * Calls an operation at one endpoint. A ticket that is refused is renewed once. What the user's rights do not allow for
 * associates, but is meant for the user, is asked by the operation that is for them alone.
 */
async function attempt<N extends OperationName>(
  crm: Crm,
  as: ExpectedUser,
  order: Order<N> & { readonly endpoint: Endpoint },
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
      // Then it is the rights that are missing.
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

/** The operation by which users do for themselves what is asked for them by their id. */
function forOneself<N extends OperationName>(
  { name, request }: Operation<N>,
  { associateId }: ExpectedUser,
): Operation<N> | undefined {
  const row: { readonly service: Service; readonly forOneself?: OperationName } = OPERATIONS[name];
  const { forOneself: own } = row;
  if (!own || !('AssociateId' in request) || request.AssociateId !== associateId) return undefined;
  const { AssociateId: _, ...others } = request;
  // Its request lacks that member, and its answer is the same (`tests/contract.test.ts`).
  return { name: own, request: others } as unknown as Operation<N>;
}

/**
 * Sends an operation to an endpoint, once; by REST together with the question who is signed in, where that matters.
 * @param isOwn it names nobody: by REST it is meant for whoever is signed in
 */
async function ask<N extends OperationName>(
  crm: Crm,
  as: ExpectedUser,
  { operation, endpoint, session, round, isOwn }: Order<N> & { endpoint: Endpoint; isOwn: boolean },
): Promise<Omit<Extract<Attempted<N>, { kind: 'answered' }>, 'milliseconds'> | Unanswered> {
  const { applicationToken } = crm.site;
  const prepared = prepare(endpoint, operation, { ...session, applicationToken });
  if ('unsendable' in prepared) return notSent({ kind: 'unsendable', member: prepared.unsendable });
  const isRest = endpoint.transport === 'REST';
  const { writes } = OPERATIONS[operation.name];
  const asksWho = isRest && (writes || isOwn || !session.followsSession);
  // Where the page's session can be compared this is asked beside, at no cost; else afterwards, to be sure.
  const whoAsks: PageRequest = {
    ...rest('User/currentPrincipal', undefined, applicationToken),
    ...(session.followsSession ? {} : { waits: true }),
  };
  const bound = mustCompare(endpoint, session, round) ? session.pageSession : undefined;
  if (isRest && isOwn && writes) {
    // The page's session may have become somebody else's (“log in as”): that is asked before, too.
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
  // What was read in somebody else's name is not what was asked for.
  if (principal && !writes && doubtOf(principal, as)?.kind === 'userChanged') return OTHER_PAGE_SESSION;
  return { kind: 'answered', answer, session, isRest, principal };
}

/** Asks who is signed in; `undefined` where it is the user that the form shows. */
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
    // A refused XSRF value is the page's affair, and a new ticket no help.
    (transport === 'REST' &&
      answer.kind === 'http' &&
      answer.status === 401 &&
      answer.type !== 'XsrfValidationException')
  );
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

/** What an answer of an operation means for people; a page's session is fine where only this is refused. */
function failureOf<N extends OperationName>(
  operation: Operation<N>,
  answer: ErrorAnswer,
  isProven: boolean,
): Failure {
  const failure = operationFailure(operation, answer, isProven);
  return refusesUser(answer) && failure.kind === 'notSignedIn' ? { kind: 'ticketRefused' } : failure;
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

function isSame(one: Endpoint, other: Endpoint | undefined): boolean {
  return other !== undefined && endpointName(one) === endpointName(other);
}

/** Where nothing leads on, the person gets to know what was tried. */
function withAttempts(failure: Failure, session: Session, tried: readonly Tried[]): Failure {
  if (!('attempts' in failure)) return failure;
  const attempts = tried.map(({ endpoint, answered }) => `${endpoint}: ${answered}`);
  return { ...failure, attempts: [...session.attempts, ...attempts] };
}

function notSent(failure: Failure): Extract<Unanswered, { kind: 'failed' }> {
  return { kind: 'failed', called: { ok: false, failure, mayBeDone: false } };
}
