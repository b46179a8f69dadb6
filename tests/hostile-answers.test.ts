import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSendable } from '../src/characters.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { decode } from '../src/netserver/decode.ts';
import { encode, SOAP_NAMESPACE as SOAP } from '../src/netserver/encode.ts';
import { readAssociate, readPrincipal, readToken } from '../src/netserver/rest.ts';
import { readUserRows } from '../src/netserver/users.ts';
import { MAX_CHARACTERS } from '../src/netserver/xml.ts';
import { Fault, readRequest, SERVICES, writeFault, writeResponse } from './crm/wcf.ts';
import { type ParsedElement, parse } from './independent-xml.ts';
import { timed } from './processor-time.ts';

// Whatever a proxy, a sign-in page or somebody in the middle answers: it becomes a value, soon, of a known shape, and a
// success only where it is one.

const GET = 'GetUntrustedCredentialsForAssociate';
const SAVE = 'SaveUntrustedCredentialsForAssociate';
const POISON = '__proto__ constructor prototype hasOwnProperty toString valueOf __defineGetter__';

// ---- what must hold

const TEXT = expect.any(String);
const KINDS: { readonly [K in Answer<never>['kind']]: object } = {
  success: {},
  exception: { type: TEXT, message: TEXT, friendlyText: TEXT },
  fault: { code: TEXT, message: TEXT },
  http: { status: expect.any(Number), type: TEXT, message: TEXT },
  unreadable: { why: expect.stringMatching(/^(html|malformed)$/) },
  lost: { why: expect.stringMatching(/^(network|timeout|cancelled|tooLarge|redirect)$/) },
};

const isText = (value: unknown) => typeof value === 'string';
const ID = expect.toSatisfy((value) => Number.isInteger(value) && value > 0);
const RIGHTS = expect.toSatisfy((value) => Array.isArray(value) && value.every(isText));
const ASSOCIATE = { associateId: ID, fullName: TEXT, userName: TEXT };
const PRINCIPAL = { ...ASSOCIATE, databaseContextIdentifier: TEXT, functionRights: RIGHTS };
const MARK = expect.toSatisfy((value) => [null, 'inactive', 'externalUser', 'resource'].includes(value));
const ROW = { ...ASSOCIATE, signInName: TEXT, email: TEXT, group: TEXT, mark: MARK };

const FLAG = expect.toSatisfy((value) => [true, false, undefined].includes(value));
const DATE = expect.toSatisfy((value) => /^(undefined|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)$/.test(value));
const WORDS = expect.toSatisfy((value) => value === undefined || value === null || isText(value));
const TEXTS = { Comment: WORDS, SecretValue: WORDS, PublicValue: WORDS };
const ENTRY = { ValidFrom: DATE, ValidTo: DATE, ...TEXTS, IsActive: FLAG };
type Zoned = { TimeZone?: unknown };
type List = Zoned & { Response?: unknown[] | null | undefined };
const zoneShape = ({ TimeZone }: Zoned) => (TimeZone ? { TimeZone: { SoTimeZoneLocationCode: WORDS } } : {});
const listShape = (list: List) => ({
  Response: list.Response?.map(() => ENTRY) ?? list.Response,
  ...zoneShape(list),
});

type Read<T> = (answer: HttpAnswer) => Answer<T>;
/** What an honest list takes that is as long as may be, in milliseconds: the lightest of three readings. */
let honestTime = 0;
beforeAll(() => {
  const times = [1, 2, 3].map(() => {
    const { result, took } = timed(() =>
      decode(GET, { status: 200, contentType: 'text/xml', body: LONG_LIST }),
    );
    expect(result.kind).toBe('success');
    return took;
  });
  honestTime = Math.min(...times);
});

/** Reads an answer, and is done as soon as with an honest one of the greatest length, give or take. */
function judge<T>(read: Read<T>, httpAnswer: HttpAnswer, shapeOf: (value: T) => unknown): Answer<T> {
  const { result: answer, took } = timed(() => read(httpAnswer));
  expect(took).toBeLessThan(10 * honestTime);
  const { kind } = answer;
  const members = kind === 'success' ? { value: shapeOf(answer.value) } : KINDS[kind];
  expect(answer).toStrictEqual({ kind, ...members });
  return answer;
}

function judgeSoap(name: typeof GET | typeof SAVE, body: string, contentType = 'text/xml', status = 200) {
  const read: Read<List> = (answer) => decode(name, answer);
  const answer = judge(read, { status, contentType, body }, name === GET ? listShape : zoneShape);
  // Of what is large only the time is of interest: the other parser may take longer.
  if (answer.kind === 'success' && body.length < 100_000) {
    expect(`${status} ${contentType}`).toMatch(/^200 text\/xml/i);
    expectSuccessIn(body, name);
  }
  return answer;
}

