import { SaxesParser, type SaxesTagNS } from 'saxes';

/** An element as a parser sees it that shares nothing with the product's own. */
export interface ParsedElement {
  readonly namespace: string;
  readonly name: string;
  readonly children: ParsedElement[];
  text: string;
}

/** Parses a namespace-correct document; throws on anything else. */
export function parse(xml: string): ParsedElement {
  const parser = new SaxesParser({ xmlns: true });
  const root: ParsedElement = { namespace: '', name: '', children: [], text: '' };
  const open = [root];
  const last = () => open.at(-1) as ParsedElement;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local }: SaxesTagNS) => {
    const element = { namespace: uri, name: local, children: [], text: '' };
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
