import { tenantName } from '../src/addresses.ts';
import { type ExpectedUser, isUserAdministration } from '../src/associates.ts';
import type { CheckNote, CheckStep, Input, Output } from '../src/messages.ts';
import { type Answer, type HttpAnswer, httpAnswer } from '../src/netserver/answer.ts';
import { type Principal, readPrincipal, readToken } from '../src/netserver/rest.ts';
import { success } from '../src/result.ts';
import { listOperation } from './entries.ts';
import type { Tried } from './server/attempt.ts';
import { read } from './server/call.ts';
import { classicTicket } from './server/classic-client.ts';
import type { Crm } from './server/crm.ts';
import { toFailure } from './server/explain.ts';
import type { PageRequest } from './server/in-page.ts';
import { rest, VERSIONS } from './server/rest-request.ts';
import { hasController, sendOne } from './server/send.ts';
import { forgetSession, sessionAs } from './server/session.ts';

/** Nobody has credentials of this type, so the server's answer holds no secret. */
const TYPE = 'keyring-connection-check';

/**
 * Does anew all that a Save does before it writes: it asks who is signed in, asks for a ticket, and asks for a list at one
 * endpoint after the other until one answers. It changes nothing.
 */
export async function checkConnection(
  crm: Crm,
  _: Input<'checkConnection'>,
): Promise<Output<'checkConnection'>> {
  const steps: CheckStep[] = [];
  const notes: CheckNote[] = [];
  // In Firefox a service worker of the page's origin sees what is sent.
  if (await hasController(crm)) notes.push('serviceWorker');
  await ask(crm, steps, { name: 'api', request: VERSIONS, read: readVersions, say: (versions) => versions });
  const get = (path: string) => rest(path, undefined, crm.site.applicationToken);
  const principal = await ask(crm, steps, {
    name: 'currentPrincipal',
    request: get('User/currentPrincipal'),
    read: readPrincipal,
    say: (value) => (value ? `${value.fullName} ${reported(value)}` : '–'),
    report: (value) => (value ? reported(value) : '–'),
  });
  if (!principal) {
    const answered = steps.at(-1)?.answered;
    const verdict = typeof answered === 'object' ? answered : ({ kind: 'noUser' } as const);
    return success({ verdict, notes, steps });
  }
  const token = await ask(crm, steps, {
    name: 'currentToken',
    request: get('User/currentToken'),
    read: readToken,
    say: kindOfTicket,
  });
  if (!token) {
    const ticket = kindOfTicket(await classicTicket(crm.tabId));
    const isGood = ticket !== NONE;
    const name = 'classicTicket';
    steps.push({
      name,
      asked: 'AjaxMethodDispatcher',
      answered: ticket,
      reported: ticket,
      isGood,
      milliseconds: 0,
    });
  }
  const { associateId, fullName, databaseContextIdentifier } = principal;
  const as = { associateId, fullName, tenant: tenantName(crm.base, databaseContextIdentifier) };
  forgetSession(crm);
  const called = await read(crm, as, listOperation({ associateId, type: TYPE }));
  const tried = called.tried ?? [];
  steps.push(...tried.map(toStep));
  if (tried.some(({ verdict }) => verdict === 'foreign')) notes.push('otherServer');
  if (called.ok && (await isForOneselfOnly(crm, as))) notes.push('ownOnly');
  const last = tried.at(-1);
  const verdict =
    called.ok && last ? { endpoint: last.endpoint, milliseconds: last.milliseconds } : undefined;
  return success({ verdict: verdict ?? (called.ok ? { kind: 'unreadable' } : called.failure), notes, steps });
}

interface Question<T> {
  readonly name: 'api' | 'currentPrincipal' | 'currentToken';
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<T>;
  readonly say: (value: T) => string;
  /** The report says this in place of the shown text, where the shown text is private. */
  readonly report?: (value: T) => string;
}

async function ask<T>(
  crm: Crm,
  steps: CheckStep[],
  { name, request, read, say, report = say }: Question<T>,
): Promise<T | undefined> {
  const begin = performance.now();
  const sent = await sendOne(crm, request);
  const answer: Answer<T> | undefined = sent.ok ? read(sent.value) : undefined;
  const failure = sent.ok ? answer && answer.kind !== 'success' && toFailure(answer) : sent.failure;
  const value = answer?.kind === 'success' ? answer.value : undefined;
  steps.push({
    name,
    asked: `${request.method} ${request.path}`,
    answered: failure || (value === undefined ? NONE : say(value)),
    reported: failure
      ? statusIn(sent.ok ? sent.value : undefined)
      : value === undefined
        ? NONE
        : report(value),
    isGood: value !== undefined,
    milliseconds: Math.round(performance.now() - begin),
  });
  return value;
}

function toStep({ endpoint, answered, failure, verdict, milliseconds }: Tried): CheckStep {
  return {
    name: 'list',
    asked: endpoint,
    // An endpoint that is not there is usual, and no failure.
    answered: failure && verdict !== 'absent' ? failure : answered,
    reported: answered,
    isGood: failure === null,
    milliseconds,
  };
}

/** True where the server has refused the list by an associate's id for want of rights, but has given the user's own list. */
async function isForOneselfOnly(crm: Crm, as: ExpectedUser): Promise<boolean> {
  const session = await sessionAs(crm, as);
  return session.ok && session.value.refused.size > 0;
}

const NONE = '–';

/** Names the user by id and rights, not by name: a reader of the report need not know who it was. */
function reported({ associateId, functionRights }: Principal): string {
  const rights = functionRights.filter(isUserAdministration);
  return [`#${associateId}`, ...(rights.length > 0 ? [`(${rights.join(', ')})`] : [])].join(' ');
}

function statusIn(answer: HttpAnswer | undefined): string {
  if (!answer) return NONE;
  return 'lost' in answer ? answer.lost : `HTTP ${answer.status}`;
}

/** Gives the kind of a ticket, `8A:…` or `7T:…`, and no more of the ticket. */
function kindOfTicket(ticket: string | null): string {
  return ticket === null ? NONE : `${/^\d[A-Z]:/.exec(ticket)?.[0] ?? ''}…`;
}

/** The versions that `GET base/api` names. */
function readVersions(answer: HttpAnswer): Answer<string> {
  if ('lost' in answer) return { kind: 'lost', why: answer.lost };
  if (answer.status !== 200) return httpAnswer(answer);
  const named = answer.body.match(/"(NetServerVersion|Services\w*)":\s*"[\w.]{1,20}"/g);
  return named
    ? { kind: 'success', value: named.join(', ').replaceAll('"', '') }
    : { kind: 'unreadable', why: 'malformed' };
}