/** Has every reader read it. */
function judgeRest(body: string, contentType = 'application/json', status = 200) {
  const answer = { status, contentType, body };
  return [
    judge(readPrincipal, answer, (principal) => principal && PRINCIPAL),
    judge(readToken, answer, (token) => token && expect.stringMatching(/^[\x21-\x7e]+$/)),
    judge(readAssociate, answer, (found) => found && { associate: ASSOCIATE, mark: MARK }),
    judge(readUserRows, answer, (rows) => rows.map(() => ROW)),
  ];
}

/** What a success must rest on, as a parser sees it that shares nothing with the product's own. */
function expectSuccessIn(body: string, name: string): void {
  const within = (parents: ParsedElement[], namespace: string, wanted: string) =>
    parents.flatMap(({ children }) =>
      children.filter((child) => child.namespace === namespace && child.name === wanted),
    );
  const envelope = parse(withoutForbidden(body));
  expect(envelope).toMatchObject({ namespace: SOAP, name: 'Envelope' });
  const headers = within([envelope], SOAP, 'Header');
  const succeeded = { children: [], text: expect.stringMatching(/^\s*(true|1)\s*$/) };
  expect(headers).toHaveLength(1);
  expect(within(headers, SERVICES, 'Succeeded')).toMatchObject([succeeded]);
  const [exception, ...others] = within(headers, SERVICES, 'ExceptionInfo');
  if (exception) expect(exception).toMatchObject({ children: [], text: expect.stringMatching(/^\s*$/) });
  expect(others).toEqual([]);
  const content = { children: [{ namespace: SERVICES, name: `${name}Response` }] };
  expect(within([envelope], SOAP, 'Body')).toMatchObject([content]);
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
const perEntry = LIST.length - writeResponse(GET, { Response: [entry] }).length;
const LONG_LIST = writeResponse(GET, {
  Response: Array(Math.floor((MAX_CHARACTERS - 1000) / perEntry)).fill({ ...entry, ...texts }),
});
const REFUSED = writeResponse(GET, {}, { Message: 'No', ExceptionType: 'SoSentryException' });
const FAULT = writeFault(new Fault('ActionNotSupported', 'No such action'));

const OTHER = SERVICES.replace('88', '87');
const NIL = 'i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
const TRUE = '<h:Succeeded>true</h:Succeeded>';
const DONE = `<n:${SAVE}Response xmlns:n="${SERVICES}"/>`;
const HEADER = { info: `<h:ExceptionInfo ${NIL}/>`, succeeded: TRUE, header: '' };
const PARTS = { before: '', attributes: '', ...HEADER, body: DONE, envelope: '', after: '' };
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
  before | \ufeff<?xml version="1.0" encoding="utf-8"?><!-- & --> | <?xml version='1.0' encoding='UTF-8' standalone='no' ?>
  after | <!---->`);

const NO_SUCCESSES = answers(`
  text |  | TRUE | True | 01 | -1 | true,false | true<x/> | \u0001true | &#1;true
  succeeded |  | <q:Succeeded>true</q:Succeeded> | <h:Succeeded ${NIL}>true</h:Succeeded>
  succeeded | <h:Succeeded xmlns:h="${OTHER}">true</h:Succeeded> | <Succeeded xmlns="services">true</Succeeded>
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
  before | <?xml version="1.0" standalone="maybe"?> | <?xml version="1.0" standalone="no" encoding="utf-8"?>
  after | x | <x/> | &amp; | <![CDATA[]]>`);

const NO_ANSWERS = [
  '',
  '<!DOCTYPE html><html><title>Sign in</title><form><input name=user><br>&nbsp;</form></html>',
  '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
  saved({}).replace(SOAP, 'http://www.w3.org/2003/05/soap-envelope'),
  saved({}).replaceAll(SERVICES, OTHER),
].map((page) => [page.slice(0, 60), page]);

const fill = (piece: string) => piece.repeat((MAX_CHARACTERS - 1000) / piece.length);
const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
const numbered = (count: number, piece: string) =>
  Array.from({ length: count }, (_, index) => piece.replace('0', `${index}`)).join('');
const PIECES =
  '< </ <! <!-- <![CDATA[ <?a <a> </a> <a/> <a/>&amp; & &amp; &#65; &#0; x ] ]]> - \0 🔑 <!---->';
const LARGE: Partial<typeof PARTS>[] = [
  ...[...PIECES.split(' '), ' ', '\r\n', '<![CDATA[]]>', '<![CDATA[<![CDATA[]]>', '<a b="" c=""/>']
    .map(fill)
    .concat(`<${fill('a')}/>`, `<h${fill(':a')}/>`, `&${fill('a')};`, `&#${fill('9')};`)
    .concat(nested(10_000), nested(90).repeat(380), '<a/>y'.repeat(69_000), '<a/>'.repeat(1_500_000))
    .map((header) => ({ header })),
  ...[' ', `"'`, ' =', ' a="1"', ' xmlns="u"']
    .map(fill)
    .concat(`a="${fill('x')}"`, `a="${fill('&lt;')}"`, numbered(50_000, ' a0="1"'))
    .map((attributes) => ({ attributes })),
  { info: `<h:ExceptionInfo>${fill(' ')}</h:ExceptionInfo>` },
  { succeeded: `<h:Succeeded>${fill(' ')}x</h:Succeeded>` },
  { body: `<s:Fault><faultcode>${fill(':')}</faultcode></s:Fault>` },
  // Every element is in the scope of every prefix, or of a very long namespace.
  { attributes: numbered(25_000, ' xmlns:a0="u"'), header: '<a xmlns:b="u"/>'.repeat(20_000) },
  { attributes: `xmlns:q="${'u'.repeat(500_000)}"`, header: '<q:a q:b=""/>'.repeat(30_000) },
];

