import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const leftOut = `${source}netserver/left-out.ts`;

/** What stands in for packages, and for a part of one (fast-xml-parser), in what ships and in the tests. */
export const SUBSTITUTES = {
  'webextension-polyfill': `${source}native-browser.ts`,
  './DocTypeReader.js': `${source}netserver/no-doctype.ts`,
  './node2json.js': leftOut,
  'is-unsafe': leftOut,
  strnum: leftOut,
  '@nodable/entities': leftOut,
  'path-expression-matcher': leftOut,
};
