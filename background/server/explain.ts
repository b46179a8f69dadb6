import type { Failure } from '../../src/failures.ts';
import type { Answer, Loss } from '../../src/netserver/answer.ts';
import { OPERATIONS, type OperationName } from '../../src/netserver/operations.ts';

/** An answer that does not hold what was asked for. */
export type ErrorAnswer = Exclude<Answer<unknown>, { kind: 'success' }>;

/**
 * Gives the failure that an answer means for people.
 * @param sent see {@link isApplicationTokenWanted}
 */
export function toFailure(answer: ErrorAnswer, sent?: object): Failure {
  const serverMessage = serverMessageOf(answer);
  if (isApplicationTokenWanted(answer, sent)) return { kind: 'applicationToken', serverMessage };
  switch (answer.kind) {
    case 'exception':
      return fromException(answer.type, serverMessage);
    case 'fault':
      return { kind: 'serverFault', status: 500, serverMessage };
    case 'http':
      return isBusy(answer)
        ? { kind: 'busy', seconds: answer.retryAfter ?? BUSY_SECONDS }
        : fromStatus(answer);
    case 'unreadable':
      return { kind: answer.why === 'html' ? 'pageInstead' : 'unreadable' };
    case 'lost':
      return { kind: LOSSES[answer.why] };
  }
}

/** The server's own words in an answer, for people; empty where there are none. */
function serverMessageOf(answer: ErrorAnswer): string {
  if (answer.kind === 'exception') return answer.friendlyText || answer.message;
  return 'message' in answer ? answer.message : '';
}

/** The meaning of an answer for the endpoint that gave it. */
export type Verdict =
  /** The answer is NetServer's own, or no other endpoint would have a better one. */
  | 'final'
  /** NetServer does not accept the user who asks. It says so before it begins. */
  | 'unknownUser'
  /** The operation is not offered there. */
  | 'absent'
  /** The answer is neither NetServer's nor WCF's: something stands before them, or they are broken. */
  | 'foreign';

/** Judges the endpoint by its answer: whether, and how, to go on to another one. */
export function verdictOf(answer: ErrorAnswer): Verdict {
  if (isSessionRefused(answer) || isApplicationTokenWanted(answer)) return 'unknownUser';
  switch (answer.kind) {
    case 'exception':
      return 'final';
    case 'fault':
      return UNKNOWN_FAULTS.includes(answer.code) ? 'final' : 'absent';
    case 'http':
      if (answer.type === 'XsrfValidationException' || isException(answer.type)) return 'final';
      if ([404, 405, 410, 415, 501].includes(answer.status)) return 'absent';
      // A gateway has waited in vain. It would wait as long again for the next endpoint.
      if ([408, 421, 499, 504].includes(answer.status) || isBusy(answer)) return 'final';
      return answer.type === '' || [401, 403].includes(answer.status) ? 'foreign' : 'final';
    case 'unreadable':
      return 'foreign';
    case 'lost':
      return answer.why === 'redirect' || answer.why === 'network' ? 'foreign' : 'final';
  }
}

function isSessionRefused(answer: ErrorAnswer): boolean {
  return 'type' in answer && answer.type === 'SoSessionException';
}

/**
 * True where an answer refuses the user before anything was done. Then a write, too, may go on to another endpoint.
 * @param sent see {@link isApplicationTokenWanted}
 */
export function refusesUser(answer: ErrorAnswer, sent?: object): boolean {
  if (isSessionRefused(answer) || isApplicationTokenWanted(answer, sent)) return true;
  if (answer.kind === 'http')
    return answer.status === 401 && !isException(answer.type) && answer.type !== 'XsrfValidationException';
  return answer.kind === 'lost' && answer.why === 'redirect';
}

/** True where NetServer knows the user and finds that their rights do not suffice. */
export function refusesRights(answer: ErrorAnswer): boolean {
  return 'type' in answer && answer.type === 'SoSentryException';
}

/** The faults that say no more than that something went wrong. It may have gone wrong in the operation itself. */
const UNKNOWN_FAULTS: readonly string[] = [
  'InternalServiceFault',
  'Server',
  'Client',
  'Receiver',
  'Sender',
  '',
];

/** True of a server that has too much to do. With 429 it refuses; with 503 and `Retry-After` it says when it is back. */
function isBusy({ status, retryAfter }: Extract<ErrorAnswer, { kind: 'http' }>): boolean {
  return status === 429 || (status === 503 && retryAfter !== undefined);
}

/** How many seconds a server counts as busy where it does not say: a minute is a fair guess. */
const BUSY_SECONDS = 60;

/**
 * Gives the failure that an answer to an operation means for people.
 * @param isProven true where the endpoint has just answered another operation of the same service: then the service is not closed
 */
export function operationFailure(
  { name, request }: { readonly name: OperationName; readonly request: object },
  answer: ErrorAnswer,
  isProven: boolean,
): Failure {
  const isClosed = OPERATIONS[name].service === 'User' && !isProven;
  return (isClosed && closedAgent(answer)) || toFailure(answer, request);
}

/**
 * True where NetServer, or the web server before it, says that it did not carry out the operation. After a write any other
 * answer leaves open what the server holds.
 * @param sent see {@link isApplicationTokenWanted}
 */
