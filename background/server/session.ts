import { tenantName } from '../../src/addresses.ts';
import type { Associate, ExpectedUser } from '../../src/associates.ts';
import type { Failure } from '../../src/failures.ts';
import { type HttpAnswer, isTicket } from '../../src/netserver/answer.ts';
import type { OPERATIONS, OperationName } from '../../src/netserver/operations.ts';
import { readPrincipal, readToken } from '../../src/netserver/rest.ts';
import { failed, type Result, success } from '../../src/result.ts';
import { sameTenant } from '../../src/tenants.ts';
import { classicTicket } from './classic-client.ts';
import type { Crm } from './crm.ts';
import { type Endpoint, endpointName, prepare } from './endpoints.ts';
import { toFailure } from './explain.ts';
import type { PageRequest } from './in-page.ts';
import { rest } from './rest-request.ts';
import { send } from './send.ts';

export type Service = (typeof OPERATIONS)[OperationName]['service'];

/** The user who is signed in in a tab, and a ticket of theirs, bound to the page session that both were taken from. */
export interface Session {
  /** `null` where the installation gives out none: then REST is the only endpoint. */
  readonly ticket: string | null;
  readonly base: string;
  readonly tenant: string;
  readonly user: Associate;
  readonly functionRights: readonly string[];
  readonly pageSession: string;
  /** See `PageReport`: where it is false, the same page session may be another user's by now. */
  readonly followsSession: boolean;
  /** The steps to a ticket that led to none, each with its answer. */
  readonly attempts: readonly string[];
  /** The endpoint of each service that has answered a read in this session. A secret goes to no other. */
  readonly proven: Map<Service, Endpoint>;
  /** The places beside the base that have shown that they know this user. */
  readonly trusted: Set<string>;
  /** The operations by an associate's id that this user's rights do not allow, not even by the user's own id; see `forOneself`. */
  readonly refused: Set<OperationName>;
}

/**
 * The sessions by tab, because two tabs can be two tenants or two containers. They are in memory only, and gone when the
 * browser stops the worker.
 */
const sessions = new Map<number, Session>();

/** The questions who is signed in that are under way, by tab: several askers at once share one answer. */
const asking = new Map<number, Promise<Result<Identified>>>();

/** The last renewal, by tab. If an endpoint refuses a ticket to several calls side by side, the ticket is renewed once. */
const renewals = new Map<number, { readonly refused: string; readonly renewed: Promise<Result<Session>> }>();

interface Identified {
  readonly session: Session;
  readonly answers: readonly HttpAnswer[];
  /** When the server has answered, by its own clock; empty where it does not say. */
  readonly date: string;
}

/**
 * Asks the tab who is signed in and for a ticket, in one round trip together with the other requests.
 * @param others further requests; their answers come back in the same order
 */
export async function identify(crm: Crm, others: readonly PageRequest[] = []): Promise<Result<Identified>> {
  const { tabId, base } = crm;
  const { applicationToken } = crm.site;
  sessions.delete(tabId);
  // Without the person's consent a ticket must not travel unencrypted, in either direction.
  const wantsTicket = crm.blocker === null;
  const sent = await send(crm, [
    rest('User/currentPrincipal', undefined, applicationToken),
    ...(wantsTicket ? [rest('User/currentToken', undefined, applicationToken)] : []),
    ...others,
  ]);
  if (sent.kind === 'failed') return failed(sent.failure);
  if (sent.kind === 'otherSession') return failed({ kind: 'tabLeft' });
  const principal = readPrincipal(sent.answers[0] as HttpAnswer);
  if (principal.kind !== 'success') return failed(toFailure(principal));
  if (!principal.value) return failed({ kind: 'noUser' });
  const { databaseContextIdentifier, functionRights, ...user } = principal.value;
  const token = wantsTicket ? await ticketFrom(crm, sent.answers[1] as HttpAnswer) : NO_TICKET;
  if (crm.task.signal.aborted) return failed({ kind: 'cancelled' });
  const session: Session = {
    base,
    tenant: tenantName(base, databaseContextIdentifier),
    user,
    functionRights,
    pageSession: sent.pageSession,
    followsSession: sent.followsSession,
    ...token,
    proven: new Map(),
    trusted: new Set(),
    refused: new Set(),
  };
  sessions.set(tabId, session);
  const { date = '' } = sent.answers[0] as Extract<HttpAnswer, { status: unknown }>;
  return success({ session, answers: sent.answers.slice(wantsTicket ? 2 : 1), date });
}

