import type { CheckStep, Input, Output } from '../src/messages.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { readPrincipal, readToken } from '../src/netserver/rest.ts';
import { type Failure, failed, success } from '../src/outcomes.ts';
import { crmAddress } from './crm.ts';
import { explain } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { settingsFor } from './settings.ts';
import { classicTicket, rest, sendFromTab } from './tab.ts';
import { nameOfWay, notReachedBy, prepare, waysFor } from './ways.ts';

/**
 * Asks, one after the other, everything that a Save needs, and every way to an operation, and tells what came back. The
 * operation is GetAssociate of the user, which changes nothing.
 */
export async function checkConnection({
  tabId,
}: Input<'checkConnection'>): Promise<Output<'checkConnection'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const { base } = address.value;
  const { site } = await settingsFor(base);
  const steps: CheckStep[] = [];

  const step = async <T>(
    name: CheckStep['name'],
    asked: string,
    request: PageRequest,
    read: (answer: HttpAnswer) => Answer<T>,
    say: (value: T) => string,
  ): Promise<T | undefined> => {
    const begin = performance.now();
    const report = await sendFromTab(tabId, base, undefined, [request]);
    const answer = report.kind === 'answers' ? read(report.answers[0] as HttpAnswer) : undefined;
    const failure: Failure = report.kind === 'noReport' ? report.failure : { kind: 'tabLeft' };
    steps.push({
      name,
      asked,
      answered: answer ? describeAnswer(answer, say) : failure,
      isGood: answer?.kind === 'success',
      milliseconds: Math.round(performance.now() - begin),
    });
    return answer?.kind === 'success' ? answer.value : undefined;
  };
  const get = (path: string) => rest(path, undefined, site.applicationToken);

  await step('api', 'GET api', { ...rest(''), path: 'api' }, readVersions, (versions) => versions);
  const principal = await step(
    'currentPrincipal',
    'GET api/v1/User/currentPrincipal',
    get('User/currentPrincipal'),
    readPrincipal,
    (value) => (value ? `${value.FullName} #${value.AssociateId}` : '–'),
  );
  if (!principal) return success(steps);
  let ticket =
    (await step(
      'currentToken',
      'GET api/v1/User/currentToken',
      get('User/currentToken'),
      readToken,
      kindOfTicket,
    )) ?? null;
  if (!ticket) {
    ticket = await classicTicket(tabId);
    const answered = ticket ? kindOfTicket(ticket) : '–';
    steps.push({
      name: 'classicTicket',
      asked: 'AjaxMethodDispatcher',
      answered,
      isGood: ticket !== null,
      milliseconds: 0,
    });
  }
  // A Save sends them where it has to, and one after the other nothing waits for anything.
  const credentials = { ticket, cookies: true, applicationToken: site.applicationToken };
  for (const way of await waysFor(base, ticket !== null, site)) {
    const sending = prepare(way, 'GetAssociate', { AssociateId: principal.AssociateId }, credentials);
    if ('unsendable' in sending) return failed({ kind: 'unsendable', member: sending.unsendable });
    await step(
      'GetAssociate',
      nameOfWay(way),
      sending.request,
      sending.read,
      ({ Response }) => Response?.FullName ?? '–',
    );
  }
  return success(steps);
}

function describeAnswer<T>(answer: Answer<T>, say: (value: T) => string): string | Failure {
  if (answer.kind === 'success') return say(answer.value);
  // A way that is not there is no fault of anybody's.
  return notReachedBy(answer) ?? explain(answer);
}

/** `8A` or `7T`, and no more of it. */
function kindOfTicket(ticket: string | null): string {
  return ticket ? `${ticket.slice(0, 2)}:…` : '–';
}

/** The versions that `GET base/api` names. */
function readVersions(answer: HttpAnswer): Answer<string> {
  if ('lost' in answer) return { kind: 'lost', why: answer.lost };
  if (answer.status !== 200) return { kind: 'http', status: answer.status, type: '', message: '' };
  const named = answer.body.match(/"(NetServerVersion|Services\w*)":\s*"[\w.]{1,20}"/g);
  return named
    ? { kind: 'success', value: named.join(', ').replaceAll('"', '') }
    : { kind: 'unreadable', why: 'malformed' };
}
