// What can be made to go wrong, one row each.

import type { SoapOperation } from '../contract-facts.ts';
import {
  type Answer,
  empty,
  errorAnswer,
  html,
  json,
  nilResponse,
  type Route,
  restError,
} from './answers.ts';
import { NetServerException } from './netserver.ts';
import { messagePage } from './pages.ts';
import { escapeText, Fault, type Values } from './wcf.ts';

export interface FaultRule {
  says: string;
  /** The one of the two in which there is such a fault; otherwise both. */
  by?: 'soap' | 'rest';
  /** Wait for a minute, or until lifted, before anything else. */
  waits?: boolean;
  /** What a proxy answers, while the server is still at it. */
  meanwhile?: () => Answer;
  /** Instead of executing; null drops the connection. */
  instead?: (route: Route) => Answer | null;
  /** After executing; null drops the connection. */
  afterwards?: (answer: Answer, route: Route) => Answer | null;
}

const status = (code: number, title: string, type: string): FaultRule => ({
  says: `HTTP ${code}, not executed`,
  instead: ({ kind }) =>
    kind === 'rest' ? restError(type, title, code) : html(messagePage(title, `HTTP ${code}`), code),
});

function internalFault(route: Route): Answer {
  const message = 'The server could not process the request.';
  if (route.kind !== 'soap') return restError('Exception', message);
  return errorAnswer(route, new Fault('InternalServiceFault', message));
}

function busy(code: number, retryAfter: string): Answer {
  const page = html(messagePage('Too many requests', 'Come back later.'), code);
  return { ...page, headers: { ...page.headers, 'Retry-After': retryAfter } };
}

const dispatcherFault = (code: Fault['code']): FaultRule => ({
  says: 'a soap:Fault with HTTP 500, not executed',
  by: 'soap',
  instead: (route) => errorAnswer(route, new Fault(code, `${code} on demand.`)),
});

const HUGE = 20 * 1024 * 1024;

/** What SQL Server quotes of a value. */
const QUOTED = 60;

function truncation({ parameters }: Route): NetServerException {
  const credentials = parameters?.().Credentials as Values | null | undefined;
  const secret = String(credentials?.SecretValue ?? '');
  const quoted = `String or binary data would be truncated. Truncated value: '${secret.slice(0, QUOTED)}'`;
  const statement = `<SecretValue>${escapeText(secret)}</SecretValue>`;
  return new NetServerException('SoDbAccessException', `${quoted}. In: ${statement}`, quoted);
}

/** Faults that any operation can have. */
const RULES = {
  'drop-before': { says: 'the connection is dropped, not executed', instead: () => null },
  'drop-after': { says: 'executed, then the connection is dropped', afterwards: () => null },
  slow: { says: 'executed and answered after a minute, or when lifted', waits: true },
  '401': status(401, 'Unauthorized', 'SoSessionException'),
  '403': status(403, 'Forbidden', 'SoSentryException'),
  '404': status(404, 'Not found', 'SoNotFoundException'),
  '421': status(421, 'Misdirected request', 'SoException'),
  '302': {
    says: 'HTTP 302 to a sign-in page, not executed',
    instead: () => empty(302, { Location: 'https://login.example/' }),
  },
  'fault-500': {
    says: 'soap:Fault or JSON error with HTTP 500, not executed',
    instead: internalFault,
  },
  'html-502': {
    says: 'a page of a proxy that got no answer, with HTTP 502, not executed',
    instead: () => html(messagePage('Bad gateway', 'The server could not be reached.'), 502),
  },
  'html-503': {
    says: 'a maintenance page with HTTP 503, not executed',
    instead: () => html(messagePage('Maintenance', 'We are back in an hour.'), 503),
  },
  '429': {
    says: 'HTTP 429 with `Retry-After: 60`, not executed',
    instead: () => busy(429, '60'),
  },
  'busy-503': {
    says: 'HTTP 503 with `Retry-After: 30`, not executed',
    instead: () => busy(503, '30'),
  },
  'html-504': {
    says: 'a page of a proxy that waits no longer, with HTTP 504; executed after a minute, or when lifted',
    waits: true,
    meanwhile: () => html(messagePage('Gateway timeout', 'The server did not answer in time.'), 504),
  },
  'html-200': {
    says: 'a page of somebody else with HTTP 200, not executed',
    instead: () => html(messagePage('Welcome to the guest network', 'Please accept our terms.')),
  },
  truncated: {
    says: 'executed; the first half of the answer, correctly counted',
    afterwards: (answer) => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) }),
  },
  huge: {
    says: 'executed; a well-formed answer of 20 MB',
    afterwards: (answer, { kind }) => {
      const padding = kind === 'rest' ? ' '.repeat(HUGE) : `<!--${'x'.repeat(HUGE)}-->`;
      return { ...answer, body: answer.body + padding };
    },
  },
  doctype: {
    says: 'executed; the answer with a DOCTYPE before it',
    afterwards: (answer) => ({ ...answer, body: `<!DOCTYPE s:Envelope>${answer.body}` }),
  },
  nil: {
    says: 'executed; nil (JSON: null) where the value belongs',
    afterwards: (_answer, { kind, operation }) =>
      kind === 'soap' ? nilResponse(operation as SoapOperation) : json(null),
  },
} satisfies Record<string, FaultRule>;

