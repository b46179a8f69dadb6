import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isSendable } from '../src/characters.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { decode } from '../src/netserver/decode.ts';
import { encode, SOAP_NAMESPACE as SOAP } from '../src/netserver/encode.ts';
import { type MemberType, OPERATIONS, type OperationName } from '../src/netserver/operations.ts';
import { readAssociate, readPrincipal, readToken, readUserRows } from '../src/netserver/rest.ts';
import { MOST_CHARACTERS } from '../src/netserver/xml.ts';
import { Fault, readRequest, SERVICES, writeFault, writeResponse } from './crm/wcf.ts';
import { type ParsedElement, parse } from './independent-xml.ts';

// Whatever a proxy, a sign-in page or somebody in the middle answers becomes a value, soon, and a success only where it is one.

const GET = 'GetUntrustedCredentialsForAssociate';
const SAVE = 'SaveUntrustedCredentialsForAssociate';
const POISON = '__proto__ constructor prototype hasOwnProperty toString valueOf __defineGetter__'.split(' ');

// ---- what must hold

const SHAPES: { readonly [K in Answer<unknown>['kind']]: object } = {
  success: { value: expect.toSatisfy(() => true) },
  exception: { type: expect.any(String), message: expect.any(String), friendlyText: expect.any(String) },
  fault: { code: expect.any(String), message: expect.any(String) },
  http: { status: expect.any(Number), type: expect.any(String), message: expect.any(String) },
  unreadable: { why: expect.stringMatching(/^(html|malformed)$/) },
  lost: { why: expect.stringMatching(/^(network|timeout|cancelled|tooLarge|redirect)$/) },
};

/** Reads an answer. Time is the processor's, so that a busy machine fails nothing. */
function judge<T>(read: (answer: HttpAnswer) => Answer<T>, httpAnswer: HttpAnswer): Answer<T> {
  const before = process.cpuUsage();
  const answer = read(httpAnswer);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
  expect(answer).toStrictEqual({ kind: answer.kind, ...SHAPES[answer.kind] });
  return answer;
}

function judgeSoap(
  body: string,
  name: OperationName,
  contentType = 'text/xml',
  status = 200,
): Answer<unknown> {
  const answer = judge((each) => decode(name, each), { status, contentType, body });
  if (answer.kind === 'success') {
    expect(status).toBe(200);
    expect(contentType).toMatch(/^text\/xml/i);
    expectType(answer.value, OPERATIONS[name].response);
    expectSuccessIn(body, name);
  }
  return answer;
}

/** The members of the table, no others, and each of its type. */
function expectType(value: unknown, type: MemberType): void {
  if (type === 'int') expect(value).toSatisfy(Number.isInteger);
  else if (type === 'boolean') expect(value).toBeTypeOf('boolean');
  else if (type === 'dateTime') expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  else if (value === null) return;
  else if (type === 'string') expect(value).toBeTypeOf('string');
  else if (Array.isArray(type)) for (const item of value as unknown[]) expectType(item, type[1]);
  else {
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.ownKeys(value as object)).toEqual(Object.keys(type));
    for (const [name, member] of Object.entries(value as object)) {
      if (member !== undefined) expectType(member, (type as Record<string, MemberType>)[name] as MemberType);
    }
  }
}

/** What a success must rest on, as a parser sees it that shares nothing with the product's own. */
function expectSuccessIn(body: string, name: OperationName): void {
  const only = (parent: ParsedElement | undefined, namespace: string, wanted: string) => {
    const found = parent?.children.filter((each) => each.namespace === namespace && each.name === wanted);
    expect(found?.length ?? 0).toBeLessThan(2);
    return found?.[0];
  };
  const envelope = parse(withoutForbidden(body));
  expect(envelope).toMatchObject({ namespace: SOAP, name: 'Envelope' });
  const header = only(envelope, SOAP, 'Header');
  const succeeded = only(header, SERVICES, 'Succeeded');
  expect(succeeded?.children).toHaveLength(0);
  expect(succeeded?.text.trim()).toMatch(/^(true|1)$/);
  const exception = only(header, SERVICES, 'ExceptionInfo');
  expect(exception?.children ?? []).toHaveLength(0);
  expect(exception?.text.trim() ?? '').toBe('');
  const content = only(envelope, SOAP, 'Body')?.children.map((each) => [each.namespace, each.name]);
  expect(content).toEqual([[SERVICES, OPERATIONS[name].responseElement]]);
}

