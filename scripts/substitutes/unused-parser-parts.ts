/**
 * Stands in for four packages that fast-xml-parser brings, and for one of its own modules. `src/netserver/xml.ts` never lets
 * the parser use them: `is-unsafe` judges the entities of a DOCTYPE, which is refused before parsing; `@nodable/entities`
 * decodes entities, which `xml.ts` does itself; `strnum` turns texts into numbers, which is switched off;
 * `path-expression-matcher` finds elements that are to be treated otherwise, and there are none; `node2json.js` makes objects
 * of elements, and `xml.ts` reads the elements themselves. With them the worker would be half as large again.
 */

/** Every entity that a document declares is unsafe. */
export function isUnsafe(): boolean {
  return true;
}

/** A text is never turned into a number. */
export default function toNumber(text: string): string {
  return text;
}

/** No table names an entity, either. */
export const [XML, HTML, COMMON_HTML, CURRENCY, ENTITY_ACTION] = [{}, {}, {}, {}, {}];
export class EntityDecoder {}

/** Nobody asks where in the document the parser is. */
export class Matcher {
  readOnly(): this {
    return this;
  }
  reset(): void {}
  push(): void {}
  pop(): void {}
  updateCurrent(): void {}
  getCurrentTag(): undefined {}
}
export class Expression {}
export class ExpressionSet {
  readonly size = 0;
}
