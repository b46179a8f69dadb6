import { type Answer, exceptionClass, type HttpAnswer, httpAnswer } from './answer.ts';
import { SOAP_NAMESPACE } from './encode.ts';
import {
  isList,
  type Members,
  type MemberType,
  namespaceOf,
  OPERATIONS,
  type OperationName,
  RESPONSE_HEADERS,
  type Response,
  SERVICES,
  type Services,
} from './operations.ts';
import { readXml, type XmlElement } from './xml.ts';

/**
 * Reads the answer to a SOAP request. Elements are matched by namespace and local name.
 * A business error is HTTP 200 with `Succeeded` false and an `ExceptionInfo` that is not nil.
 * @param services the version that was spoken
 * @returns always a value; never throws
 */
export function decode<N extends OperationName>(
  name: N,
  answer: HttpAnswer,
  services: Services = SERVICES[0],
): Answer<Response<N>> {
  if ('lost' in answer) return { kind: 'lost', why: answer.lost };
  const { status, contentType, body } = answer;
  const envelope = /^text\/xml\b/i.test(contentType) ? readEnvelope(body, services) : undefined;
  const fault = envelope && child(envelope.body, 'Fault', SOAP_NAMESPACE);
  if (fault) return readFault(fault);
  if (status !== 200) return httpAnswer(answer);
  if (!envelope) return { kind: 'unreadable', why: /html/i.test(contentType) ? 'html' : 'malformed' };
  return readResult(name, envelope);
}

interface Envelope {
  readonly header: XmlElement | undefined;
  readonly body: XmlElement;
}

/** The namespace that the functions below know the services by, whatever their version. */
const NAMESPACE = 'services';

function withoutVersion(element: XmlElement, namespace: string): XmlElement {
  const own = element.namespace === namespace;
  return {
    ...element,
    // No other element may go by that namespace.
    namespace: own ? NAMESPACE : element.namespace === NAMESPACE ? '' : element.namespace,
    children: element.children.map((each) => withoutVersion(each, namespace)),
  };
}

function readEnvelope(text: string, services: Services): Envelope | undefined {
  const read = readXml(text);
  const root = read && withoutVersion(read, namespaceOf(services));
  if (root?.name !== 'Envelope' || root.namespace !== SOAP_NAMESPACE) return undefined;
  const body = child(root, 'Body', SOAP_NAMESPACE);
  const header = child(root, 'Header', SOAP_NAMESPACE);
  return body && !hasDuplicates(root, SOAP_NAMESPACE) && !hasDuplicates(header)
    ? { header, body }
    : undefined;
}

function readResult<N extends OperationName>(name: N, { header, body }: Envelope): Answer<Response<N>> {
  const succeeded = readMember('boolean', child(header, 'Succeeded'));
  const info = child(header, 'ExceptionInfo');
  const exception = info && (info.children.length > 0 || info.text.trim() !== '') ? info : undefined;
  if (succeeded === false || (exception && succeeded === undefined)) {
    return {
      kind: 'exception',
      type: exceptionClass(textOf(exception, 'ExceptionType')),
      message: textOf(exception, 'Message'),
      friendlyText: textOf(exception, 'FriendlyText'),
    };
  }
  const { responseElement, response } = OPERATIONS[name];
  const wrapper = child(body, responseElement);
  // Succeeded and an exception at once, or neither: nothing may be concluded.
  if (succeeded !== true || exception || !wrapper || body.children.length !== 1)
    return { kind: 'unreadable', why: 'malformed' };
  const value = readMembers(response, wrapper);
  if (value === INVALID) return { kind: 'unreadable', why: 'malformed' };
  const headers = readHeaders(header);
  return { kind: 'success', value: { ...(value as Response<N>), ...headers } };
}

/** Reads the headers of an answer. A header that cannot be read is of no use, but no reason to distrust the body. */
function readHeaders(header: XmlElement | undefined): object {
  const read = Object.entries(RESPONSE_HEADERS).map(([name, type]) => [
    name,
    readMember(type, child(header, name)),
  ]);
  return Object.fromEntries(read.filter(([, value]) => value && value !== INVALID));
}

/** Reads a fault. If a server adds exception details to its faults (`includeExceptionDetailInFaults`), they are the exception. */
function readFault(fault: XmlElement): Answer<never> {
  const detail = child(fault, 'detail', '')?.children.find(({ name }) => name === 'ExceptionDetail');
  const message = child(fault, 'faultstring', '')?.text ?? '';
  const type = detail && exceptionClass(textOf(detail, 'Type', detail.namespace));
  if (type) return { kind: 'exception', type, message, friendlyText: '' };
  const code = textOf(fault, 'faultcode', '').trim().split(':').at(-1) ?? '';
  return { kind: 'fault', code, message };
}

const INVALID = Symbol('a value that is not of its type');

function readMembers(members: Members, element: XmlElement): unknown {
  if (hasDuplicates(element)) return INVALID;
  const value: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(members)) {
    const read = readMember(type, child(element, name));
    if (read === INVALID) return INVALID;
    value[name] = read;
  }
  return value;
}

/** Reads a member: `undefined` where it is absent, and `null` where it is nil and the contract allows that. */
function readMember(type: MemberType, element: XmlElement | undefined): unknown {
  if (!element) return undefined;
  if (typeof type === 'string' && element.children.length > 0) return INVALID;
  if (typeof type === 'string' && type !== 'string')
    return element.nil ? INVALID : SCALARS[type](element.text.trim());
  if (element.nil) return null;
  if (type === 'string') return element.text;
  if (!isList(type)) return readMembers(type, element);
  const [itemName, itemMembers] = type;
  const items = element.children
    .filter((item) => item.name === itemName && item.namespace === NAMESPACE && !item.nil)
    .map((item) => readMembers(itemMembers, item));
  return items.includes(INVALID) ? INVALID : items;
}

const SCALARS = {
  int: (text: string) => (/^[+-]?\d{1,10}$/.test(text) ? Number(text) : INVALID),
  boolean: (text: string) => (/^(true|1)$/.test(text) ? true : /^(false|0)$/.test(text) ? false : INVALID),
  // Only the wall-clock digits are read: fractions and any zone are not part of what is stored.
  dateTime: (text: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text) ? text.slice(0, 19) : INVALID,
};

function child(parent: XmlElement | undefined, name: string, namespace = NAMESPACE): XmlElement | undefined {
  return parent?.children.find((element) => element.name === name && element.namespace === namespace);
}

/** True where an element stands twice that NetServer writes once: then neither of the two can be trusted. */
function hasDuplicates(parent: XmlElement | undefined, namespace = NAMESPACE): boolean {
  const names = parent?.children.filter((element) => element.namespace === namespace).map(({ name }) => name);
  return new Set(names).size !== (names?.length ?? 0);
}

function textOf(parent: XmlElement | undefined, name: string, namespace = NAMESPACE): string {
  return child(parent, name, namespace)?.text ?? '';
}
