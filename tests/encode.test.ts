import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSendable } from '../src/characters.ts';
import { encode } from '../src/netserver/encode.ts';
import type { Request } from '../src/netserver/operations.ts';
import { parse } from './independent-xml.ts';

const TICKET = '8A:Cust12345.abc';
const request: Request<'SaveUntrustedCredentialsForAssociate'> = {
  AssociateId: 10,
  Type: 'imap',
  Credentials: {
    ValidFrom: '2026-11-23T00:00:00',
    ValidTo: '9999-12-31T23:59:59',
    Comment: '',
    SecretValue: 's3cret',
    PublicValue: 'mail.example.com',
    IsActive: true,
  },
};

function save(changes: Partial<typeof request.Credentials>, ticket = TICKET) {
  return encode(
    'SaveUntrustedCredentialsForAssociate',
    { ...request, Credentials: { ...request.Credentials, ...changes } },
    { ticket },
  );
}

describe('encode', () => {
  it('addresses the service and names the action, quotes included', () => {
    const { path, headers } = sent(save({}));
    expect(path).toBe('Services88/User.svc');
    expect(headers).toEqual({
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction:
        '"http://www.superoffice.net/ws/crm/NetServer/Services88/User/SaveUntrustedCredentialsForAssociate"',
    });
  });

  it('writes all members in the order of the contract, in one namespace', () => {
    const { body } = sent(save({}));
    const envelope = parse(body);
    const services = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
    const wrapper = envelope.children[1]?.children[0];
    expect(wrapper?.children.map(({ name }) => name)).toEqual(['AssociateId', 'Type', 'Credentials']);
    expect(wrapper?.children[2]?.children.map(({ name }) => name)).toEqual([
      'ValidFrom',
      'ValidTo',
      'Comment',
      'SecretValue',
      'PublicValue',
      'IsActive',
    ]);
    expect([wrapper, ...(wrapper?.children ?? [])].every((element) => element?.namespace === services)).toBe(
      true,
    );
    expect(envelope.children[0]?.children[0]?.children[0]).toMatchObject({ name: 'Ticket', text: TICKET });
  });

  it('puts an application token before the ticket, and nothing where there is none', () => {
    const credentials = { ticket: TICKET, applicationToken: 'Key<1>' };
    const { body } = sent(encode('GetAssociate', { AssociateId: 1 }, credentials));
    const [application, ticket] = parse(body).children[0]?.children ?? [];
    expect(application).toMatchObject({ name: 'ApplicationToken', text: 'Key<1>' });
    expect(ticket).toMatchObject({ name: 'Credentials' });
    const { body: without } = sent(
      encode('GetAssociate', { AssociateId: 1 }, { ticket: TICKET, applicationToken: '' }),
    );
    expect(without).not.toContain('ApplicationToken');
  });

  it('keeps every sendable text as it is, through an independent parser', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const encoded = save({ SecretValue: one, Comment: other });
        if (!isSendable(one)) {
          expect(encoded).toEqual({ unsendable: 'SecretValue' });
          return;
        }
        const credentials = parse(sent(encoded).body).children[1]?.children[0]?.children[2];
        expect(credentials?.children.map(({ text }) => text)).toEqual([
          request.Credentials.ValidFrom,
          request.Credentials.ValidTo,
          other,
          one,
          request.Credentials.PublicValue,
          'true',
        ]);
      }),
    );
  });

  it('refuses what NetServer would lose, naming the member and not the value', () => {
    const refusals: [Partial<typeof request.Credentials>, string][] = [
      [{ SecretValue: 'bell \u0007' }, 'SecretValue'],
      [{ Comment: 'half a pair \ud800' }, 'Comment'],
      [{ PublicValue: '\ufffe' }, 'PublicValue'],
      [{ ValidFrom: '' }, 'ValidFrom'],
      [{ ValidFrom: '2026-11-23' }, 'ValidFrom'],
      [{ ValidTo: '2026-11-23T00:00:00Z' }, 'ValidTo'],
      [{ IsActive: undefined as unknown as boolean }, 'IsActive'],
    ];
    for (const [changes, member] of refusals) expect(save(changes)).toEqual({ unsendable: member });
    for (const id of [Number.NaN, 1.5, 2 ** 31]) {
      expect(encode('GetAssociate', { AssociateId: id }, { ticket: TICKET })).toEqual({
        unsendable: 'AssociateId',
      });
    }
    expect(save({}, '8A:a\r\nb')).toEqual({ unsendable: 'Ticket' });
  });

  it('names what others have stored, as WCF reads it', () => {
    const request = { AssociateId: 1, Type: 'imap', PublicValue: 'bell \u0007 & half \ud800' };
    const { body } = sent(encode('RemoveUntrustedCredentialsForAssociate', request, { ticket: TICKET }));
    expect(body).toContain('<n:PublicValue>bell &#7; &amp; half &#55296;</n:PublicValue>');
  });

  it('sends SoPrincipal no ticket, and no header at all', () => {
    const { body } = sent(encode('AuthenticateWithAccessToken', { AccessToken: '8A:x' }, { ticket: null }));
    expect(parse(body).children.map(({ name }) => name)).toEqual(['Body']);
  });
});

function sent<T>(encoded: T) {
  if (typeof encoded === 'object' && encoded !== null && 'unsendable' in encoded) {
    throw new Error(`unsendable: ${encoded.unsendable}`);
  }
  return encoded as Exclude<T, { unsendable: string }>;
}