/** NetServer writes what XML cannot carry, and decode reads it, see there: something harmless in its place. */
function withoutForbidden(xml: string): string {
  return xml
    .replace(/&#(?:x([\da-fA-F]{1,6})|(\d{1,7}));/g, (reference, hexadecimal, decimal) => {
      const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return code > 0x10ffff || isSendable(String.fromCodePoint(code)) ? reference : '\u00a0';
    })
    .replace(/[^\P{Cc}\t\n\r\u007f-\u009f]|\p{Cs}|[\ufffe\uffff]/gu, '\u00a0');
}

const prototypes = [Object, Array, String, Function, Map, Set].map(({ prototype }): object => prototype);
const ownMembers = prototypes.map(Reflect.ownKeys);
afterEach(() => {
  expect(prototypes.map(Reflect.ownKeys)).toEqual(ownMembers);
});

// ---- answers

const entry = { ValidFrom: '2026-01-01T00:00:00', ValidTo: '9999-12-31T23:59:59', IsActive: true };
const texts = { Comment: null, SecretValue: ' <&> ', PublicValue: '🔑\u0001' };
const LIST = writeResponse(GET, { Response: [{ ...entry, ...texts }, entry] });
const REFUSED = writeResponse(GET, {}, { Message: 'No', ExceptionType: 'SoSentryException' });
const FAULT = writeFault(new Fault('ActionNotSupported', 'No such action'));
const SIGN_IN = '<!DOCTYPE html><html><title>Sign in</title><form><input name=user><br>&nbsp;</form></html>';

const OTHER = SERVICES.replace('88', '87');
const NIL = 'i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
const TRUE = '<h:Succeeded>true</h:Succeeded>';
const DONE = `<n:${SAVE}Response xmlns:n="${SERVICES}"/>`;
const PARTS = {
  before: '',
  attributes: '',
  info: `<h:ExceptionInfo ${NIL}/>`,
  succeeded: TRUE,
  header: '',
  body: DONE,
  envelope: '',
  after: '',
};
/** The answer to a Save: a success, but for the parts given. */
function saved(parts: Partial<typeof PARTS>): string {
  const { before, attributes, info, succeeded, header, body, envelope, after } = { ...PARTS, ...parts };
  const inside = `<s:Header>${info}${succeeded}${header}</s:Header><s:Body>${body}</s:Body>${envelope}`;
  return `${before}<s:Envelope xmlns:s="${SOAP}" xmlns:h="${SERVICES}" ${attributes}>${inside}</s:Envelope>${after}`;
}
/** Rows: a part, and what it is instead, one after the other; `text` is what Succeeded says. */
const answers = (rows: string) =>
  rows.split('\n').flatMap((row): [title: string, answer: string][] => {
    const [part = '', ...contents] = row.trim().split(' | ');
    return contents.map((content) => [
      `${part} ${content}`,
      saved(part === 'text' ? { succeeded: TRUE.replace('true', content) } : { [part]: content }),
    ]);
  });

const SUCCESSES = answers(`
  text | 1 |  true\t | &#116;&#x72;ue | tr<!-- -->ue | <![CDATA[true]]>
  info |  | <h:ExceptionInfo> </h:ExceptionInfo>
  header | <x><![CDATA[<!DOCTYPE x>&x;<h:Succeeded>]]></x> | <h:Succeeded xmlns:h="${OTHER}">false</h:Succeeded>
  before | \ufeff<?xml version="1.0" encoding="utf-8"?><!-- & -->
  after | <!---->`);

