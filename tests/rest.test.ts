import { describe, expect, it } from 'vitest';
import { readAssociate, readPrincipal, readToken, readUserRows } from '../src/netserver/rest.ts';

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

it('a row of the archive of users is read with its number as a number or as a text, and left out without one', () => {
  const row = { fullName: 'Ola Nordmann', assocName: 'OLA', assocType: 'InternalAssociate', isActive: true };
  const ids = [104, '104', '', 'x', null, 0, '0', '1e999'];
  const read = readUserRows(json({ value: ids.map((associateDbId) => ({ ...row, associateDbId })) }));
  const found = { associateId: 104, fullName: 'Ola Nordmann', userName: 'OLA' };
  expect(read).toEqual({
    kind: 'success',
    value: [found, found].map((each) => ({ ...each, assocType: 'InternalAssociate', isActive: true })),
  });
});