/** Faults in which it matters what becomes of a write. */
const WRITE_RULES = {
  'fault-after': {
    says: 'executed; soap:Fault or JSON error with HTTP 500',
    afterwards: (_answer, route) => internalFault(route),
  },
  'slow-then-drop': {
    says: 'executed after a minute, or when lifted; then the connection is dropped',
    waits: true,
    afterwards: () => null,
  },
  // "The agents do not return HTTP errors - a failed call will return NULL instead."
  // https://docs.superoffice.com/en/api/netserver/web-services/endpoints/agents-webapi/index.html
  'null-200': { says: 'null with HTTP 200, not executed', by: 'rest', instead: () => json(null) },
  'quotes-secret': {
    says: 'an exception of the server whose words quote the secret that was sent, not executed',
    instead: (route) => errorAnswer(route, truncation(route)),
  },
} satisfies Record<string, FaultRule>;

/** Faults that only some operations can have. */
const OTHER_RULES = {
  'message-200': {
    says: "an object of ASP.NET's own with HTTP 200, not executed",
    by: 'rest',
    instead: () => json({ Message: 'An error has occurred.' }),
  },
  'busy-for-seconds': {
    says: 'HTTP 429 with `Retry-After: 2`, not executed',
    instead: () => busy(429, '2'),
  },
} satisfies Record<string, FaultRule>;

type FixedFault = keyof typeof RULES | keyof typeof WRITE_RULES | keyof typeof OTHER_RULES;

/**
 * A fixed fault; an exception of the server's own by its type, for example `exception:SoSentryException`; a status of the web
 * server's, `status:405`; or a soap:Fault from before the operation by its code, `fault:ActionNotSupported`.
 */
export type FaultName = FixedFault | `exception:${string}` | `status:${number}` | `fault:${Fault['code']}`;

/** The fixed faults that any operation can have, each with what it does. */
export const FAULTS: Readonly<Record<keyof typeof RULES, FaultRule>> = RULES;

/** The fixed faults in which it matters what becomes of a write, each with what it does. */
export const WRITE_FAULTS: Readonly<Record<keyof typeof WRITE_RULES, FaultRule>> = WRITE_RULES;

/** What a fault does, whether it is fixed or made of its name. */
export function ruleOf(name: FaultName): FaultRule {
  const [, kind, type = ''] = /^(exception|status|fault):(.*)/.exec(name) ?? [];
  if (kind === undefined) return { ...RULES, ...WRITE_RULES, ...OTHER_RULES }[name as FixedFault];
  if (kind === 'status') return status(Number(type), 'On demand', 'Exception');
  if (kind === 'fault') return dispatcherFault(type as Fault['code']);
  const exception = new NetServerException(
    type,
    `${type} on demand.`,
    `The demo CRM was told to answer ${type}.`,
  );
  return {
    says: 'an exception of the server, not executed',
    instead: (route) => errorAnswer(route, exception),
  };
}