const NO_SUCCESSES = answers(`
  text |  | TRUE | True | 01 | -1 | true,false | true<x/> | \u0001true | &#1;true
  succeeded |  | <q:Succeeded>true</q:Succeeded> | <h:Succeeded ${NIL}>true</h:Succeeded>
  succeeded | <h:Succeeded xmlns:h="${OTHER}">true</h:Succeeded>
  header | <h:Succeeded>false</h:Succeeded> | <h:ExceptionInfo><h:Message>No</h:Message></h:ExceptionInfo>
  info | <h:ExceptionInfo>No</h:ExceptionInfo> | <h:ExceptionInfo ${NIL}><h:Message>No</h:Message></h:ExceptionInfo>
  info | <?a "?><h:ExceptionInfo><h:Message>No</h:Message></h:ExceptionInfo><?a "?>
  envelope | <s:Header><h:Succeeded>false</h:Succeeded></s:Header> | <s:Body/>
  body |  | ${DONE}${TRUE} | ${DONE}${DONE} | ${DONE.replace(SAVE, GET)} | ${DONE.replace(SERVICES, OTHER)}
  body | <s:Fault><faultcode>s:Client</faultcode></s:Fault>
  attributes | q:a="" | xmlns:q="" | xmlns:="u" | xmlns:xml="u" | xmlns:xmlns="u" | xmlns:q="http://www.w3.org/2000/xmlns/"
  attributes | a | a=b | a="" a="" | a=""b="" | a="<" | a="&"
  header | <x xmlns:a="u" xmlns:b="u" a:c="" b:c=""/> | <h:a:b/> | <h:/> | <:a/>
  header | <x =a=""/> | <x = a=""/> | <x></x/> | <x> | <![x]]> | ]]> | <!-- -- --> | <?a b?>
  header | & | &amp | &nbsp; | &#; | &#1114112; | &#x110000; | &#xfffffffffffffffffffff;
  before | <!DOCTYPE x> | <!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
  before | <!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
  before | x | <x/> | <![CDATA[]]> | <?xml encoding="utf-8"?> | <!----><?xml version="1.0"?>
  after | x | <x/> | &amp; | <![CDATA[]]>`);

const NO_ANSWERS = [
  '',
  SIGN_IN,
  '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
  saved({}).replace(SOAP, 'http://www.w3.org/2003/05/soap-envelope'),
  saved({}).replaceAll(SERVICES, OTHER),
].map((page) => [page.slice(0, 60), page] as const);

const fill = (piece: string) => piece.repeat((MOST_CHARACTERS - 1000) / piece.length);
const numbered = (count: number, piece: string) =>
  Array.from({ length: count }, (_, index) => piece.replace('0', `${index}`)).join('');
const LARGE: Partial<typeof PARTS>[] = [
  ...'< </ <! <!-- <![CDATA[ <?a <a> </a> <a/> <a/>&amp; & &a &amp; &#65; &#0; &#x10ffff; x ] ]]> - \0 🔑 <!---->'
    .split(' ')
    .concat(' ', '\n', '\r\n', '<![CDATA[]]>', '<![CDATA[<![CDATA[]]>', '<a b="" c="" d=""/>')
    .map((piece) => ({ header: fill(piece) })),
  ...[' ', '"', `"'`, ' =', ' a="1"', ' xmlns="u"'].map((piece) => ({ attributes: fill(piece) })),
  ...['x', '&lt;', '\n'].map((piece) => ({ attributes: `a="${fill(piece)}"` })),
  ...[`<${fill('a')}/>`, `<h${fill(':a')}/>`, `&${fill('a')};`, `&#${fill('9')};`].map((header) => ({ header })),
  { info: `<h:ExceptionInfo>${fill(' ')}</h:ExceptionInfo>` },
  { succeeded: `<h:Succeeded>${fill(' ')}x</h:Succeeded>` },
  { body: `<s:Fault><faultcode>${fill(':')}</faultcode></s:Fault>` },
  { header: '<a>'.repeat(10_000) + '</a>'.repeat(10_000) },
  { header: ('<a>'.repeat(90) + '</a>'.repeat(90)).repeat(400) },
  { header: '<a/>y'.repeat(75_000) },
  { header: '<a/>'.repeat(1_500_000) },
  { attributes: numbered(50_000, ' a0="1"') },
  // Every element is in the scope of every prefix, or of a very long namespace.
  { attributes: numbered(25_000, ' xmlns:a0="u"'), header: '<a xmlns:b="u"/>'.repeat(20_000) },
  { attributes: `xmlns:q="${'u'.repeat(500_000)}"`, header: '<q:a q:b=""/>'.repeat(30_000) },
];

