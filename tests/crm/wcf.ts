// SOAP as WCF reads and writes it, after WCF's published source (DataContractSerializerOperationFormatter,
// XmlUTF8TextReader, XmlConverter) and the WSDLs. Independent of the extension's own encoder on purpose: the two
// must agree because each is right, not because they share code.
import { SaxesParser } from 'saxes';
import {
  ARRAYS,
  ENUMERATIONS,
  isNillable,
  type Members,
  NETSERVER,
  OPERATIONS,
  RESPONSE_HEADERS,
  responseElementOf,
  SOAP,
  type SoapOperation,
  TYPES,
} from '../contract-facts.ts';

export const SERVICES = `${NETSERVER}Services88`;
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const NO_ADDRESSING = 'http://schemas.microsoft.com/ws/2005/05/addressing/none';
const DISPATCHER = 'http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher';

/** Where the server stands: a dateTime with an offset is converted to this zone. */
const SERVER_ZONE = 'Europe/Oslo';

export type Value = null | boolean | number | string | Value[] | { [member: string]: Value };
export type Values = Record<string, Value>;

/** Answered with a bare HTTP status: the message was refused before its headers were understood. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 415,
    message: string,
  ) {
    super(message);
  }
}

/** Answered with HTTP 500 and a soap:Fault. */
export class Fault extends Error {
  constructor(
    readonly code: 'ActionNotSupported' | 'DeserializationFailed' | 'InternalServiceFault',
    message: string,
  ) {
    super(message);
  }
}

// ---------------------------------------------------------------- reading

interface XmlElement {
  namespace: string;
  name: string;
  nil: string | undefined;
  content: (XmlElement | string)[];
}

const XML_CHARACTER = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u;
const MARKUP_OR_REFERENCE = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;

function parse(body: Uint8Array): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  // WCF checks a numeric reference only against U+10FFFF. Saxes, rightly, wants an XML character: the others are
  // given to it as entities of their own, with names that no document can hold otherwise.
  const admitForbidden = (match: string, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    if (!(code <= 0x10ffff) || XML_CHARACTER.test(String.fromCodePoint(code))) return match;
    parser.ENTITIES[` ${code}`] = String.fromCodePoint(code);
    return `& ${code};`;
  };
  const open: XmlElement[] = [{ namespace: '', name: '', nil: undefined, content: [] }];
  const current = () => open.at(-1) as XmlElement;
  parser.on('opentag', ({ uri, local, attributes }) => {
    const nil = Object.values(attributes).find(
      (attribute) => attribute.uri === INSTANCE && attribute.local === 'nil',
    );
    const element = { namespace: uri, name: local, nil: nil?.value, content: [] };
    current().content.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => current().content.push(text));
  parser.on('cdata', (text) => current().content.push(text));
  const refuse = (what: string) => () => {
    throw new Refusal(400, what);
  };
  parser.on('doctype', refuse('DTDs are not supported.'));
  parser.on('processinginstruction', refuse('Processing instructions are not supported.'));
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') refuse('Only XML 1.0 is supported.')();
    if (encoding && encoding.toLowerCase() !== 'utf-8')
      refuse('The declared encoding is not the one used.')();
  });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    parser.write(text.replace(MARKUP_OR_REFERENCE, admitForbidden)).close();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, `Not well-formed: ${(error as Error).message}`);
  }
  return current().content.find((node) => typeof node !== 'string') as XmlElement;
}

const failed = (message: string) => new Fault('DeserializationFailed', message);

/** The elements inside `element`; anything else but white space is an error. */
function elementsOf(element: XmlElement, error: (message: string) => Error = failed): XmlElement[] {
  return element.content.filter((node) => {
    if (typeof node === 'string' && /[^ \t\r\n]/.test(node)) throw error(`Text inside '${element.name}'.`);
    return typeof node !== 'string';
  }) as XmlElement[];
}

