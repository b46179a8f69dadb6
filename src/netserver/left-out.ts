/**
 * Stands in, in the worker's build (scripts/build.ts), for three packages that fast-xml-parser brings and `xml.ts` never lets
 * it use: `is-unsafe` judges the entities of a DOCTYPE, which is refused before parsing; `@nodable/entities` decodes entities,
 * which `xml.ts` does itself; `strnum` turns texts into numbers, which is switched off. Together they are a quarter of the
 * worker.
 */

/** Every entity that a document declares is unsafe. */
export function isUnsafe(): boolean {
  return true;
}

/** Texts stay texts. */
export default function toNumber(text: string): string {
  return text;
}

/** No entity has a name, either. */
export const [XML, HTML, COMMON_HTML, CURRENCY, ENTITY_ACTION] = [{}, {}, {}, {}, {}];
export class EntityDecoder {}
