import { XMLParser } from 'fast-xml-parser';

/** An element with its namespace resolved; prefixes are the writer's choice and mean nothing. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly nil: boolean;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/**
 * The largest document that is read: it fits some three thousand stored credentials. A larger one is no answer to anything
 * asked here.
 */
export const MAX_CHARACTERS = 1_048_576;
/**
 * The most tags and attributes that are read, counted by their `<` and `=`. The parser's time depends on them more than on
 * characters. Stored credentials have 64,000 to the megabyte where their texts are empty, fewer otherwise.
 */
const MAX_MARKS = 70_000;

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

type ParsedNode = Record<string, ParsedNode[] | string> & { ':@'?: Record<string, string> };
type Attribute = readonly [name: string, value: string];
/** Namespaces by prefix. Each inherits from the scope around it, the outermost from nothing: a prefix may have any name. */
type Scope = Readonly<Record<string, string>>;

const OUTERMOST: Scope = Object.assign(Object.create(null), { xml: XML });

// Entities are decoded below instead: the parser's own decoding leaves unknown ones standing and would also work on CDATA.
/** The parser leaves entities as they are; texts are decoded after it. */
const UNDECODED = {
  setExternalEntities() {},
  addInputEntities() {},
  reset() {},
  setXmlVersion() {},
  decode: (text: string) => text,
};

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  entityDecoder: UNDECODED,
  cdataPropName: '#cdata',
});

/**
 * Reads a document that may come from anywhere. The parser limits depth itself (100 levels).
 * @returns the root element, or `undefined` for anything but one well-formed, namespace-correct document without DOCTYPE
 * and processing instructions, both of which SOAP 1.1 forbids
 */
export function readXml(text: string): XmlElement | undefined {
  if (text.length > MAX_CHARACTERS || (text.match(/[<=]/g)?.length ?? 0) > MAX_MARKS) return undefined;
  try {
    if (!isGrammatical(text)) return undefined;
    const roots = (parser.parse(text, true) as ParsedNode[]).filter(isElement);
    return roots.length === 1 && roots[0] ? resolve(roots[0], OUTERMOST) : undefined;
  } catch {
    // The parser's message may quote the document, which may hold a secret: it goes no further.
    return undefined;
  }
}

const SPACE = '[ \\t\\r\\n]';
const EQUALS = `${SPACE}*=${SPACE}*`;
const NAME = `[^\\s<>="'/!?]+`;
const ATTRIBUTE = `${SPACE}+${NAME}${EQUALS}(?:"[^<"]*"|'[^<']*')`;
// The groups of their quotes are the second and the third of DECLARATION.
const ENCODING = `${SPACE}+encoding${EQUALS}(["'])[uU][tT][fF]-8\\2`;
const STANDALONE = `${SPACE}+standalone${EQUALS}(["'])(?:yes|no)\\3`;
const DECLARATION = new RegExp(
  `^\\ufeff?(?:<\\?xml${SPACE}+version${EQUALS}(["'])1\\.0\\1(?:${ENCODING})?(?:${STANDALONE})?${SPACE}*\\?>)?`,
);
/** A start or end tag, a comment, a CDATA section, or the text up to the next of them. */
const PIECE = new RegExp(
  `<${NAME}(?:${ATTRIBUTE})*${SPACE}*/?>|</${NAME}${SPACE}*>|<!--(?:-?[^-])*-->|<!\\[CDATA\\[[^]*?\\]\\]>|[^<]+`,
  'y',
);

/**
 * The parser sees to names, nesting and repeated attributes. But it takes much that is not XML, and its two passes can read
 * the same characters differently. So every piece is held against the grammar first.
 */
function isGrammatical(text: string): boolean {
  let depth = 0;
  PIECE.lastIndex = DECLARATION.exec(text)?.[0].length ?? 0;
  while (PIECE.lastIndex < text.length) {
    const piece = PIECE.exec(text)?.[0];
    if (piece === undefined) return false;
    if (!piece.startsWith('<')) {
      if (piece.includes(']]>') || (depth === 0 && /[^ \t\r\n]/.test(piece))) return false;
    } else if (piece.startsWith('<![')) {
      if (depth === 0) return false;
    } else if (!piece.startsWith('<!')) {
      depth += piece.startsWith('</') ? -1 : piece.endsWith('/>') ? 0 : 1;
    }
  }
  return true;
}

function nodeName(node: ParsedNode): string {
  return Object.keys(node)[0] ?? '';
}

function isElement(node: ParsedNode): boolean {
  return /^[^#?]/.test(nodeName(node));
}

function resolve(node: ParsedNode, outer: Scope): XmlElement {
  const tag = nodeName(node);
  const attributes = Object.entries(node[':@'] ?? {}).map(
    ([name, value]): Attribute => [name, decodeText(value)],
  );
  const scope = declare(attributes.filter(isDeclaration), outer);
  const qualified = qualifyAttributes(
    attributes.filter((attribute) => !isDeclaration(attribute)),
    scope,
  );
  const parts = node[tag] as ParsedNode[];
  const [namespace, name] = qualify(tag, scope, scope[''] ?? '');
  return {
    namespace,
    name,
    nil: /^\s*(true|1)\s*$/.test(qualified.get(XSI)?.get('nil') ?? ''),
    children: parts.filter(isElement).map((child) => resolve(child, scope)),
    text: parts.map(textOf).join(''),
  };
}

function isDeclaration([name]: Attribute): boolean {
  return /^xmlns(:[^:]+)?$/.test(name);
}

/** The scope inside an element. */
function declare(declarations: readonly Attribute[], outer: Scope): Scope {
  if (declarations.length === 0) return outer;
  const scope: Record<string, string> = Object.create(outer);
  for (const [name, namespace] of declarations) {
    const prefix = name.slice('xmlns:'.length);
    const isReserved =
      prefix === 'xmlns' || namespace === XMLNS || (prefix === 'xml') !== (namespace === XML);
    if (isReserved || (prefix !== '' && namespace.trim() === '')) throw new Error('forbidden declaration');
    scope[prefix] = namespace;
  }
  return scope;
}

/** Gives values by namespace and name. The two are nested: joining them would copy a long namespace for every attribute. */
function qualifyAttributes(
  attributes: readonly Attribute[],
  scope: Scope,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const qualified = new Map<string, Map<string, string>>();
  for (const [attribute, value] of attributes) {
    const [namespace, name] = qualify(attribute, scope, '');
    const values = qualified.get(namespace) ?? new Map<string, string>();
    if (values.has(name)) throw new Error('repeated attribute');
    qualified.set(namespace, values.set(name, value));
  }
  return qualified;
}

function textOf(node: ParsedNode): string {
  if (typeof node['#text'] === 'string') return decodeText(node['#text']);
  const cdata = node['#cdata'];
  return Array.isArray(cdata) ? cdata.map((part) => String(part['#text'] ?? '')).join('') : '';
}

function qualify(tag: string, scope: Scope, unprefixed: string): [namespace: string, name: string] {
  const [prefix, name, more] = tag.split(':', 3);
  if (name === undefined) return [unprefixed, tag];
  const namespace = prefix && name && more === undefined ? scope[prefix] : undefined;
  if (!namespace) throw new Error('undeclared prefix');
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
