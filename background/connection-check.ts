import type { CheckStep, Input, Output } from '../src/messages.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { readPrincipal, readToken } from '../src/netserver/rest.ts';
import { failed, success } from '../src/result.ts';
import { classicTicket } from './server/classic-client.ts';
import type { Crm } from './server/crm.ts';
import { endpointName, endpointsOf, prepare, provesNotReached } from './server/endpoints.ts';
import { toFailure } from './server/explain.ts';
import type { PageRequest } from './server/in-page.ts';
import { hasController, rest, sendOne, VERSIONS } from './server/tab.ts';

/**
 * Asks, one after the other, everything that a Save needs, and every endpoint of an operation, and tells what came back. The
 * operation is GetAssociate of the user, which changes nothing.
 */
export async function checkConnection(
  crm: Crm,
  _: Input<'checkConnection'>,
): Promise<Output<'checkConnection'>> {
  const { applicationToken } = crm.site;
  const steps: CheckStep[] = [];

  const step = async <T>(
    name: CheckStep['name'],
    asked: string,
    { request, read, say }: Question<T>,
  ): Promise<T | undefined> => {
    const begin = performance.now();
    const sent = await sendOne(crm, request);
    const answer = sent.ok ? read(sent.value) : undefined;
    steps.push({
      name,
      asked,
      answered: answer ? describeAnswer(answer, say) : sent.ok ? '' : sent.failure,
      isGood: answer?.kind === 'success',
      milliseconds: Math.round(performance.now() - begin),
    });
    return answer?.kind === 'success' ? answer.value : undefined;
  };
  const fact = (name: CheckStep['name'], asked: string, value: string | null) =>
    steps.push({ name, asked, answered: value ?? '–', isGood: value !== null, milliseconds: 0 });
  const get = (path: string) => rest(path, undefined, applicationToken);

  // In Firefox a service worker of the page's origin sees what is sent.
  if (await hasController(crm)) fact('serviceWorker', 'navigator.serviceWorker', 'active');
  await step('api', 'GET api', { request: VERSIONS, read: readVersions, say: (versions) => versions });
  const principal = await step('currentPrincipal', 'GET api/v1/User/currentPrincipal', {
    request: get('User/currentPrincipal'),
    read: readPrincipal,
    say: (value) => (value ? `${value.fullName} #${value.associateId}` : '–'),
  });
  if (!principal) return success(steps);
  let ticket =
    (await step('currentToken', 'GET api/v1/User/currentToken', {
      request: get('User/currentToken'),
      read: readToken,
      say: kindOfTicket,
    })) ?? null;
  if (!ticket) {
    ticket = await classicTicket(crm.tabId);
    fact('classicTicket', 'AjaxMethodDispatcher', ticket && kindOfTicket(ticket));
  }
  // A Save sends them where it has to, and one after the other nothing waits for anything.
  const authentication = { ticket, cookies: true, applicationToken };
  const operation = { name: 'GetAssociate', request: { AssociateId: principal.associateId } } as const;
  for (const endpoint of await endpointsOf(crm, ticket !== null)) {
    const prepared = prepare(endpoint, operation, authentication);
    if ('unsendable' in prepared) return failed({ kind: 'unsendable', member: prepared.unsendable });
    await step('GetAssociate', endpointName(endpoint), {
      ...prepared,
      say: ({ Response }) => Response?.FullName ?? '–',
    });
  }
  return success(steps);
}

interface Question<T> {
  readonly request: PageRequest;
  readonly read: (answer: HttpAnswer) => Answer<T>;
  readonly say: (value: T) => string;
}

function describeAnswer<T>(answer: Answer<T>, say: (value: T) => string): CheckStep['answered'] {
  if (answer.kind === 'success') return say(answer.value);
  // An endpoint that is not there is no fault of anybody's.
  return provesNotReached(answer) ?? toFailure(answer);
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
