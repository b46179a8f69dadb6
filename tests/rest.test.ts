import { describe, expect, it } from 'vitest';
import { readAssociate, readPrincipal, readToken } from '../src/netserver/rest.ts';

const json = (value: unknown, status = 200) => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});
const NOTHING = { status: 204, contentType: '', body: '' };
const NULL = { kind: 'success', value: null };
const MALFORMED = { kind: 'unreadable', why: 'malformed' };

describe('REST answers that hold nothing', () => {
  it.each([readPrincipal, readToken, readAssociate])('are read as null: $name', (read) => {
    expect(read(json(null))).toEqual(NULL);
    expect(read(NOTHING)).toEqual(NULL);
  });

  it('are an empty principal and an empty token, too', () => {
    expect(readPrincipal(json({ AssociateId: 0, FullName: '' }))).toEqual(NULL);
    expect(readToken(json(''))).toEqual(NULL);
    expect(readAssociate(json({ AssociateId: 0, FullName: '' }))).toEqual(NULL);
  });

  it('are not what is none of the kind', () => {
    expect(readPrincipal(json({ hello: 'world' }))).toEqual(MALFORMED);
    expect(readPrincipal(json([]))).toEqual(MALFORMED);
    expect(readToken(json('two words'))).toEqual(MALFORMED);
    expect(readToken(json({}))).toEqual(MALFORMED);
    expect(readAssociate(json({ Message: 'An error has occurred.' }))).toEqual(MALFORMED);
  });
});
