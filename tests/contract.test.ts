import { describe, expect, it } from 'vitest';
import { encode } from '../src/netserver/encode.ts';
import { OPERATIONS, type OperationName, type Request } from '../src/netserver/operations.ts';
import { hasContracts, violations } from './wsdl.ts';

const credentials = {
  ValidFrom: '2026-11-23T00:00:00',
  ValidTo: '9999-12-31T23:59:59',
  Comment: 'ümläut & <tag>',
  SecretValue: ' spaces ',
  PublicValue: 'mail.example.com',
  IsActive: true,
};
const examples: { readonly [N in OperationName]: Request<N> } = {
  SaveUntrustedCredentialsForAssociate: { AssociateId: 10, Type: 'imap', Credentials: credentials },
  GetUntrustedCredentialsForAssociate: { AssociateId: 10, Type: 'imap' },
  RemoveUntrustedCredentialsForAssociate: { AssociateId: 10, Type: 'imap', PublicValue: 'x' },
  GetAssociate: { AssociateId: 10 },
  GetAssociateByPersonId: { PersonId: 10 },
  AuthenticateWithAccessToken: { AccessToken: '8A:x' },
};

describe.skipIf(!hasContracts)('the official WSDLs', () => {
  it.each(Object.keys(OPERATIONS) as OperationName[])('accept the request of %s', (name) => {
    const { service } = OPERATIONS[name];
    const encoded = encode(name, examples[name], {
      ticket: service === 'SoPrincipal' ? null : '8A:x',
      applicationToken: 'key',
    });
    if ('unsendable' in encoded) throw new Error(encoded.unsendable);
    expect(violations(service, encoded.body)).toEqual([]);
  });

  it('would notice members in another order', () => {
    const encoded = encode(
      'SaveUntrustedCredentialsForAssociate',
      examples.SaveUntrustedCredentialsForAssociate,
      { ticket: '8A:x' },
    );
    if ('unsendable' in encoded) throw new Error(encoded.unsendable);
    const swapped = encoded.body.replace(
      /(<n:SecretValue>.*<\/n:SecretValue>)(<n:PublicValue>.*<\/n:PublicValue>)/,
      '$2$1',
    );
    expect(swapped).not.toBe(encoded.body);
    expect(violations('User', swapped)).not.toEqual([]);
  });
});
