import { sameBase, tenantName } from '../src/addresses.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { OPERATIONS, type OperationName, type Request, type Response } from '../src/netserver/operations.ts';
import { type Principal, readPrincipal, readToken } from '../src/netserver/rest.ts';
import { type Failure, failed, type Result, success } from '../src/outcomes.ts';
import { explain, explainOperation, type Unsuccessful } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { settingsFor } from './settings.ts';
import { classicTicket, rest, sendFromTab } from './tab.ts';
import {
  type Access,
  namedWays,
  nameOfWay,
  notReachedBy,
  prepare,
  rememberWay,
  type Way,
  waysFor,
} from './ways.ts';

/** A ticket, bound to the user and the page session that it was taken from. */
export interface Session extends Access {
  readonly base: string;
  readonly tenant: string;
  readonly principal: Principal;
  readonly pageSession: string;
  /** Of the steps to a ticket those that led to none, with what they answered. */
  readonly tried: readonly string[];
}

/** In memory only, gone when the browser stops the worker. By tab: two tabs can be two tenants or two containers. */
const sessions = new Map<number, Session>();

/** The user and tenant that a form shows, and on whose behalf alone it may act. */
export interface Shown {
  readonly associateId: number;
  readonly fullName: string;
  readonly tenant: string;
}

/**
 * What the question for a token comes to where the installation has none to give: old web clients do not know the question,
 * and each may say so in its own way (`currentToken` looks like the id of a user). Who is signed in is known all the same.
 */
const WITHOUT_TOKEN: readonly Failure['kind'][] = ['refused', 'notAllowed', 'forbidden', 'serverFault'];

/**
 * Asks the tab who is signed in and for a ticket, in one round trip together with whatever else is to be asked.
 * @param others further requests; their answers come back in the same order
 */
export async function identify(
  tabId: number,
  base: string,
  others: readonly PageRequest[] = [],
): Promise<Result<{ session: Session; answers: readonly HttpAnswer[] }>> {
  sessions.delete(tabId);
  const { applicationToken } = (await settingsFor(base)).site;
  const report = await sendFromTab(tabId, base, undefined, [
    rest('User/currentPrincipal', undefined, applicationToken),
    rest('User/currentToken', undefined, applicationToken),
    ...others,
  ]);
  if (report.kind === 'noReport') return failed(report.failure);
  if (report.kind !== 'answers') return failed({ kind: 'tabLeft' });
  const [principalAnswer, tokenAnswer, ...answers] = report.answers as [
    HttpAnswer,
    HttpAnswer,
    ...HttpAnswer[],
  ];
  const principal = readPrincipal(principalAnswer);
  if (principal.kind !== 'success') return failed(explain(principal));
  if (!principal.value) return failed({ kind: 'noUser' });
  const token = readToken(tokenAnswer);
  const tried: string[] = [];
  if (token.kind !== 'success') {
    const failure = explain(token);
    if (!WITHOUT_TOKEN.includes(failure.kind)) return failed(failure);
    tried.push(`GET User/currentToken: ${token.kind === 'http' ? `HTTP ${token.status}` : failure.kind}`);
  }
  const ticket = (token.kind === 'success' && token.value) || (await classicTicket(tabId));
  if (ticket === null) tried.push('AjaxMethodDispatcher: –');
  const session: Session = {
    base,
    tenant: tenantName(base, principal.value.DatabaseContextIdentifier),
    principal: principal.value,
    pageSession: report.pageSession,
    ticket,
    cookies: false,
    tried,
  };
  sessions.set(tabId, session);
  return success({ session, answers });
}

/**
 * Calls an operation as the user that the form shows. The remembered ticket is used while the page's session is the one
 * it was taken from; otherwise who is signed in is asked again first, and somebody else stops the call.
 *
 * A ticket that NetServer refuses is renewed once: it refuses before it acts, so calling again is safe.
 * @returns what the operation answered, or why not; after a write `unknown` where it may have been carried out
 */
export async function callAs<N extends OperationName>(
  tabId: number,
  base: string,
  shown: Shown,
  name: N,
  request: Request<N>,
): Promise<Result<Response<N>>> {
  const known = sessions.get(tabId);
  let session = known && sameBase(known.base, base) ? known : undefined;
  // Once the user was asked for anew, the page's session needs no comparing: the ticket is that user's.
  let pageSession = session?.pageSession;
  let renewed = false;
  for (;;) {
    if (!session) {
      const identified = await identify(tabId, base);
      if (!identified.ok) return ended(identified.failure);
      session = identified.value.session;
      pageSession = undefined;
    }
    const stranger = compare(session, shown);
    if (stranger) return failed(stranger);
    const called = await call(tabId, base, pageSession, session, name, request);
    if (called.kind === 'failed') return failed(withSteps(called.failure, session.tried));
    if (called.kind === 'otherSession') {
      session = undefined;
      continue;
    }
    const { answer } = called;
    if (answer.kind === 'success') return success(answer.value);
    if (!isTicketRefused(answer)) {
      return failed(withSteps(explainOperation(name, answer), [...session.tried, ...called.tried]));
    }
    if (renewed) {
      // So cookies were not what was wanted.
      sessions.set(tabId, { ...session, cookies: false });
      return failed({ kind: 'ticketRefused' });
    }
    // It may be the web server that refused, and not the ticket.
    const cookies = answer.kind === 'http';
    const renewal = await renew(tabId, base, cookies);
    if (!renewal.ok) return ended(renewal.failure);
    session = renewal.value;
    pageSession = undefined;
    renewed = true;
  }
}