const NO_TICKET = { ticket: null, attempts: [] };

/**
 * Gives a ticket from the answer to `User/currentToken`, or else from the classic web client. By now it is known who is
 * signed in, so an answer that is no token means that there is none. Old web clients do not know the question, and each may
 * say so in its own way (`currentToken` looks like the id of a user).
 */
async function ticketFrom({ tabId }: Crm, answer: HttpAnswer): Promise<Pick<Session, 'ticket' | 'attempts'>> {
  const token = readToken(answer);
  if (token.kind === 'success' && token.value) return { ticket: token.value, attempts: [] };
  const said = token.kind === 'http' ? `HTTP ${token.status}` : token.kind;
  const attempts = [`GET User/currentToken: ${said}`];
  const ticket = await classicTicket(tabId);
  return { ticket, attempts: ticket === null ? [...attempts, 'AjaxMethodDispatcher: –'] : attempts };
}

/** Gives the session of the user that a form shows: the remembered one, or a new one. Somebody else's session stops everything. */
export async function sessionAs(crm: Crm, as: ExpectedUser): Promise<Result<Session>> {
  await renewals.get(crm.tabId)?.renewed;
  const known = knownSession(crm);
  if (known && !strangerIn(known, as)) return success(known);
  const identified = await identifyTogether(crm);
  return identified.ok ? checked(identified.value.session, as) : asSessionEnded(identified.failure);
}

/** Forgets the remembered session of the tab, because it is not true any more. */
export function forgetSession({ tabId }: Crm): void {
  sessions.delete(tabId);
}

function knownSession({ tabId, base }: Crm): Session | undefined {
  const known = sessions.get(tabId);
  return known && sameTenant(known.base, base) ? known : undefined;
}

async function identifyTogether(crm: Crm): Promise<Result<Identified>> {
  for (let other = asking.get(crm.tabId); other; other = asking.get(crm.tabId)) {
    const shared = await other;
    // If another asker has cancelled, this one has not.
    if (shared.ok || shared.failure.kind !== 'cancelled') return shared;
  }
  // Nothing is waited for between the last look at `asking` and this, so several askers that begin in one moment share the
  // question, too.
  const question = identify(crm).finally(() => asking.delete(crm.tabId));
  asking.set(crm.tabId, question);
  return question;
}

/** Asks REST questions on behalf of the user that a form shows, and of nobody else. They change nothing. */
export async function askAs(
  crm: Crm,
  as: ExpectedUser,
  requests: readonly PageRequest[],
): Promise<Result<readonly HttpAnswer[]>> {
  const known = knownSession(crm);
  if (known && !strangerIn(known, as)) {
    // An XSRF value in the page does not change with the session, so the question who is signed in goes along.
    const whoAsks = rest('User/currentPrincipal', undefined, crm.site.applicationToken);
    const asked = known.followsSession ? requests : [...requests, whoAsks];
    const sent = await send(crm, asked, known.pageSession);
    if (sent.kind === 'failed') return failed(sent.failure);
    if (sent.kind === 'answers' && (known.followsSession || isAnsweredTo(as, sent.answers.at(-1))))
      return success(sent.answers.slice(0, requests.length));
  }
  const identified = await identify(crm, requests);
  if (!identified.ok) return asSessionEnded(identified.failure);
  const session = checked(identified.value.session, as);
  return session.ok ? success(identified.value.answers) : session;
}

