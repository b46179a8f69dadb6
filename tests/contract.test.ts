import { describe, expect, it } from 'vitest';
import { encode, type SoapRequest } from '../src/netserver/encode.ts';
import type { OperationName, Request } from '../src/netserver/operations.ts';
import * as product from '../src/netserver/operations.ts';
import { violations } from './contract.ts';
import {
  ENUMERATIONS,
  isNillable,
  type Members,
  NETSERVER,
  OPERATIONS,
  REQUEST_HEADERS,
  RESPONSE_HEADERS,
  responseElementOf,
  type SoapOperation,
  TYPES,
} from './contract-facts.ts';
import { skipped } from './skipped.ts';
import { hasWsdls, wsdlOf, wsdlViolations } from './wsdl.ts';

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
  SaveUntrustedCredentials: { Type: 'imap', Credentials: credentials },
  GetUntrustedCredentials: { Type: 'imap' },
  RemoveUntrustedCredentials: { Type: 'imap', PublicValue: 'x' },
  GetAssociate: { AssociateId: 10 },
  GetAssociateByPersonId: { PersonId: 10 },
  AuthenticateWithAccessToken: { AccessToken: '8A:x' },
};
const names = Object.keys(product.OPERATIONS) as OperationName[];

/** The requests of an operation that differ in the header. */
function requests(name: OperationName, version?: product.Services): SoapRequest[] {
  const ticket = product.OPERATIONS[name].service === 'SoPrincipal' ? null : '8A:x';
  return [{ ticket }, { ticket, applicationToken: 'key' }].map((access) => {
    const encoded = encode(name, examples[name], { ...access, services: version });
    if ('unsendable' in encoded) throw new Error(encoded.unsendable);
    return encoded;
  });
}

const save = requests('SaveUntrustedCredentialsForAssociate')[1] as SoapRequest;
const OTHER_ORDER = [
  /(<n:SecretValue>.*<\/n:SecretValue>)(<n:PublicValue>.*<\/n:PublicValue>)/,
  '$2$1',
] as const;

describe('the contract', () => {
  describe.each(product.SERVICES)('of %s', (version) => {
    it.each(names)('is kept by the request of %s', (name) => {
      for (const request of requests(name, version)) expect(violations(request)).toEqual([]);
    });
  });

  const instance = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
  it.each([
    ['members in another order', ...OTHER_ORDER],
    ['a member that is missing', /<n:Comment>.*<\/n:Comment>/, ''],
    ['a member too many', '<n:IsActive>', '<n:Rank>1</n:Rank><n:IsActive>'],
    ['a member twice', '<n:Type>imap</n:Type>', '$&$&'],
    ['a member in other letter case', /n:Type>/g, 'n:type>'],
    ['a member in another namespace', '<n:Type>imap</n:Type>', '<Type>imap</Type>'],
    ['another version inside the envelope', /NetServer\/Services88"/, 'NetServer/Services87"'],
    ['another operation than the action says', /n:SaveUntrustedCredentialsForAssociate>/g, 'n:GetAssociate>'],
    ['text between members', '<n:Type>', 'x<n:Type>'],
    ['an element in a scalar', '>imap<', '><n:Text>imap</n:Text><'],
    ['a number that is none', '>10<', '>1e1<'],
    ['a number out of range', '>10<', '>2147483648<'],
    ['an empty number', '>10<', '><'],
    ['a boolean of .NET', '>true<', '>True<'],
    ['a date in a zone', 'T00:00:00<', 'T00:00:00Z<'],
    ['a date without its time', 'T00:00:00<', '<'],
    ['a day that does not exist', '2026-11-23', '2026-02-30'],
    ['nil', '<n:Type>imap<', `<n:Type ${instance} i:nil="true"><`],
    ['no ticket', /<n:Credentials><n:Ticket>.*?<\/n:Credentials>/, ''],
    ['two tickets', /<n:Credentials><n:Ticket>.*?<\/n:Credentials>/, '$&$&'],
    ['a ticket outside its block', /<n:Credentials>(<n:Ticket>.*?<\/n:Ticket>)<\/n:Credentials>/, '$1'],
    ['no header', /<s:Header>.*<\/s:Header>/, ''],
    ['a header behind the body', /(<s:Header>.*<\/s:Header>)(<s:Body>.*<\/s:Body>)/, '$2$1'],
    ['an empty body', /<s:Body>.*<\/s:Body>/, '<s:Body/>'],
    [
      'the envelope of SOAP 1.2',
      'http://schemas.xmlsoap.org/soap/envelope/',
      'http://www.w3.org/2003/05/soap-envelope',
    ],
  ] as const)('is broken by %s', (_, found, instead) => {
    const body = save.body.replace(found, instead);
    expect(body).not.toBe(save.body);
    expect(violations({ ...save, body })).not.toEqual([]);
  });

  it.each([
    [
      'an action of another version',
      { headers: { SOAPAction: `"${NETSERVER}Services87/User/SaveUntrustedCredentialsForAssociate"` } },
    ],
    [
      'an action without quotes',
      { headers: { SOAPAction: (save.headers.SOAPAction as string).slice(1, -1) } },
    ],
    ['another service', { path: 'Services88/Associate.svc' }],
    ['an unknown version', { path: 'Services90/User.svc' }],
    ['no action', { headers: {} }],
  ])('is broken by %s', (_, change) => {
    expect(violations({ ...save, ...change })).not.toEqual([]);
  });

  it('knows lists, and takes a request as a server records it', () => {
    const namespace = `${NETSERVER}Services88`;
    const ask = (list: string) =>
      violations({
        path: '/Cust12345/Remote/Services88/Associate.svc',
        headers: { soapaction: `"${namespace}/Associate/GetAssociateList"` },
        body:
          `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}"><e:Header>` +
          `<Credentials><Ticket>7T:x</Ticket></Credentials></e:Header><e:Body><GetAssociateList><AssociateIds ` +
          `xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">${list}</AssociateIds>` +
          `</GetAssociateList></e:Body></e:Envelope>`,
      });
    expect(ask('<a:int>10</a:int><a:int>11</a:int>')).toEqual([]);
    expect(ask('')).toEqual([]);
    expect(ask('<int>10</int>')).not.toEqual([]);
    expect(ask('<a:int>10</a:int><a:int>ten</a:int>')).not.toEqual([]);
    expect(ask('<a:string>10</a:string>')).not.toEqual([]);
  });

  it.each(names)('has the row of %s', (name) => {
    const { service, request, responseElement, response } = product.OPERATIONS[name];
    const contract = OPERATIONS[name];
    expect(service).toBe(contract.service);
    expect(request).toEqual(along(request, contract.request));
    expect(responseElement).toBe(responseElementOf(name));
    expect(response).toEqual(along(response, contract.response));
  });

  it('has the headers that are read', () => {
    expect(product.RESPONSE_HEADERS).toEqual(along(product.RESPONSE_HEADERS, RESPONSE_HEADERS));
  });
});

/** What our facts say of those members that a row of the product's table names, written as that table does. */
const along = (row: product.Members, members: Members | undefined): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, member]) => [name, typeAlong(member, members?.[name] ?? '')]),
  );

