import { describe, expect, it } from 'vitest';
import {
  type ErrorAnswer,
  hasEnded,
  operationFailure,
  provesRefusal,
  refusesUser,
  toFailure,
  verdictOf,
} from '../background/server/explain.ts';
import type { Failure } from '../src/failures.ts';

const http = (status: number, type = ''): ErrorAnswer => ({ kind: 'http', status, type, message: 'words' });
const exception = (type: string): ErrorAnswer => ({
  kind: 'exception',
  type,
  message: 'm',
  friendlyText: 'words',
});

describe('toFailure', () => {
  it.each([
    [http(401), 'notSignedIn'],
    [http(401, 'XsrfValidationException'), 'stalePage'],
    [http(403), 'forbidden'],
    [http(403, 'SoSentryException'), 'notAllowed'],
    [http(404), 'serverFault'],
    [http(404, 'SoNotFoundException'), 'refused'],
    [http(421), 'tenantMoved'],
    [http(421, 'SoException'), 'tenantMoved'],
    [http(500), 'serverFault'],
    [http(500, 'NullReferenceException'), 'serverFault'],
    [http(500, 'SoDbAccessException'), 'refused'],
    [http(503), 'pageInstead'],
    [{ ...http(503), retryAfter: 30 }, 'busy'],
    [{ ...http(503), retryAfter: 0 }, 'busy'],
    [http(429), 'busy'],
    [http(429, 'SoException'), 'busy'],
    [http(504), 'noAnswer'],
    [exception('SoSessionException'), 'notSignedIn'],
    [exception('SoSentryException'), 'notAllowed'],
    [exception('SoDbAccessException'), 'refused'],
    [exception('toString'), 'refused'],
    [{ kind: 'unreadable', why: 'html' }, 'pageInstead'],
    [{ kind: 'unreadable', why: 'malformed' }, 'unreadable'],
    [{ kind: 'lost', why: 'network' }, 'noConnection'],
    [{ kind: 'lost', why: 'timeout' }, 'noAnswer'],
    [{ kind: 'lost', why: 'tooLarge' }, 'unreadable'],
    [{ kind: 'lost', why: 'redirect' }, 'pageInstead'],
  ] as const)('%j', (answer, kind) => {
    expect(toFailure(answer).kind).toBe(kind);
  });

  it('knows when an application token is what is missing', () => {
    const words = 'ApplicationToken is missing or not valid.';
    const answer = { kind: 'exception', type: 'SoException', message: words, friendlyText: '' } as const;
    expect(toFailure(answer)).toEqual({ kind: 'applicationToken', serverMessage: words });
  });

  it('prefers the words that are meant for people', () => {
    expect(toFailure(exception('SoSentryException'))).toEqual({ kind: 'notAllowed', serverMessage: 'words' });
  });
});

describe('verdictOf', () => {
  const words = { message: 'ApplicationToken is missing.', friendlyText: '' };
  it.each([
    [exception('SoSessionException'), 'unknownUser', true],
    [http(401, 'SoSessionException'), 'unknownUser', true],
    [{ kind: 'exception', type: 'SoException', ...words }, 'unknownUser', true],
    [{ kind: 'fault', code: 'InternalServiceFault', message: words.message }, 'unknownUser', true],
    [{ ...http(403), message: words.message }, 'unknownUser', true],
    [http(401), 'foreign', true],
    [{ kind: 'lost', why: 'redirect' }, 'foreign', true],
    [{ kind: 'lost', why: 'network' }, 'foreign', false],
    [{ kind: 'unreadable', why: 'html' }, 'foreign', false],
    [{ kind: 'unreadable', why: 'malformed' }, 'foreign', false],
    [http(400), 'foreign', false],
    [http(403), 'foreign', false],
    [http(500), 'foreign', false],
    [http(502), 'foreign', false],
    [http(503), 'foreign', false],
    [http(404), 'absent', false],
    [http(415), 'absent', false],
    [{ kind: 'fault', code: 'ActionNotSupported', message: '' }, 'absent', false],
    [{ kind: 'fault', code: 'VersionMismatch', message: '' }, 'absent', false],
    [{ kind: 'fault', code: 'InternalServiceFault', message: '' }, 'final', false],
    [exception('SoSentryException'), 'final', false],
    [http(404, 'SoNotFoundException'), 'final', false],
    [http(500, 'NullReferenceException'), 'final', false],
    [http(401, 'XsrfValidationException'), 'final', false],
    [http(421), 'final', false],
    [http(429), 'final', false],
    [http(504), 'final', false],
    [{ ...http(503), retryAfter: 30 }, 'final', false],
    [{ kind: 'lost', why: 'timeout' }, 'final', false],
    [{ kind: 'lost', why: 'cancelled' }, 'final', false],
    [{ kind: 'lost', why: 'tooLarge' }, 'final', false],
  ] as const)('of %j is %s; it refuses who asks, before anything is done: %s', (answer, verdict, refuses) => {
    expect(verdictOf(answer)).toBe(verdict);
    expect(refusesUser(answer)).toBe(refuses);
  });
});

