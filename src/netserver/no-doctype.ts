/**
 * Stands in (scripts/substitutes.ts) for fast-xml-parser's own reader of DOCTYPEs, which `xml.ts` refuses before the parser
 * sees them: what cannot be read cannot declare anything.
 */
export default class DocTypeReader {
  setXmlVersion(): void {}
  readDocType(): never {
    throw new Error('DOCTYPE');
  }
}