/** So many characters at a place give way to a piece, some times. */
const edited = (bodies: string[], pieces: string[]) =>
  fc
    .tuple(
      fc.constantFrom(...bodies),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('', ...pieces)), { minLength: 1, maxLength: 4 }),
    )
    .map(([body, edits]) =>
      edits.reduce((text, [place, length, piece]) => {
        const start = place % (text.length + 1);
        return text.slice(0, start) + piece + text.slice(start + length);
      }, body),
    );
const anyStatus = fc.constantFrom(200, 204, 302, 401, 500);
const anyType = fc.constantFrom('text/xml; charset=utf-8', 'TEXT/XML', 'application/json', 'text/html', '');
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);

describe('decode', () => {
  it.each(SUCCESSES)('takes %s', (_, body) => {
    expect(judgeSoap(body, SAVE)).toEqual({ kind: 'success', value: {} });
  });

  it.each([...NO_SUCCESSES, ...NO_ANSWERS])('does not take %s', (_, body) => {
    expect(judgeSoap(body, SAVE).kind).not.toBe('success');
  });

  it('takes no truncated answer', () => {
    for (const body of [LIST, REFUSED, FAULT]) {
      for (let length = 0; length < body.length; length += 1) {
        expect(judgeSoap(body.slice(0, length), GET)).toEqual({ kind: 'unreadable', why: 'malformed' });
      }
    }
  });

  it('is soon done with what is large', () => {
    for (const parts of LARGE) {
      const body = saved(parts);
      judge((answer) => decode(SAVE, answer), { status: 200, contentType: 'text/xml', body });
    }
  });

  it('makes a value of any text, of any type and status', () => {
    const body = fc.oneof(anyText, fc.constantFrom(LIST, FAULT, SIGN_IN));
    fc.assert(fc.property(body, anyType, anyStatus, (...answer) => void judgeSoap(answer[0], GET, answer[1], answer[2])));
  });

  const pieces = `< > / & " ' = : ]]> <!-- --> <?a ?> <![CDATA[ <!DOCTYPE &#0; &#xD800; &x; <x/> true TRUE 99999999999 9999-99-99
    h: xmlns= xmlns:h="u" ${NIL} ${TRUE} <s:Header> </s:Body> Response ${POISON.join(' ')}`.split(/\s+/);
  it('believes no answer that was tampered with, unless another parser agrees', () => {
    const property = fc.property(edited([LIST, REFUSED, FAULT], [' ', ...pieces]), (body) => void judgeSoap(body, GET));
    fc.assert(property, { numRuns: 3000 });
  });

  it('believes no answer whose tags have changed places, unless another parser agrees', () => {
    const tags = LIST.match(/<[^>]*>|[^<]+/g) ?? [];
    fc.assert(fc.property(fc.nat(tags.length - 1), fc.nat(tags.length - 1), (one, other) => {
      judgeSoap(tags.with(one, tags[other] ?? '').with(other, tags[one] ?? '').join(''), GET);
    }));
  });

  it('believes no answer put together at random, unless another parser agrees', () => {
    const element = fc
      .tuple(
        fc.constantFrom('s', 'h', 'o', 'q', ...POISON),
        fc.constantFrom('Header', 'Body', 'Succeeded', 'ExceptionInfo', `${SAVE}Response`, 'Fault', ...POISON),
        fc.constantFrom('', 'true', '1', 'false', ' true ', 'TRUE', '<x/>', 'tr<!---->ue', '&#1;', '\u00a0true'),
        fc.constantFrom('', NIL, `xmlns:h="${OTHER}"`, `xmlns:o="${SERVICES}"`, 'h:a="" o:a=""', ...POISON.map((name) => `${name}="" xmlns:${name}="u"`)),
      )
      .map(([prefix, name, text, attribute]) => `<${prefix}:${name} ${attribute}>${text}</${prefix}:${name}>`);
    const few = fc.array(element, { maxLength: 2 }).map((elements) => elements.join(''));
    const parts = fc.record({ succeeded: fc.constantFrom(TRUE, ''), header: few, body: fc.oneof(few, fc.constant(DONE)), envelope: few });
    fc.assert(
      fc.property(parts, (some) => {
        judgeSoap(saved({ ...some, attributes: `xmlns:o="${OTHER}"` }), SAVE);
      }),
      { numRuns: 3000 },
    );
  });
});

