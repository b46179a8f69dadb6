import { describe, expect, it } from 'vitest';
import { explain, explainOperation, notDone, type Unsuccessful } from '../background/failures.ts';

const http = (status: number, type = ''): Unsuccessful => ({ kind: 'http', status, type, message: 'words' });
const exception = (type: string): Unsuccessful => ({
  kind: 'exception',
  type,
  message: 'm',
  friendlyText: 'words',
});

describe('explain', () => {
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
    expect(explain(answer).kind).toBe(kind);
  });

  it('knows when an application token is what is missing', () => {
    const words = 'ApplicationToken is missing or not valid.';
    const answer = { kind: 'exception', type: 'SoException', message: words, friendlyText: '' } as const;
    expect(explain(answer)).toEqual({ kind: 'applicationToken', words });
  });

  it('prefers the words that are meant for people', () => {
    expect(explain(exception('SoSentryException'))).toEqual({ kind: 'notAllowed', words: 'words' });
  });
});

describe('explainOperation', () => {
  const kind = (answer: Unsuccessful, name: Parameters<typeof explainOperation>[0]) =>
    explainOperation(name, answer).kind;

  it.each([
    [http(400), 'serverFault'],
    [http(403), 'agentClosed'],
    [http(404), 'agentClosed'],
    [http(403, 'SoSentryException'), 'notAllowed'],
    [http(404, 'SoNotFoundException'), 'refused'],
    [http(421), 'tenantMoved'],
    [{ kind: 'fault', code: 'ActionNotSupported', message: '' }, 'agentClosed'],
    [{ kind: 'fault', code: 'InternalServiceFault', message: '' }, 'serverFault'],
    [exception('SoValidationException'), 'refused'],
    [{ kind: 'lost', why: 'redirect' }, 'pageInstead'],
  ] as const)('takes %j for a refusal of a Save', (answer, expected) => {
    expect(kind(answer, 'SaveUntrustedCredentialsForAssociate')).toBe(expected);
  });

  it.each([
    http(500),
    http(503),
    http(504),
    http(200 + 2),
    { kind: 'unreadable', why: 'html' },
    { kind: 'unreadable', why: 'malformed' },
    { kind: 'lost', why: 'network' },
    { kind: 'lost', why: 'timeout' },
    { kind: 'lost', why: 'cancelled' },
    { kind: 'lost', why: 'tooLarge' },
  ] as const)('leaves open what became of a write after %j', (answer) => {
    expect(kind(answer, 'SaveUntrustedCredentialsForAssociate')).toBe('unknown');
    expect(kind(answer, 'RemoveUntrustedCredentialsForAssociate')).toBe('unknown');
    expect(kind(answer, 'GetUntrustedCredentialsForAssociate')).not.toBe('unknown');
  });
});

describe('notDone', () => {
  it.each(['noConnection', 'pageInstead', 'unreadable'] as const)(
    'is sure when the server ended the exchange: %s',
    (kind) => {
      expect(notDone({ kind }, 'notSaved')).toEqual({ kind: 'notSaved' });
    },
  );

  it.each(['noAnswer', 'cancelled', 'tabLeft', 'noAccess', 'interrupted'] as const)(
    'is not when the server may still be at it: %s',
    (kind) => {
      expect(notDone({ kind }, 'notRemoved')).toEqual({ kind: 'notYet', because: { kind } });
    },
  );
});