const JSON_ANSWERS = [
  '{"AssociateId":10,"FullName":"A B","Associate":"AB","FunctionRights":["x"]}',
  '{"value":[{"associateDbId":10,"fullName":"AB","assocName":"AB","isActive":true}]}',
  '{"Error":true,"ErrorType":"AB","ErrorMessage":"No"}',
  '"8A:AB"',
];

// ---- what becomes of them

const truncations = (bodies: readonly string[]) =>
  bodies.flatMap((body) => Array.from({ length: body.length }, (_, length) => body.slice(0, length)));
const oneOf = (words: string) => fc.constantFrom(...words.split(' '));
/** Some characters at some places give way to one of the words. */
const edited = (bodies: readonly string[], words: string) => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(12), oneOf(words)), { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...bodies), edits).map(([body, each]) =>
    each.reduce((text, [place, length, word]) => {
      const start = place % (text.length + 1);
      return text.slice(0, start) + word + text.slice(start + length);
    }, body),
  );
};
const anyBytes = fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes));
const anyText = fc.oneof(fc.string({ unit: 'binary' }), anyBytes);
const anyType = fc.constantFrom('text/xml; charset=utf-8', 'TEXT/XML', 'application/json', 'text/html', '');
const anyStatus = fc.constantFrom(200, 204, 302, 401, 500);
function always<T>(arbitrary: fc.Arbitrary<T>, act: (value: T) => unknown, numRuns = 3000): void {
  const property = fc.property(arbitrary, (value) => void act(value));
  fc.assert(property, { numRuns });
}

describe('decode', () => {
  it.each(SUCCESSES)('takes %s', (_, body) => {
    expect(judgeSoap(SAVE, body)).toEqual({ kind: 'success', value: {} });
  });

  it.each([...NO_SUCCESSES, ...NO_ANSWERS])('does not take %s', (_, body = '') => {
    expect(judgeSoap(SAVE, body).kind).not.toBe('success');
  });

  it('takes no truncated answer', () => {
    for (const body of truncations([LIST, REFUSED, FAULT])) {
      expect(judgeSoap(GET, body)).toEqual({ kind: 'unreadable', why: 'malformed' });
    }
  });

  it('takes no entry that says something twice', () => {
    for (const said of LIST.match(/<(\w+)(?: [^>]*)?(?:\/>|>[^<]*<\/\1>)/g) ?? []) {
      expect(judgeSoap(GET, LIST.replace(said, said + said))).toEqual({
        kind: 'unreadable',
        why: 'malformed',
      });
    }
  });

  it('is soon done with what is large', () => {
    for (const parts of LARGE) judgeSoap(SAVE, saved(parts));
  });

  it('makes a value of any text, type and status', () => {
    const body = fc.oneof(anyText, fc.constantFrom(LIST, REFUSED, FAULT));
    always(fc.tuple(body, anyType, anyStatus), (answer) => judgeSoap(GET, ...answer));
  });

  it('believes what was tampered with only if another parser does', () => {
    const words =
      `  < > / & " ' = : ]]> <!-- --> <?a ?> <![CDATA[ <!DOCTYPE h: xmlns= xmlns:h="u" ${NIL} ${TRUE} <s:Header> </s:Body>` +
      ` &#0; &#xD800; &x; <x/> true TRUE 99999999999 9999-99-99 Response ${POISON}`;
    always(edited([LIST, REFUSED, FAULT], words), (body) => judgeSoap(GET, body));
    const pieces: string[] = LIST.match(/<[^>]*>|[^<]+/g) ?? [];
    const place = fc.nat(pieces.length - 1);
    always(fc.tuple(place, place), ([one, other]) => {
      const swapped = pieces.with(one, pieces[other] as string).with(other, pieces[one] as string);
      judgeSoap(GET, swapped.join(''));
    });
  });

  it('believes what was put together at random only if another parser does', () => {
    const attribute = fc.oneof(
      fc.constantFrom('', NIL, `xmlns:h="${OTHER}"`, `xmlns:o="${SERVICES}"`, 'h:a="" o:a=""'),
      oneOf(POISON).map((name) => `${name}="" xmlns:${name}="u"`),
    );
    const prefix = oneOf(`s h o q ${POISON}`);
    const name = oneOf(`Header Body Succeeded ExceptionInfo ${SAVE}Response Fault ${POISON}`);
    const text = oneOf(' true 1 false TRUE <x/> tr<!---->ue &#1; \u00a0true');
    const element = fc
      .tuple(prefix, name, attribute, text)
      .map(([ns, local, inTag, content]) => `<${ns}:${local} ${inTag}>${content}</${ns}:${local}>`);
    const few = fc.array(element, { maxLength: 2 }).map((elements) => elements.join(''));
    const header = { succeeded: oneOf(`${TRUE} `), header: few };
    const parts = { ...header, body: fc.oneof(few, fc.constant(DONE)), envelope: few };
    always(fc.record(parts), (given) =>
      judgeSoap(SAVE, saved({ attributes: `xmlns:o="${OTHER}"`, ...given })),
    );
  });
});

