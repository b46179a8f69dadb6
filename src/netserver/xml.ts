import { XMLParser } from 'fast-xml-parser';

/** An element with its namespace resolved; prefixes are the writer's choice and mean nothing. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly nil: boolean;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Fits some three thousand stored credentials; what is larger is no answer to anything asked here. */
export const MOST_CHARACTERS = 1_048_576;

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

type ParsedNode = Record<string, ParsedNode[] | string> & { ':@'?: Record<string, string> };
type Scope = Readonly<Record<string, string>>;

// Entities are decoded below instead: the parser's own decoding leaves unknown ones standing and would also work on CDATA.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
});

/**
 * Reads a document that may come from anywhere. The parser limits depth itself (100 levels).
 * @returns the root element, or `undefined` for anything but one well-formed, namespace-correct document without DOCTYPE
 */
export function readXml(text: string): XmlElement | undefined {
  // WCF writes no CDATA and no comments, so these characters can only be a declaration.
  if (text.length > MOST_CHARACTERS || /<!doctype/i.test(text)) return undefined;
  try {
    const roots = (parser.parse(text, true) as ParsedNode[]).filter(isElement);
    return roots.length === 1 && roots[0]
      ? resolve(roots[0], { xml: 'http://www.w3.org/XML/1998/namespace' })
      : undefined;
  } catch {
    // The parser's message may quote the document, which may hold a secret: it goes no further.
    return undefined;
  }
}

function nodeName(node: ParsedNode): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '';
}

function isElement(node: ParsedNode): boolean {
  return /^[^#?]/.test(nodeName(node));
}

function resolve(node: ParsedNode, outer: Scope): XmlElement {
  const tag = nodeName(node);
  const attributes = Object.entries(node[':@'] ?? {}).map(
    ([name, value]) => [name, decodeText(value)] as const,
  );
  const scope: Scope = {
    ...outer,
    ...Object.fromEntries(
      attributes.flatMap(([name, value]) =>
        name === 'xmlns' ? [['', value]] : name.startsWith('xmlns:') ? [[name.slice(6), value]] : [],
      ),
    ),
  };
  const parts = node[tag] as ParsedNode[];
  const [namespace, name] = qualify(tag, scope, scope[''] ?? '');
  return {
    namespace,
    name,
    nil: attributes.some(([attribute, value]) => {
      if (!attribute.endsWith(':nil')) return false;
      return qualify(attribute, scope, '')[0] === XSI && /^\s*(true|1)\s*$/.test(value);
    }),
    children: parts.filter(isElement).map((child) => resolve(child, scope)),
    text: parts.map(textOf).join(''),
  };
}

function textOf(node: ParsedNode): string {
  if (typeof node['#text'] === 'string') return decodeText(node['#text']);
  const cdata = node['#cdata'];
  return Array.isArray(cdata) ? cdata.map((part) => String(part['#text'] ?? '')).join('') : '';
}

function qualify(tag: string, scope: Scope, unprefixed: string): [namespace: string, name: string] {
  const [prefix, name, ...rest] = tag.split(':');
  if (name === undefined) return [unprefixed, tag];
  const namespace = Object.hasOwn(scope, prefix as string) ? scope[prefix as string] : undefined;
  if (!namespace || rest.length > 0) throw new Error('undeclared prefix');
  return [namespace, name];
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

// Control characters are let through: an entry that holds one must stay readable, so that it can be removed.
function decodeText(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7});|#x([\da-fA-F]{1,6});|([a-z]{2,4});)?/g,
    (_, decimal?: string, hexadecimal?: string, name = '') => {
      if (decimal) return String.fromCodePoint(Number.parseInt(decimal, 10));
      if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      if (!Object.hasOwn(NAMED, name)) throw new Error('undeclared entity');
      return NAMED[name] as string;
    },
  );
}
