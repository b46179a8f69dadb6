import { describe, expect, it } from 'vitest';
import { decodeRest, encodeRest } from '../src/netserver/rest-operations.ts';

const READ = 'GetUntrustedCredentialsForAssociate';
const SAVE = 'SaveUntrustedCredentialsForAssociate';
const answer = (json: unknown, status = 200) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(json),
});
const entry = {
  ValidFrom: '2026-01-01T00:00:00Z',
  ValidTo: '9999-12-31T23:59:59',
  Comment: null,
  SecretValue: '',
  PublicValue: 'x',
  IsActive: true,
};

describe('the REST twin of an operation', () => {
  it('carries the same members, and refuses what SOAP would lose', () => {
    expect(encodeRest('GetAssociateByPersonId', { PersonId: 10 })).toEqual({
      path: 'Agents/Associate/GetAssociateByPersonId',
      body: { PersonId: 10 },
    });
    expect(encodeRest(READ, { AssociateId: 1, Type: 'bell \u0007' })).toEqual({ unsendable: 'Type' });
  });

  it('has GetAssociate’s member in the query, and no body', () => {
    expect(encodeRest('GetAssociate', { AssociateId: 10 })).toEqual({
      path: 'Agents/Associate/GetAssociate?associateId=10',
      body: null,
    });
  });

  it('names what is stored, whatever others have stored', () => {
    const request = { AssociateId: 1, Type: 'imap', PublicValue: 'bell \u0007' };
    expect(encodeRest('RemoveUntrustedCredentialsForAssociate', request)).toMatchObject({ body: request });
  });

  it('reads no associate into an object of another kind', () => {
    for (const json of [{ Message: 'An error has occurred.' }, {}, { FullName: 'Ola' }])
      expect(decodeRest('GetAssociate', answer(json))).toEqual({ kind: 'unreadable', why: 'malformed' });
  });

  it('reads into the same values as SOAP', () => {
    expect(decodeRest(READ, answer([{ ...entry, TableRight: null }]))).toEqual({
      kind: 'success',
      value: { Response: [{ ...entry, ValidFrom: '2026-01-01T00:00:00' }] },
    });
    expect(decodeRest(READ, answer(null))).toEqual({ kind: 'success', value: { Response: null } });
    expect(decodeRest(SAVE, { status: 204, contentType: '', body: '' })).toEqual({
      kind: 'success',
      value: {},
    });
  });

  it('takes nothing but 204 for the success of what answers nothing: NULL is how an agent fails', () => {
    for (const body of [null, {}, [], true, ''])
      expect(decodeRest(SAVE, answer(body))).toEqual({ kind: 'unreadable', why: 'malformed' });
  });

  it('reads errors into the same union', () => {
    const error = { Error: true, ErrorType: 'SuperOffice.Exceptions.SoSentryException', ErrorMessage: 'No' };
    expect(decodeRest(SAVE, answer(error))).toMatchObject({ kind: 'exception', type: 'SoSentryException' });
    expect(decodeRest(SAVE, answer(error, 500))).toEqual({
      kind: 'http',
      status: 500,
      type: 'SoSentryException',
      message: 'No',
    });
    expect(decodeRest(READ, answer([{ ...entry, IsActive: 'yes' }]))).toMatchObject({ kind: 'unreadable' });
    expect(decodeRest(READ, answer({}))).toMatchObject({ kind: 'unreadable' });
    for (const json of [{}, 0, 'x', []])
      expect(decodeRest(SAVE, answer(json))).toMatchObject({ kind: 'unreadable' });
    expect(decodeRest(READ, { lost: 'network' })).toEqual({ kind: 'lost', why: 'network' });
  });
});
