import {
  ARRAYS,
  type Members,
  NETSERVER,
  OPERATIONS,
  REQUEST_HEADERS,
  SOAP,
  type SoapOperation,
  TYPES,
} from './contract-facts.ts';
import { type ParsedElement, parse } from './independent-xml.ts';

/** A SOAP request, as `encode` writes it and as the demo CRM records it. */
interface SentRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Holds a SOAP request against `contract-facts.ts`. This is stricter than the WSDLs: they let any member be left out, and
 * the server then stores an empty one. Here every member must be there, in its place, and nothing else.
 * @returns what is wrong; empty for a request as it should be
 */
export function violations({ path, headers, body }: SentRequest): string[] {
  const [, version, service] = /(?:^|\/)(Services8[4-8])\/(\w+)\.svc$/.exec(path) ?? [];
  const namespace = NETSERVER + version;
  const action = new Headers(headers).get('SOAPAction');
  const operation = (Object.keys(OPERATIONS) as SoapOperation[]).find(
    (name) => OPERATIONS[name].service === service && action === `"${namespace}/${service}/${name}"`,
  );
  if (!operation) return [`${path} has no operation for the action ${action}.`];
  const document = parse(body);
  return [...faultsOf(document, envelopeOf(operation, namespace, document))];
}

/** An element as it must be: its name with its namespace, and in it a scalar, a list, or these elements in this order. */
interface Shape {
  readonly name: string;
  readonly content: string | readonly Shape[] | { readonly item: Shape };
}

/** The blocks of a header may be in any order, and all but `Credentials` may be missing. */
function envelopeOf(operation: SoapOperation, namespace: string, document: ParsedElement): Shape {
  const { service, request } = OPERATIONS[operation];
  const known = REQUEST_HEADERS[service];
  const [header, body] = document.children;
  const given = body && header ? header.children.map(({ name }) => name) : [];
  const must = Object.keys(known).filter((name) => name === 'Credentials');
  const blocks = [...new Set([...given.filter((name) => name in known), ...must])];
  const headerShape = {
    name: `{${SOAP}}Header`,
    content: blocks.map((name) => shapeOf(namespace, name, known[name] as string)),
  };
  const wrapper = { name: `{${namespace}}${operation}`, content: shapesOf(namespace, request) };
  return {
    name: `{${SOAP}}Envelope`,
    content: [...(blocks.length > 0 ? [headerShape] : []), { name: `{${SOAP}}Body`, content: [wrapper] }],
  };
}

/** A structure of which we know no members is one that we leave out. */
const shapesOf = (namespace: string, members: Members): Shape[] =>
  Object.entries(members)
    .filter(([, type]) => Object.keys(TYPES[type] ?? { scalar: true }).length > 0)
    .map(([name, type]) => shapeOf(namespace, name, type));

function shapeOf(namespace: string, name: string, type: string): Shape {
  const qualified = `{${namespace}}${name}`;
  if (type.endsWith('[]')) {
    const item = type.slice(0, -2);
    return { name: qualified, content: { item: shapeOf(item in TYPES ? namespace : ARRAYS, item, item) } };
  }
  const members = TYPES[type];
  return { name: qualified, content: members ? shapesOf(namespace, members) : type };
}

const isWhole = (text: string, limit: number) =>
  /^-?\d+$/.test(text) && Number(text) >= -limit && Number(text) < limit;

/** Scalars as they are to be sent. */
const LEXICAL: Readonly<Record<string, (text: string) => boolean>> = {
  string: () => true,
  int: (text) => isWhole(text, 2 ** 31),
  // WCF refuses `True`.
  boolean: (text) => text === 'true' || text === 'false',
  // Without `Z` and without an offset: NetServer takes the digits as wall-clock time.
  dateTime: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) && new Date(`${text}Z`).toJSON()?.startsWith(text),
};

function* faultsOf(element: ParsedElement, { name, content }: Shape): Generator<string> {
  const own = nameOf(element);
  if (own !== name) return yield `${own} stands in the place of ${name}.`;
  if (element.attributes.length > 0) yield `${name} has the attributes ${element.attributes}.`;
  if (typeof content === 'string') {
    if (element.children.length > 0 || !LEXICAL[content]?.(element.text))
      yield `${name} is not of the type ${content}.`;
    return;
  }
  if (element.text.trim() !== '') yield `${name} has a text of its own.`;
  if ('item' in content) {
    for (const child of element.children) yield* faultsOf(child, content.item);
    return;
  }
  const found = element.children.map(nameOf).join();
  const wanted = content.map((shape) => shape.name).join();
  if (found !== wanted) yield `${name} has ${found || 'nothing'} in it, not ${wanted}.`;
  else
    for (const [index, shape] of content.entries())
      yield* faultsOf(element.children[index] as ParsedElement, shape);
}

const nameOf = ({ namespace, name }: ParsedElement) => `{${namespace}}${name}`;
