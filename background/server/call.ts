import type { ExpectedUser } from '../../src/associates.ts';
import type { Failure } from '../../src/failures.ts';
import type { Answer } from '../../src/netserver/answer.ts';
import { OPERATIONS, type Response } from '../../src/netserver/operations.ts';
import type { Principal } from '../../src/netserver/rest.ts';
import type { Result } from '../../src/result.ts';
import { attempt, type Called, doubtOf, MAX_SESSIONS, type Round } from './attempt.ts';
import type { Crm } from './crm.ts';
import { type Operation, rememberEndpoint } from './endpoints.ts';
import { provesRefusal, refusesUser, verdictOf } from './explain.ts';
import {
  climb,
  failureOf,
  goOn,
  isSameEndpoint,
  ladderFor,
  OTHER_SESSION,
  type OtherSession,
  type Read,
} from './ladder.ts';
import { checked, forgetSession, identify, type Service, type Session, sessionAs } from './session.ts';

type Write = 'SaveUntrustedCredentialsForAssociate' | 'RemoveUntrustedCredentialsForAssociate';

/**
 * Calls an operation that changes nothing, as the user that the form shows. The endpoint that has answered before is tried
 * first, then one after the other, until one that offers the operation answers.
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
 * Calls an operation that changes something, as the user that the form shows, at an endpoint that has answered a read of
 * the same service. The endpoint gets it once. The call goes on only where the server refuses who asks, which comes before
 * anything is done: a ticket is renewed, once, and then a read finds the next endpoint.
 * @param proof the read to send where no endpoint has answered one yet
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
      // A list that is read meanwhile may have proven an endpoint that has just refused this write.
      if (!isSameEndpoint(ladder.waiting[0], session.proven.get(service))) {
        const proved = await climb(crm, as, { operation: proof, session, round, ladder });
        if ('otherSession' in proved) return proved;
        const current = await sessionAs(crm, as);
        if (!current.ok) return { ...current, mayBeDone: false };
        session = current.value;
        const proven = session.proven.get(service);
        if (!proved.ok && !isSameEndpoint(ladder.waiting[0], proven)) return { ...proved, mayBeDone: false };
        // A renewed session knows what the one before has proven. Any other session has to prove the endpoint itself.
        const isKnown = session.proven === known.proven || isSameEndpoint(ladder.waiting[0], proven);
        if (!proven || !isKnown) return OTHER_SESSION;
      }
      const endpoint = ladder.waiting[0];
      if (!endpoint) return OTHER_SESSION;
      const attempted = await attempt(crm, as, { operation, endpoint, session, round });
      if (attempted.kind === 'otherSession') return OTHER_SESSION;
      if (attempted.kind === 'failed') return attempted.called;
      session = attempted.session;
      const { answer } = attempted;
      if (answer.kind === 'success') {
        session.proven.set(service, endpoint);
        remember(crm, session, service);
        return succeeded(attempted, answer.value, as);
      }
      const isUserRefused = refusesUser(answer, operation.request);
      // The endpoint loses its proof, so that the next try finds out anew what it is good for.
      const isUseless = isUserRefused || verdictOf(answer) === 'absent';
      if (isUseless && isSameEndpoint(endpoint, session.proven.get(service))) session.proven.delete(service);
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

/** Remembers the endpoint that has just answered: from now on it is tried first. */
function remember(crm: Crm, { proven, ticket }: Session, service: Service): void {
  const endpoint = proven.get(service);
  // Without a ticket only REST was possible, so it is not preferred later.
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

/** Asks anew who is signed in for as long as the page's session turns out to be another one, `MAX_SESSIONS` times in all. */
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

/** Asks who is signed in after a write whose answer was lost; `null` where it is the user that the form shows. */
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