// ---- REST

const ASSOCIATE = {
  AssociateId: expect.toSatisfy((id) => Number.isInteger(id) && id > 0),
  FullName: expect.any(String),
  UserName: expect.any(String),
};
const areTexts = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string');
const PRINCIPAL = { ...ASSOCIATE, DatabaseContextIdentifier: expect.any(String), FunctionRights: expect.toSatisfy(areTexts) };
const ROW = { ...ASSOCIATE, assocType: expect.any(String), isActive: expect.any(Boolean) };

function judgeRest(body: string, contentType = 'application/json', status = 200): void {
  const answer = { body, contentType, status };
  const expected = <T>(read: Answer<T>, shape: (value: T) => unknown) => {
    if (read.kind === 'success') expect(read.value).toStrictEqual(shape(read.value));
  };
  expected(judge(readPrincipal, answer), () => PRINCIPAL);
  expected(judge(readToken, answer), () => expect.stringMatching(/^[\x21-\x7e]+$/));
  expected(judge(readAssociate, answer), (associate) => associate && ASSOCIATE);
  expected(judge(readUserRows, answer), (rows) => rows.map(() => ROW));
}

describe('the readers of REST', () => {
  const principal = '{"AssociateId":10,"FullName":"A B","Associate":"AB","FunctionRights":["x"]}';
  const rows = '{"value":[{"associateDbId":10,"fullName":"A B","assocName":"AB","assocType":"x","isActive":true}]}';
  const error = '{"Error":true,"ErrorType":"SuperOffice.X","ErrorMessage":"No"}';

  it.each(['[]', '{"a":}', '{"__proto__":}', '{"toString":}'])('are soon done with %s, 10,000 deep and more', (pair) => {
    const [open = '', close = ''] = [pair.slice(0, -1), pair.slice(-1)];
    for (const depth of [10_000, 100_000]) {
      const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
      for (const body of [deep, open.repeat(depth), principal.replace('"x"', deep), principal.replace('"AB"', deep), rows.replace('true', deep), rows.replace('10', deep), error.replace('true', deep)]) {
        judgeRest(body);
      }
    }
  });

  it('are soon done with what is large', () => {
    for (const piece of ['[', '{"":', '"', '\\', '1', '.', ' ', '{"associateDbId":1},', '"x",']) {
      for (const around of [(large: string) => large, ...[error, principal, rows].map((body) => (large: string) => body.replace(/"(AB|No|SuperOffice.X)"/, `"${large}"`)), (large: string) => `{"value":[${large}0]}`]) {
        judgeRest(around(piece.repeat(3_000_000 / piece.length)));
      }
    }
  });

  it('take no truncated answer', () => {
    for (const body of [principal, rows, '"8A:x"']) {
      for (let length = 0; length < body.length; length += 1) judgeRest(body.slice(0, length));
    }
  });

  it('make a value of any JSON and of any text', () => {
    const value = fc.constantFrom(1, 0, -1, 1.5, 1e300, 2 ** 53, '10', 'NaN', '8A:x', true, null, '', [], {}, [[1]]);
    const names = [principal, rows, error].flatMap((body) => Object.keys(JSON.parse(body)));
    ...
  });
});