/** Where nothing leads on, the person gets to know what was tried. */
function withSteps(failure: Failure, tried: readonly string[]): Failure {
  return 'tried' in failure ? { ...failure, tried } : failure;
}

function isTicketRefused(answer: Unsuccessful): boolean {
  return (
    (answer.kind === 'exception' && answer.type === 'SoSessionException') ||
    // A refused XSRF value is the page's affair, and a new ticket no help.
    (answer.kind === 'http' && answer.status === 401 && answer.type !== 'XsrfValidationException')
  );
}

/** A fresh token, and that token exchanged for a ticket: older servers take no token where a ticket belongs. */
async function renew(tabId: number, base: string, cookies: boolean): Promise<Result<Session>> {
  const identified = await identify(tabId, base);
  if (!identified.ok) return identified;
  const { session } = identified.value;
  if (session.ticket === null) return success(session);
  const access = { ticket: null, cookies };
  const called = await call(tabId, base, undefined, access, 'AuthenticateWithAccessToken', {
    AccessToken: session.ticket,
  });
  const exchanged =
    called.kind === 'answered' && called.answer.kind === 'success' ? called.answer.value : undefined;
  // Where the exchange is not to be had, the fresh token itself is the second and last try.
  const ticket = (exchanged?.AuthenticationSucceeded && exchanged.Credentials?.Ticket) || session.ticket;
  const renewed = { ...session, ticket, cookies };
  sessions.set(tabId, renewed);
  return success(renewed);
}

type Called<N extends OperationName> =
  | {
      readonly kind: 'answered';
      readonly answer: Answer<Response<N>>;
      /** The ways that did not reach the operation, with what they answered. */
      readonly tried: readonly string[];
    }
  /** Nothing was sent: the page's session is not the one that the ticket was taken from. */
  | { readonly kind: 'otherSession' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Calls an operation by one way after the other, until one answers that is the operation's own. */
async function call<N extends OperationName>(
  tabId: number,
  base: string,
  pageSession: string | undefined,
  access: Access,
  name: N,
  request: Request<N>,
): Promise<Called<N>> {
  const { site } = await settingsFor(base);
  const isSignIn = OPERATIONS[name].service === 'SoPrincipal';
  // The web session is nothing that could be exchanged for a ticket.
  let ways = (await waysFor(base, access.ticket !== null || isSignIn, site)).filter(
    ({ transport }) => !isSignIn || transport !== 'REST',
  );
  const credentials = { ...access, applicationToken: site.applicationToken };
  const tried: string[] = [];
  for (;;) {
    const way = ways[tried.length];
    if (!way) return { kind: 'failed', failure: { kind: 'noWay', tried: [] } };
    const called = await callBy(way, tabId, base, pageSession, credentials, name, request);
    if (called.kind !== 'answered') return called;
    const { answer } = called;
    // Without a ticket REST was no choice, and is none for the time when there is one.
    const hadChoice = access.ticket !== null || isSignIn;
    if (hadChoice && (answer.kind === 'success' || answer.kind === 'exception')) void rememberWay(base, way);
    const notReached = answer.kind === 'success' ? null : notReachedBy(answer);
    if (notReached !== null) tried.push(`${nameOfWay(way)}: ${notReached}`);
    if (notReached === null || tried.length === ways.length) return { kind: 'answered', answer, tried };
    if (tried.length === 1) ways = [way, ...(await namedWays(tabId, base, ways.slice(1)))];
  }
}

async function callBy<N extends OperationName>(
  way: Way,
  tabId: number,
  base: string,
  pageSession: string | undefined,
  credentials: Parameters<typeof prepare>[3],
  name: N,
  request: Request<N>,
): Promise<Called<N>> {
  const sending = prepare(way, name, request, credentials);
  if ('unsendable' in sending) {
    return { kind: 'failed', failure: { kind: 'unsendable', member: sending.unsendable } };
  }
  const report = await sendFromTab(tabId, base, pageSession, [sending.request]);
  switch (report.kind) {
    case 'answers':
      return { kind: 'answered', answer: sending.read(report.answers[0] as HttpAnswer), tried: [] };
    case 'otherSession':
      return report;
    case 'elsewhere':
      return { kind: 'failed', failure: { kind: 'tabLeft' } };
    case 'noReport': {
      const { failure, sent } = report;
      return {
        kind: 'failed',
        failure: sent && OPERATIONS[name].writes ? { kind: 'unknown', because: failure } : failure,
      };
    }
  }
}

function compare(session: Session, shown: Shown): Failure | undefined {
  if (session.tenant !== shown.tenant)
    return { kind: 'otherTenant', shown: shown.tenant, now: session.tenant };
  if (session.principal.AssociateId !== shown.associateId) {
    return { kind: 'otherUser', shown: shown.fullName, now: session.principal.FullName };
  }
  return undefined;
}

/** Whoever the form shows was signed in when it opened. */
function ended(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return failed(failure.kind === 'notSignedIn' ? { kind: 'sessionEnded' } : failure);
}