function wholeNumber(text: string, limit: number): number {
  const value = /^[ \t\r\n]*[+-]?\d+[ \t\r\n]*$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= -limit && value < limit)) throw failed(`'${text}' is not a number of this type.`);
  return value;
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function boolean(text: string): boolean {
  const value = BOOLEANS.get(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
  if (value === undefined) throw failed(`'${text}' is not a boolean.`);
  return value;
}

const DATE_TIME =
  /^[ \t\r\n]*(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?)?(?:(Z)|([+-]\d\d:\d\d))?[ \t\r\n]*$/;
const serverTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: SERVER_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/**
 * XmlDateTimeSerializationMode.RoundtripKind, then stored as wall-clock digits: `Z` is dropped as if it had not been
 * there, an offset is converted to the server's zone.
 */
function dateTime(text: string): string {
  const [, date, time = '00:00:00', , offset] = DATE_TIME.exec(text) ?? [];
  const digits = `${date}T${time}`;
  const asUtc = new Date(`${digits}Z`);
  if (Number.isNaN(asUtc.valueOf()) || !asUtc.toISOString().startsWith(digits)) {
    throw failed(`'${text}' is not a date.`);
  }
  if (!offset) return digits;
  const instant = new Date(`${digits}${offset}`);
  if (Number.isNaN(instant.valueOf())) throw failed(`'${text}' is not a date.`);
  const local = serverTime.format(instant).replace(' ', 'T');
  // .NET stops at its last moment instead of overflowing.
  return local.length > digits.length ? '9999-12-31T23:59:59' : local;
}

/** Scalars: what stands for an absent one, and how its text is read. */
export const SCALARS: Readonly<Record<string, { absent: Value; read: (text: string) => Value }>> = {
  string: { absent: null, read: (text) => text },
  int: { absent: 0, read: (text) => wholeNumber(text, 2 ** 31) },
  short: { absent: 0, read: (text) => wholeNumber(text, 2 ** 15) },
  boolean: { absent: false, read: boolean },
  dateTime: { absent: '0001-01-01T00:00:00', read: dateTime },
  // Only ever written here.
  ...Object.fromEntries(
    Object.entries(ENUMERATIONS).map(([name, [absent]]) => [name, { absent, read: (text: string) => text }]),
  ),
};

/** The value of a type where nothing was given: of texts, lists and structures `null`. */
export const absent = (type: string): Value => SCALARS[type]?.absent ?? null;

/** A structure of `TYPES` of which nothing was given. */
export const absentMembers = (type: string): Values => absentOf(TYPES[type] ?? {});

const absentOf = (members: Members): Values =>
  Object.fromEntries(Object.entries(members).map(([name, type]) => [name, absent(type)]));

/** The namespace of a list's items: primitives have one of their own. */
const itemNamespace = (type: string) => (type in SCALARS ? ARRAYS : SERVICES);

function readValue(element: XmlElement, type: string): Value {
  const nil = element.nil !== undefined && boolean(element.nil);
  if (nil && isNillable(type)) return null;
  if (type.endsWith('[]')) {
    const item = type.slice(0, -2);
    return elementsOf(element)
      .filter(({ namespace, name }) => namespace === itemNamespace(item) && name === item)
      .map((child) => readValue(child, item));
  }
  const scalar = SCALARS[type];
  if (!scalar) return readMembers(element, TYPES[type] as Members);
  if (element.content.some((node) => typeof node !== 'string'))
    throw failed(`An element inside '${element.name}'.`);
  return scalar.read(nil ? '' : element.content.join(''));
}

/**
 * Forward only, as both the body's parts and a data contract's members are read: an element is looked for among the
 * members after the last one found, and skipped without a word when it is none of them.
 */
function readMembers(element: XmlElement, members: Members): Values {
  const names = Object.keys(members);
  const values = absentOf(members);
  let next = 0;
  for (const child of elementsOf(element)) {
    const index = child.namespace === SERVICES ? names.indexOf(child.name, next) : -1;
    if (index === -1) continue;
    values[child.name] = readValue(child, members[child.name] as string);
    next = index + 1;
  }
  return values;
}

interface SoapRequest {
  operation: SoapOperation;
  ticket: string | null;
  parameters: Values;
}

/** The operation a SOAPAction names, whether or not it is one of this service. */
export function operationOfAction(soapAction: string | undefined): SoapOperation | undefined {
  const name = unquoted(soapAction)?.split('/').at(-1) ?? '';
  return Object.hasOwn(OPERATIONS, name) ? (name as SoapOperation) : undefined;
}

const unquoted = (text: string | undefined) => text?.replace(/^"(.*)"$/, '$1');

const isSoap = (element: XmlElement | undefined, name: string) =>
  element?.namespace === SOAP && element.name === name;

/** Reads a request sent to `service`.svc as WCF would, or throws a Refusal or a Fault. */
export function readRequest(
  service: string,
  contentType: string | undefined,
  soapAction: string | undefined,
  body: Uint8Array,
): SoapRequest {
  const [mediaType = '', ...settings] = (contentType ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = settings.find((setting) => setting.startsWith('charset='))?.slice(8);
  if (mediaType !== 'text/xml' || (charset && charset.replaceAll('"', '') !== 'utf-8')) {
    throw new Refusal(415, 'The content type is not text/xml; charset=utf-8.');
  }

  const envelope = parse(body);
  if (!isSoap(envelope, 'Envelope')) throw new Refusal(400, 'Not a SOAP 1.1 envelope.');
  const refuse = (message: string) => new Refusal(400, message);
  const parts = elementsOf(envelope, refuse);
  const header = isSoap(parts[0], 'Header') ? parts.shift() : undefined;
  const [soapBody, ...others] = parts;
  if (!soapBody || !isSoap(soapBody, 'Body') || others.length > 0) {
    throw refuse('An envelope holds a Header, which may be absent, and a Body.');
  }
  const headerBlocks = header ? elementsOf(header, refuse) : [];

  const operation = operationOfAction(soapAction);
  const contract = operation && OPERATIONS[operation];
  const action = `${SERVICES}/${service}/${operation}`;
  if (contract?.service !== service || unquoted(soapAction) !== action) {
    throw new Fault('ActionNotSupported', `The action ${soapAction ?? '(none)'} is not one of this service.`);
  }

  let ticket: string | null = null;
  for (const block of headerBlocks) {
    if (block.namespace !== SERVICES || block.name !== 'Credentials') continue;
    const credentials = readValue(block, 'SoCredentials') as Values | null;
    ticket = (credentials?.Ticket ?? null) as string | null;
  }

  const [wrapper] = elementsOf(soapBody);
  if (wrapper?.namespace !== SERVICES || wrapper.name !== operation) {
    throw failed(`The body does not begin with '${operation}' of namespace '${SERVICES}'.`);
  }
  return { operation, ticket, parameters: readMembers(wrapper, contract.request) };
}

// ---------------------------------------------------------------- writing

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Forbidden characters are written as references too: the answer then is not XML any more, as with WCF. */
export const escapeText = (text: string) =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    /[&<>\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g,
    (character) => REFERENCES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );

const DECLARE_INSTANCE = ` xmlns:i="${INSTANCE}"`;

function write(tag: string, type: string, value: Value | undefined, prefix: string, declared = ''): string {
  const given = value === undefined ? absent(type) : value;
  if (given === null) return `<${tag} i:nil="true"${declared}/>`;
  let content: string;
  let own = '';
  if (type.endsWith('[]')) {
    const item = type.slice(0, -2);
    const foreign = itemNamespace(item) === ARRAYS;
    if (foreign) own = ` xmlns:a="${ARRAYS}"`;
    const itemTag = `${foreign ? 'a:' : prefix}${item}`;
    content = (given as Value[]).map((each) => write(itemTag, item, each, prefix)).join('');
  } else if (type in SCALARS) {
    content = escapeText(String(given));
  } else {
    content = writeMembers(TYPES[type] as Members, given as Values, prefix);
  }
  const start = `<${tag}${own}${declared}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${tag}>`;
}

const writeMembers = (members: Members, values: Values, prefix: string, declarations = '') =>
  Object.entries(members)
    .map(([name, type]) => write(`${prefix}${name}`, type, values[name], prefix, declarations))
    .join('');

const envelope = (header: string, body: string) =>
  `<s:Envelope xmlns:s="${SOAP}">${header}<s:Body>${body}</s:Body></s:Envelope>`;

/** The answer of an operation: its values, or the exception that the server caught (HTTP 200 in both cases). */
export function writeResponse(
  operation: SoapOperation,
  values: Values,
  exception: Values | null = null,
  timeZone = 'NO',
): string {
  const headers = {
    ExceptionInfo: exception,
    ExtraInfo: null,
    Succeeded: exception === null,
    TimeZone: { SoTimeZoneId: 1, SoTimeZoneLocationCode: timeZone },
  };
  const blocks = writeMembers(RESPONSE_HEADERS, headers, 'h:', ` xmlns:h="${SERVICES}"${DECLARE_INSTANCE}`);
  const parts = writeMembers(OPERATIONS[operation].response, values, '', DECLARE_INSTANCE);
  const wrapper = responseElementOf(operation);
  const start = `<${wrapper} xmlns="${SERVICES}"`;
  return envelope(`<s:Header>${blocks}</s:Header>`, parts ? `${start}>${parts}</${wrapper}>` : `${start}/>`);
}

/** A soap:Fault; its code and text are unqualified, as SOAP 1.1 wants them. */
export function writeFault({ code, message }: Fault): string {
  const namespace = code === 'ActionNotSupported' ? NO_ADDRESSING : DISPATCHER;
  const text = `<faultstring xml:lang="en-US">${escapeText(message)}</faultstring>`;
  return envelope('', `<s:Fault><faultcode xmlns:a="${namespace}">a:${code}</faultcode>${text}</s:Fault>`);
}
