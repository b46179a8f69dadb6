import { describe, expect, it } from 'vitest';
import { decode } from '../src/netserver/decode.ts';
import { SERVICES } from '../src/netserver/operations.ts';
import { MAX_CHARACTERS } from '../src/netserver/xml.ts';

const NS = `http://www.superoffice.net/ws/crm/NetServer/${SERVICES[0]}`;
const XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
const SUCCEEDED = `<h:ExceptionInfo i:nil="true" xmlns:h="${NS}" ${XSI}/><h:Succeeded xmlns:h="${NS}">true</h:Succeeded>`;
const SAVED = `<SaveUntrustedCredentialsForAssociateResponse xmlns="${NS}"/>`;

function envelope(header: string, body: string): string {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

function answer(body: string, status = 200, contentType = 'text/xml; charset=utf-8') {
  return { status, contentType, body };
}

function decodeSave(body: string, status?: number, contentType?: string) {
  return decode('SaveUntrustedCredentialsForAssociate', answer(body, status, contentType));
}

function decodeList(inner: string) {
  return decode(
    'GetUntrustedCredentialsForAssociate',
    answer(
      envelope(
        SUCCEEDED,
        `<GetUntrustedCredentialsForAssociateResponse xmlns="${NS}" ${XSI}>${inner}</GetUntrustedCredentialsForAssociateResponse>`,
      ),
    ),
  );
}

const MALFORMED = { kind: 'unreadable', why: 'malformed' };

describe('decode', () => {
  it('reads success', () => {
    expect(decodeSave(envelope(SUCCEEDED, SAVED))).toEqual({ kind: 'success', value: {} });
  });

  it('matches by namespace, not by prefix', () => {
    const other = envelope(SUCCEEDED, SAVED)
      .replace('xmlns:s=', 'xmlns:soap=')
      .replace(/(<\/?)s:/g, '$1soap:');
    expect(decodeSave(other)).toEqual({ kind: 'success', value: {} });
    expect(decodeSave(envelope(SUCCEEDED, SAVED.replace('Services88', 'Services87')))).toEqual(MALFORMED);
  });

  it('reads the version that was spoken, and no other', () => {
    const older = envelope(SUCCEEDED, SAVED).replaceAll('Services88', 'Services84');
    const save = 'SaveUntrustedCredentialsForAssociate';
    expect(decode(save, answer(older), 'Services84')).toEqual({ kind: 'success', value: {} });
    expect(decode(save, answer(older), 'Services85')).toEqual(MALFORMED);
    expect(decodeSave(older)).toEqual(MALFORMED);
    expect(decodeSave(older.replaceAll(/http:[^"]*Services84/g, 'services'))).toEqual(MALFORMED);
  });

  it('tells absent, nil and empty apart, and keeps texts to the letter', () => {
    expect(decodeList('')).toEqual({ kind: 'success', value: { Response: undefined } });
    expect(decodeList('<Response i:nil="true"/>')).toEqual({ kind: 'success', value: { Response: null } });
    expect(decodeList('<Response/>')).toEqual({ kind: 'success', value: { Response: [] } });
    expect(
      decodeList(
        `<Response><UntrustedCredentials><TableRight i:nil="true"/><ValidFrom>2026-01-01T00:00:00</ValidFrom><ValidTo>9999-12-31T23:59:59.9999999</ValidTo><Comment i:nil="true"/><SecretValue></SecretValue><PublicValue> 007 &lt;&amp;&#x1F511;&#13;&amp;lt; </PublicValue><IsActive>false</IsActive></UntrustedCredentials></Response>`,
      ),
    ).toEqual({
      kind: 'success',
      value: {
        Response: [
          {
            ValidFrom: '2026-01-01T00:00:00',
            ValidTo: '9999-12-31T23:59:59',
            Comment: null,
            SecretValue: '',
            PublicValue: ' 007 <&🔑\r&lt; ',
            IsActive: false,
          },
        ],
      },
    });
  });

  it('still reads an entry that holds a control character, so that it can be removed', () => {
    expect(
      decodeList(
        '<Response><UntrustedCredentials><PublicValue>a&#1;b</PublicValue></UntrustedCredentials></Response>',
      ),
    ).toMatchObject({ kind: 'success', value: { Response: [{ PublicValue: 'a\u0001b' }] } });
  });

  it('refuses a nil or broken value where the contract has none', () => {
    for (const member of [
      '<IsActive i:nil="true"/>',
      '<IsActive>True</IsActive>',
      '<ValidFrom>today</ValidFrom>',
    ]) {
      expect(
        decodeList(`<Response><UntrustedCredentials>${member}</UntrustedCredentials></Response>`),
      ).toEqual(MALFORMED);
    }
  });

  it('reads a business error with the server’s words, never its stack trace', () => {
    const header = `<h:ExceptionInfo xmlns:h="${NS}"><h:Message>No access</h:Message><h:StackTrace>at X</h:StackTrace><h:FriendlyText>You may not</h:FriendlyText><h:ExceptionType>SuperOffice.Exceptions.SoSentryException</h:ExceptionType></h:ExceptionInfo><h:Succeeded xmlns:h="${NS}">false</h:Succeeded>`;
    expect(decodeSave(envelope(header, SAVED))).toEqual({
      kind: 'exception',
      type: 'SoSentryException',
      message: 'No access',
      friendlyText: 'You may not',
    });
  });

  it('reads a fault, and the exception in it where the server tells', () => {
    const fault = (detail: string) =>
      envelope(
        '',
        `<s:Fault><faultcode>s:Client</faultcode><faultstring>No such action</faultstring>${detail}</s:Fault>`,
      );
    expect(decodeSave(fault(''), 500)).toEqual({ kind: 'fault', code: 'Client', message: 'No such action' });
    const detail =
      '<detail><ExceptionDetail xmlns="http://schemas.datacontract.org/2004/07/System.ServiceModel"><Type>SuperOffice.Exceptions.SoSessionException</Type></ExceptionDetail></detail>';
    expect(decodeSave(fault(detail), 500)).toMatchObject({ kind: 'exception', type: 'SoSessionException' });
  });

  it('concludes nothing where success and exception are both said, or neither', () => {
    const exception = `<h:ExceptionInfo xmlns:h="${NS}"><h:Message>x</h:Message></h:ExceptionInfo>`;
    expect(
      decodeSave(envelope(`${exception}<h:Succeeded xmlns:h="${NS}">true</h:Succeeded>`, SAVED)),
    ).toEqual(MALFORMED);
    expect(decodeSave(envelope('', SAVED))).toEqual(MALFORMED);
    expect(decodeSave(envelope(SUCCEEDED, ''))).toEqual(MALFORMED);
  });

  it('takes nothing else for an answer', () => {
    const good = envelope(SUCCEEDED, SAVED);
    expect(decodeSave(good, 200, 'text/html')).toEqual({ kind: 'unreadable', why: 'html' });
    expect(decodeSave(good, 200, 'application/xml')).toEqual(MALFORMED);
    expect(decodeSave('<html><body>Sign in</body></html>', 503, 'text/html')).toMatchObject({
      kind: 'http',
      status: 503,
    });
    expect(decodeSave(`<!DOCTYPE x>${good}`)).toEqual(MALFORMED);
    expect(decodeSave(good.slice(0, -20))).toEqual(MALFORMED);
    expect(decodeSave(good.replace('<s:Header>', `<s:Header><x>${' '.repeat(MAX_CHARACTERS)}</x>`))).toEqual(
      MALFORMED,
    );
    expect(
      decodeSave(good.replace('schemas.xmlsoap.org/soap/envelope/', 'www.w3.org/2003/05/soap-envelope')),
    ).toEqual(MALFORMED);
    expect(decodeSave(good.replace('<s:Body>', '<s:Body>&undeclared;'))).toEqual(MALFORMED);
    expect(decode('GetAssociate', { lost: 'timeout' })).toEqual({ kind: 'lost', why: 'timeout' });
  });

  it('reads the server’s time zone where it is named, and believes the body where it is not', () => {
    const named = (zone: string) =>
      decodeSave(envelope(`${SUCCEEDED}<h:TimeZone xmlns:h="${NS}">${zone}</h:TimeZone>`, SAVED));
    const code = '<h:SoTimeZoneLocationCode>NO</h:SoTimeZoneLocationCode>';
    expect(named(`<h:SoTimeZoneId>1</h:SoTimeZoneId>${code}`)).toEqual({
      kind: 'success',
      value: { TimeZone: { SoTimeZoneLocationCode: 'NO' } },
    });
    for (const zone of ['', '<h:SoTimeZoneId>?</h:SoTimeZoneId>', code.repeat(2)]) {
      const read = named(zone);
      expect(read.kind === 'success' && read.value.TimeZone?.SoTimeZoneLocationCode).toBe(undefined);
    }
  });

  it('reads the ticket of an exchange, whose answer has a name of its own', () => {
    const body = `<AuthenticateResponse xmlns="${NS}" ${XSI}><Response i:nil="true"/><Credentials><Ticket>7T:x</Ticket></Credentials><AuthenticationSucceeded>true</AuthenticationSucceeded></AuthenticateResponse>`;
    expect(decode('AuthenticateWithAccessToken', answer(envelope(SUCCEEDED, body)))).toEqual({
      kind: 'success',
      value: { Credentials: { Ticket: '7T:x' }, AuthenticationSucceeded: true },
    });
  });
});