describe('operationFailure', () => {
  const kind = (answer: ErrorAnswer, isProven = false) =>
    operationFailure({ name: 'SaveUntrustedCredentialsForAssociate', request: {} }, answer, isProven).kind;

  it.each([
    [http(403), 'agentClosed', 'forbidden'],
    [http(404), 'agentClosed', 'serverFault'],
    [{ kind: 'fault', code: 'ActionNotSupported', message: '' }, 'agentClosed', 'serverFault'],
    [http(403, 'SoSentryException'), 'notAllowed', 'notAllowed'],
    [http(404, 'SoNotFoundException'), 'refused', 'refused'],
  ] as const)('takes %j for a closed service, unless that has just answered', (answer, closed, open) => {
    expect(kind(answer)).toBe(closed);
    expect(kind(answer, true)).toBe(open);
  });
});

describe('provesRefusal', () => {
  it.each([
    http(400),
    http(403),
    http(404),
    http(404, 'SoNotFoundException'),
    http(421),
    { kind: 'fault', code: 'ActionNotSupported', message: '' },
    { kind: 'fault', code: 'DeserializationFailed', message: '' },
    exception('SoValidationException'),
    { kind: 'lost', why: 'redirect' },
  ] as const)('takes %j for a refusal', (answer) => {
    expect(provesRefusal(answer)).toBe(true);
  });

  it.each([
    http(408),
    http(499),
    http(500),
    http(500, 'NullReferenceException'),
    http(500, 'SoDbAccessException'),
    exception('SoDbAccessException'),
    exception('SoException'),
    http(502),
    http(503),
    http(504),
    http(524),
    http(202),
    { kind: 'fault', code: 'InternalServiceFault', message: '' },
    { kind: 'unreadable', why: 'html' },
    { kind: 'unreadable', why: 'malformed' },
    { kind: 'lost', why: 'network' },
    { kind: 'lost', why: 'timeout' },
    { kind: 'lost', why: 'cancelled' },
    { kind: 'lost', why: 'tooLarge' },
  ] as const)('leaves open what became of a write after %j', (answer) => {
    expect(provesRefusal(answer)).toBe(false);
  });
});

describe('hasEnded', () => {
  const serverMessage = '';
  it.each<Failure>([
    { kind: 'serverFault', status: 500, serverMessage },
    { kind: 'pageInstead' },
    { kind: 'unreadable' },
  ])('is sure when the server ended the exchange: %j', (cause) => {
    expect(hasEnded(cause)).toBe(true);
  });

  it.each<Failure>([
    { kind: 'noConnection' },
    { kind: 'noAnswer' },
    { kind: 'cancelled' },
    { kind: 'tabLeft' },
    { kind: 'noAccess' },
    { kind: 'interrupted' },
    { kind: 'pageInstead', isGateway: true },
    { kind: 'serverFault', status: 520, serverMessage },
  ])('is not when the server may still be at work: %j', (cause) => {
    expect(hasEnded(cause)).toBe(false);
  });
});