describe('the readers of REST', () => {
  it('take no truncated answer', () => {
    for (const body of truncations(JSON_ANSWERS)) {
      expect(judgeRest(body).map(({ kind }) => kind)).not.toContain('success');
    }
  });

  it.each(['[0]', '{"a":0}', '{"__proto__":0}', '{"toString":0}'])('are soon done with a deep %s', (pair) => {
    const [open = '', close = ''] = pair.split('0');
    const deep = `${open.repeat(10_000)}0${close.repeat(10_000)}`;
    for (const body of [deep, open.repeat(10_000)]) judgeRest(body);
    for (const body of JSON_ANSWERS) {
      for (const value of body.match(/"\w+"(?!:)|10|true/g) ?? []) judgeRest(body.replace(value, deep));
    }
  });

  it('are soon done with what is large', () => {
    for (const piece of ['[', '{"":', '"', '1', '.', ' ', '\\u0000', '"x",', '{"associateDbId":1},']) {
      judgeRest(`{"value":[${fill(piece)}0]}`);
      for (const body of JSON_ANSWERS) judgeRest(body.replace('AB', fill(piece)));
    }
  });

  it('make a value of any text, type, status and JSON', () => {
    const value = oneOf(
      '0 1 -1 1.5 1e300 1e999 9007199254740993 NaN "10" "NaN" true null "" "8A:x" [] {} [[1]] [null,"x",1] ' +
        '{"toString":1,"valueOf":1} {"__proto__":{"a":1}}',
    );
    const names = JSON_ANSWERS.flatMap((body) => body.match(/\w+(?=":)/g) ?? []).join(' ');
    const members = fc
      .array(fc.tuple(oneOf(`${names} ${POISON}`), value))
      .map((pairs) => pairs.map(([name, text]) => `,"${name}":${text}`).join(''));
    const object = members.map((text) => `{"AssociateId":1${text}}`);
    const rows = members.map((text) => `{"value":[{"associateDbId":1${text}}]}`);
    const tampered = edited(JSON_ANSWERS, `  { } [ ] " : , . - 1 \\ null ${POISON}`);
    const body = fc.oneof(anyText, value, object, rows, tampered);
    always(fc.tuple(body, anyType, anyStatus), (answer) => judgeRest(...answer));
  });
});

describe('encode', () => {
  it('is read by NetServer as what a person typed', () => {
    const awkward = oneOf('\r \r\n \n \t a &#13; &amp; ]]> <!-- < & " \u0085 \u2028 \ufeff');
    const awkwards = fc.array(awkward).map((all) => all.join(' '));
    const anything = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), awkwards);
    const typed = anything.filter(isSendable);
    const typedTexts = fc.record({ Comment: typed, SecretValue: typed, PublicValue: typed });
    always(
      fc.tuple(typed, typedTexts),
      ([Type, values]) => {
        const parameters = { AssociateId: 10, Type, Credentials: { ...entry, ...values } };
        const sent = encode(SAVE, parameters, { ticket: '8A:x' });
        if ('unsendable' in sent) throw new Error(sent.unsendable);
        const bytes = new TextEncoder().encode(sent.body);
        const read = readRequest('User', sent.headers['Content-Type'], sent.headers.SOAPAction, bytes);
        expect(read).toMatchObject({ operation: SAVE, ticket: '8A:x', parameters });
      },
      500,
    );
  });
});
