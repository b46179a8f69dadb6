import type { Answer } from '../src/netserver/answer.ts';
import type { Failure } from '../src/outcomes.ts';

type Unsuccessful = Exclude<Answer<unknown>, { kind: 'success' }>;

/** What an unsuccessful answer to a question means for people. */
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
      return { kind: LOST[answer.why] };
  }
}

const LOST = {
  network: 'noConnection',
  timeout: 'noAnswer',
  tooLarge: 'unreadable',
  // An installation redirects to its sign-in or maintenance page; its services never do.
  redirect: 'pageInstead',
} as const;

/**
 * What an unsuccessful answer to a write means: only where the answer proves that NetServer refused is it what
 * {@link explain} says; otherwise the write may have happened.
 */
export function explainWrite(answer: Unsuccessful): Failure {
  const refused =
    answer.kind === 'exception' ||
    answer.kind === 'fault' ||
    (answer.kind === 'http' && answer.status >= 400 && answer.status < 500) ||
    (answer.kind === 'lost' && answer.why === 'redirect');
  return refused ? explain(answer) : { kind: 'unknown' };
}

function explainException(type: string, words: string): Failure {
  if (type === 'SoSessionException') return { kind: 'notSignedIn' };
  if (type === 'SoSentryException') return { kind: 'notAllowed', words };
  if (type === 'XsrfValidationException') return { kind: 'stalePage' };
  return { kind: 'refused', exceptionType: type, words };
}

function explainStatus(status: number, type: string, words: string): Failure {
  if (type === 'XsrfValidationException') return { kind: 'stalePage' };
  if (status === 401) return { kind: 'notSignedIn' };
  if (status === 403) return { kind: 'notAllowed', words };
  if (status === 421) return { kind: 'tenantMoved' };
  if (status === 502 || status === 503 || status === 504) return { kind: 'pageInstead' };
  return { kind: 'serverFault', status, words };
}
