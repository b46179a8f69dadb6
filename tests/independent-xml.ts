import { SaxesParser, type SaxesTagNS } from 'saxes';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** An element as a parser sees it that shares nothing with the product's own. */
export interface ParsedElement {
  readonly namespace: string;
  readonly name: string;
  /** But for the declarations of namespaces. */
  readonly attributes: readonly string[];
  readonly children: ParsedElement[];
  text: string;
}

/** Parses a namespace-correct document; throws on anything else. */
export function parse(xml: string): ParsedElement {
  const parser = new SaxesParser({ xmlns: true });
  const root: ParsedElement = { namespace: '', name: '', attributes: [], children: [], text: '' };
  const open = [root];
  const last = () => open.at(-1) as ParsedElement;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }: SaxesTagNS) => {
    const element = {
      namespace: uri,
      name: local,
      attributes: Object.values(attributes).flatMap(({ uri, name }) => (uri === XMLNS ? [] : name)),
      children: [],
      text: '',
    };
    last().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (text) => {
    last().text += text;
  });
  parser.on('cdata', (text) => {
    last().text += text;
  });
  parser.write(xml).close();
  return root.children[0] as ParsedElement;
}