function typeAlong(member: product.MemberType, type: string): unknown {
  if (typeof member === 'string') return type in ENUMERATIONS ? 'string' : type;
  if (!product.isList(member)) return along(member, TYPES[type]);
  if (!type.endsWith('[]')) return type;
  const item = type.slice(0, -2);
  return [item, along(member[1], TYPES[item])];
}

if (hasWsdls) {
  /** Our facts, written as `wsdl.ts` reads the official ones. */
  const official = (members: Members): string[] =>
    Object.entries(members).map(([name, type]) => {
      if (!type.endsWith('[]')) return `${name}:${type}${isNillable(type) ? '?' : ''}`;
      const item = type.slice(0, -2);
      return `${name}:[${item in TYPES ? '' : 'a:'}${official({ [item]: item })}]?`;
    });
  const services = ['User', 'Associate', 'SoPrincipal'] as const;

  describe('the official WSDLs', () => {
    it.each(Object.keys(OPERATIONS) as SoapOperation[])('say the same of %s as our facts', (name) => {
      const { service, request, response } = OPERATIONS[name];
      expect(wsdlOf(service).operation(name)).toEqual({
        action: `${NETSERVER}Services88/${service}/${name}`,
        requestHeaders: official(REQUEST_HEADERS[service]),
        requestElement: name,
        request: official(request),
        responseHeaders: official(RESPONSE_HEADERS),
        responseElement: responseElementOf(name),
        response: official(response),
      });
    });

    const structures = Object.entries(TYPES).filter(([, members]) => Object.keys(members).length > 0);
    it.each(structures)('say the same of the structure %s', (name, members) => {
      const known = services.map((service) => wsdlOf(service).membersOf(name)).filter((each) => each);
      expect(known.length).toBeGreaterThan(0);
      for (const each of known) expect(each).toEqual(official(members));
    });

    it.each(Object.entries(ENUMERATIONS))('say the same of the values of %s', (name, values) => {
      const known = services
        .map((service) => wsdlOf(service).valuesOf(name))
        .filter(({ length }) => length > 0);
      expect(known.length).toBeGreaterThan(0);
      for (const each of known) expect(each).toEqual(values);
    });

    it.each(names)('accept the request of %s', (name) => {
      for (const request of requests(name))
        expect(wsdlViolations(OPERATIONS[name].service, request.body)).toEqual([]);
    });

    it('would notice members in another order', () => {
      const swapped = save.body.replace(...OTHER_ORDER);
      expect(swapped).not.toBe(save.body);
      expect(wsdlViolations('User', swapped)).not.toEqual([]);
    });
  });
} else {
  skipped(
    'the official WSDLs',
    'they are not beside this checkout; “the contract” holds the requests against our own facts',
    { unavoidable: true },
  );
}