export function provesRefusal(answer: ErrorAnswer, sent?: object): boolean {
  if (isApplicationTokenWanted(answer, sent)) return true;
  switch (answer.kind) {
    case 'exception':
      return REFUSING_EXCEPTIONS.includes(answer.type);
    case 'fault':
      // WCF itself sends these, before the operation begins. Any other fault may be an exception that the server is set not
      // to tell.
      return REFUSING_FAULTS.includes(answer.code);
    case 'http':
      // A proxy says 408 or 499 when it has waited long enough for the server behind it.
      return isException(answer.type)
        ? REFUSING_EXCEPTIONS.includes(answer.type)
        : answer.status >= 400 && answer.status < 500 && ![408, 499].includes(answer.status);
    case 'lost':
      // An installation redirects to its sign-in or maintenance page; its services never do.
      return answer.why === 'redirect';
    case 'unreadable':
      return false;
  }
}

/**
 * NetServer sends these exceptions when it refuses a request before it begins: for the user, their rights, or the request.
 * After any other exception, such as the database's (“Timeout expired”), nobody knows how far it had come.
 */
const REFUSING_EXCEPTIONS: readonly string[] = [
  'SoSessionException',
  'SoSentryException',
  'SoLicenseException',
  'SoNotFoundException',
  'SoInvalidArgumentException',
  'SoValidationException',
  'XsrfValidationException',
];

/** The faults of WCF's dispatcher (`System.ServiceModel`), and of a service that cannot read the request. */
const REFUSING_FAULTS: readonly string[] = [
  'ActionNotSupported',
  'DeserializationFailed',
  'MustUnderstand',
  'VersionMismatch',
  'DestinationUnreachable',
];

/**
 * True where the server itself ended the exchange that a write was lost in. It does nothing later that it has not done by then.
 * @param cause why the answer to the write was of no use
 */
export function hasEnded(cause: Failure): boolean {
  return (
    cause.kind === 'unreadable' ||
    cause.kind === 'refused' ||
    // Statuses above 500 are those of gateways, whatever their make.
    (cause.kind === 'serverFault' && cause.status <= 500) ||
    (cause.kind === 'pageInstead' && !cause.isGateway)
  );
}

const LOSSES = {
  network: 'noConnection',
  timeout: 'noAnswer',
  cancelled: 'cancelled',
  tooLarge: 'unreadable',
  redirect: 'pageInstead',
} as const satisfies Record<Loss, Failure['kind']>;

/**
 * Gives `agentClosed` where an answer shows that the service is not offered: no such address, no such action, or no way in.
 * Such an answer does not come from the service itself.
 */
function closedAgent(answer: ErrorAnswer): Failure | undefined {
  const isClosed =
    answer.kind === 'http' && [403, 404, 410].includes(answer.status) && !isException(answer.type);
  if (isClosed || (answer.kind === 'fault' && answer.code === 'ActionNotSupported')) {
    const status = answer.kind === 'http' ? answer.status : 500;
    return { kind: 'agentClosed', status, serverMessage: answer.message, attempts: [] };
  }
  return undefined;
}

const EXCEPTIONS: { readonly [type: string]: (serverMessage: string) => Failure } = {
  SoSessionException: () => ({ kind: 'notSignedIn' }),
  SoSentryException: (serverMessage) => ({ kind: 'notAllowed', serverMessage }),
  XsrfValidationException: () => ({ kind: 'stalePage' }),
};

function fromException(type: string, serverMessage: string): Failure {
  const known = Object.hasOwn(EXCEPTIONS, type) ? EXCEPTIONS[type] : undefined;
  return known
    ? known(serverMessage)
    : { kind: 'refused', exceptionType: type || 'SoException', serverMessage };
}

/**
 * True where a server says, before it does anything, that it wants an application token.
 * @param sent the request: if it holds the same words, the server may only be quoting them
 */
function isApplicationTokenWanted(answer: ErrorAnswer, sent: object = {}): boolean {
  return APPLICATION_TOKEN.test(serverMessageOf(answer)) && !APPLICATION_TOKEN.test(JSON.stringify(sent));
}

const APPLICATION_TOKEN = /application ?token|app-?token/i;

/** True for an exception of NetServer's. REST gives its type beside a status; any other type says no more than the status. */
function isException(type: string): boolean {
  return /^So\w+Exception$/.test(type);
}

function fromStatus({
  status,
  type,
  message: serverMessage,
}: Extract<ErrorAnswer, { kind: 'http' }>): Failure {
  if (type === 'XsrfValidationException') return { kind: 'stalePage' };
  if (status === 401) return { kind: 'notSignedIn' };
  if (status === 421) return { kind: 'tenantMoved' };
  if (isException(type)) return fromException(type, serverMessage);
  if (status === 403) return { kind: 'forbidden', serverMessage };
  // Proxies and maintenance pages use these statuses; NetServer's own faults are 500. The server behind them may still be at work.
  if (status === 502 || status === 503) return { kind: 'pageInstead', isGateway: true };
  // A proxy has given up waiting, and has not told the server behind it (RFC 9110, 15.6.5).
  if (status === 504 || status === 408 || status === 499) return { kind: 'noAnswer' };
  return { kind: 'serverFault', status, serverMessage };
}
