/**
 * Stands in for fast-xml-parser's own reader of DOCTYPEs. `src/netserver/xml.ts` refuses a DOCTYPE before the parser sees
 * it. A DOCTYPE that cannot be read cannot declare anything.
 */
export default class DocTypeReader {
  setXmlVersion(): void {}
  readDocType(): never {
    throw new Error('DOCTYPE');
  }
}
