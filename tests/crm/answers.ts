// The forms an answer of the demo CRM can take.
import { OPERATIONS, type SoapOperation } from '../contract-facts.ts';
import { NetServerException } from './netserver.ts';
import { Fault, Refusal, type Values, writeFault, writeResponse } from './wcf.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

export type OperationName =
  | SoapOperation
  | 'api'
  | 'currentPrincipal'
  | 'currentToken'
  | 'User'
  | 'page'
  | 'signIn'
  | 'signOut';

/** What a request asks for, and how to do it. */
export interface Route {
  kind: 'soap' | 'rest' | 'page';
  operation: OperationName | 'unknown';
  /** `null` drops the connection. */
  run: () => Answer | null;
  /** What is sent with it, of the operations of an agent; throws what reading it does. */
  parameters?: () => Values;
}

const typed = (type: string) => (body: string, status: number) => ({
  status,
  headers: { 'Content-Type': `${type}; charset=utf-8` },
  body,
});
const asJson = typed('application/json');
const asHtml = typed('text/html');
const asXml = typed('text/xml');

const POLICY = { 'Content-Security-Policy': "default-src 'self'; style-src 'self' 'unsafe-inline'" };

/** An answer of JSON; 200 unless told otherwise. */
export const json = (value: unknown, status = 200): Answer => asJson(JSON.stringify(value), status);

/** An answer of XML, given as it is sent. */
export const xml = (body: string, status = 200): Answer => asXml(body, status);

/** A page, with the policy that SuperOffice sends with its own. */
export function html(body: string, status = 200): Answer {
  const answer = asHtml(body, status);
  return { ...answer, headers: { ...answer.headers, ...POLICY } };
}

/** An answer without a body. */
export const empty = (status: number, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: '',
});

const STATUS: Readonly<Record<string, number>> = {
  SoSessionException: 401,
  XsrfValidationException: 401,
  SoSentryException: 403,
  SoNotFoundException: 404,
  SoInvalidArgumentException: 400,
  SoValidationException: 400,
};

/** An error as REST tells it, by default with the status of its type. */
export const restError = (
  ErrorType: string,
  ErrorMessage: string,
  status = STATUS[ErrorType] ?? 500,
): Answer => json({ Error: true, ErrorType, ErrorMessage }, status);

/** An answer of SOAP whose every value is nil. */
export function nilResponse(operation: SoapOperation, exception: Values | null = null): Answer {
  const names = Object.keys(OPERATIONS[operation].response);
  return xml(writeResponse(operation, Object.fromEntries(names.map((name) => [name, null])), exception));
}

function soapError(operation: SoapOperation, { type, message, friendlyText }: NetServerException): Answer {
  const exception = {
    Message: message,
    StackTrace: `   at SuperOffice.CRM.Services.${operation}Implementation.Invoke()`,
    FriendlyText: friendlyText,
    ExceptionType: type,
    Source: 'SuperOffice.Services',
  };
  return xml(writeResponse(operation, {}, exception));
}

/** How an error of whatever kind is told to who called. */
export function errorAnswer({ kind, operation }: Route, error: unknown): Answer {
  if (error instanceof Refusal) return empty(error.status);
  if (error instanceof Fault) return xml(writeFault(error), 500);
  if (!(error instanceof NetServerException)) throw error;
  return kind === 'soap'
    ? soapError(operation as SoapOperation, error)
    : restError(error.type, error.message);
}