function isAnsweredTo({ associateId }: ExpectedUser, answer: HttpAnswer | undefined): boolean {
  const principal = answer && readPrincipal(answer);
  return principal?.kind === 'success' && principal.value?.associateId === associateId;
}

/**
 * Gives a session with a new ticket for an endpoint that has refused the old one. It takes a fresh token, and exchanges
 * that for a ticket: older servers take no token where a ticket belongs.
 */
export async function renew(crm: Crm, old: Session, endpoint: Endpoint): Promise<Result<Session>> {
  const { tabId } = crm;
  const refused = `${old.ticket} ${endpointName(endpoint)}`;
  for (let other = renewals.get(tabId); other?.refused === refused; other = renewals.get(tabId)) {
    const shared = await other.renewed;
    if (shared.ok ? sessions.get(tabId) === shared.value : shared.failure.kind !== 'cancelled') return shared;
    if (renewals.get(tabId) === other) renewals.delete(tabId);
  }
  const renewed = renewAlone(crm, old, endpoint);
  const renewal = { refused, renewed };
  renewals.set(tabId, renewal);
  const result = await renewed;
  // A failed renewal is not kept: the next one may fare better.
  if (!result.ok && renewals.get(tabId) === renewal) renewals.delete(tabId);
  return result;
}

async function renewAlone(crm: Crm, old: Session, endpoint: Endpoint): Promise<Result<Session>> {
  const identified = await identify(crm);
  if (!identified.ok) return asSessionEnded(identified.failure);
  const { session } = identified.value;
  // Endpoints stay proven for the same user. Only for another user they would have to be proven again.
  const { proven, trusted, refused } = session.user.associateId === old.user.associateId ? old : session;
  const ticket = await exchange(crm, session, endpoint);
  const renewed = { ...session, ticket, proven, trusted, refused };
  sessions.set(crm.tabId, renewed);
  return success(renewed);
}

/** Exchanges a fresh token for a ticket. If there is no exchange, the token itself is the second and last try. */
async function exchange(crm: Crm, { ticket }: Session, endpoint: Endpoint): Promise<string | null> {
  // REST takes no ticket: it runs in the web session, which cannot be exchanged for one.
  if (ticket === null || endpoint.transport === 'REST') return ticket;
  const { applicationToken } = crm.site;
  const operation = { name: 'AuthenticateWithAccessToken', request: { AccessToken: ticket } } as const;
  const prepared = prepare(endpoint, operation, { ticket: null, applicationToken });
  if ('unsendable' in prepared) return ticket;
  const sent = await send(crm, [prepared.request]);
  const answer = sent.kind === 'answers' ? prepared.read(sent.answers[0] as HttpAnswer) : undefined;
  const exchanged = answer?.kind === 'success' ? answer.value : undefined;
  const exchangedTicket = exchanged?.AuthenticationSucceeded && exchanged.Credentials?.Ticket;
  return isTicket(exchangedTicket) ? exchangedTicket : ticket;
}

/** Gives the session where it is that of the user that a form shows; else the failure. */
export function checked(session: Session, as: ExpectedUser): Result<Session> {
  const stranger = strangerIn(session, as);
  return stranger ? failed(stranger) : success(session);
}

function strangerIn({ tenant, user }: Session, as: ExpectedUser): Failure | undefined {
  if (!sameTenant(tenant, as.tenant)) return { kind: 'otherTenant', expected: as.tenant, actual: tenant };
  if (user.associateId !== as.associateId)
    return { kind: 'otherUser', expected: as.fullName, actual: user.fullName };
  return undefined;
}

/** Says `sessionEnded` for `notSignedIn`: the user that the form shows was signed in when the form opened. */
function asSessionEnded(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return failed(failure.kind === 'notSignedIn' ? { kind: 'sessionEnded' } : failure);
}
