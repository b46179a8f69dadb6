import type { Answer, Loss } from '../src/netserver/answer.ts';
import type { OperationName } from '../src/netserver/operations.ts';
import { OPERATIONS } from '../src/netserver/operations.ts';
import type { Failure } from '../src/outcomes.ts';

/** An answer that is none of what was asked for. */
export type Unsuccessful = Exclude<Answer<unknown>, { kind: 'success' }>;

/** What an unsuccessful answer to a REST question means for people. */
export function explain(answer: Unsuccessful): Failure {
  switch (answer.kind) {
    case 'exception':
      return explainException(answer.type, answer.friendlyText || answer.message);
    case 'fault':
      return { kind: 'serverFault', status: 500, words: answer.message };
    case 'http':
      return explainStatus(answer.status, answer.type, answer.message);
    case 'unreadable':
      return { kind: answer.why === 'html' ? 'pageInstead' : 'unreadable' };
    case 'lost':
      return { kind: LOSSES[answer.why] };
  }
}

/**
 * What an unsuccessful answer of an operation means. After a write, only an answer that proves NetServer's refusal is
 * taken for one; any other leaves open what the server holds.
 */
export function explainOperation(name: OperationName, answer: Unsuccessful): Failure {
  const { service, writes } = OPERATIONS[name];
  const failure = (service === 'User' && closedAgent(answer)) || explain(answer);
  return writes && !provesRefusal(answer) ? { kind: 'unknown', because: failure } : failure;
}

/**
 * What a write has come to that the server was found not to have done. The server may still be at it, unless it was the
 * one to end the exchange.
 * @param lost why there was no telling from its answer
 */
export function notDone(lost: Failure, over: 'notSaved' | 'notRemoved'): Failure {
  const ended = ['noConnection', 'pageInstead', 'serverFault', 'unreadable'].includes(lost.kind);
  return ended ? { kind: over } : { kind: 'notYet', because: lost };
}

const LOSSES = {
  network: 'noConnection',
  timeout: 'noAnswer',
  cancelled: 'cancelled',
  tooLarge: 'unreadable',
  // An installation redirects to its sign-in or maintenance page; its services never do.
  redirect: 'pageInstead',
} as const satisfies Record<Loss, Failure['kind']>;

function provesRefusal(answer: Unsuccessful): boolean {
  if (answer.kind === 'http')
    return (answer.status >= 400 && answer.status < 500) || isException(answer.type);
  if (answer.kind === 'lost') return answer.why === 'redirect';
  return answer.kind === 'exception' || answer.kind === 'fault';
}

/** How a service that is not offered answers, itself not having a say: no such address, no such action, or no way in. */
function closedAgent(answer: Unsuccessful): Failure | undefined {
  if (answer.kind === 'http' && [403, 404, 410].includes(answer.status) && !isException(answer.type)) {
    return { kind: 'agentClosed', status: answer.status, words: answer.message, tried: [] };
  }
  if (answer.kind === 'fault' && answer.code === 'ActionNotSupported') {
    return { kind: 'agentClosed', status: 500, words: answer.message, tried: [] };
  }
  return undefined;
}

const EXCEPTIONS: { readonly [type: string]: (words: string) => Failure } = {
  SoSessionException: () => ({ kind: 'notSignedIn' }),
  SoSentryException: (words) => ({ kind: 'notAllowed', words }),
  XsrfValidationException: () => ({ kind: 'stalePage' }),
};

function explainException(type: string, words: string): Failure {
  if (/application ?token|app-?token/i.test(words)) return { kind: 'applicationToken', words };
  const known = Object.hasOwn(EXCEPTIONS, type) ? EXCEPTIONS[type] : undefined;
  return known ? known(words) : { kind: 'refused', exceptionType: type || 'SoException', words };
}

/** REST answers NetServer's exceptions with a status and their type; any other type says no more than the status. */
export function isException(type: string): boolean {
  return /^So\w+Exception$/.test(type);
}

function explainStatus(status: number, type: string, words: string): Failure {
  if (type === 'XsrfValidationException') return { kind: 'stalePage' };
  if (status === 401) return { kind: 'notSignedIn' };
  if (status === 421) return { kind: 'tenantMoved' };
  if (isException(type)) return explainException(type, words);
  if (status === 403) return { kind: 'forbidden', words };
  // What proxies and maintenance pages use; NetServer's own faults are 500.
  if (status === 502 || status === 503) return { kind: 'pageInstead' };
  // A proxy has given up waiting; the server behind it has not been told (RFC 9110, 15.6.5).
  if (status === 504) return { kind: 'noAnswer' };
  return { kind: 'serverFault', status, words };
}
