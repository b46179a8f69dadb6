/**
 * Stands in for fast-xml-parser's own reader of DOCTYPEs. `src/netserver/xml.ts` refuses them before the parser sees them:
 * what cannot be read cannot declare anything.
 */
export default class DocTypeReader {
  setXmlVersion(): void {}
  readDocType(): never {
    throw new Error('DOCTYPE');
  }
}
