/**
 * Stands in, in the worker's build (scripts/build.ts), for two packages that fast-xml-parser brings and `xml.ts` never
 * lets it use: `is-unsafe` judges the entities of a DOCTYPE, which is refused before parsing; `strnum` turns texts into
 * numbers, which is switched off. Together they are a fifth of the worker.
 */

/** Every entity that a document declares is unsafe. */
export function isUnsafe(): boolean {
  return true;
}
export const HTML = 'HTML';
export const XML = 'XML';

/** Texts stay texts. */
export default function toNumber(text: string): string {
  return text;
}
