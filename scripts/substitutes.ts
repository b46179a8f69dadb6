import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const leftOut = `${source}netserver/left-out.ts`;

/** What stands in for packages, in what ships and in the tests. */
export const SUBSTITUTES = {
  'webextension-polyfill': `${source}native-browser.ts`,
  'is-unsafe': leftOut,
  strnum: leftOut,
  '@nodable/entities': leftOut,
  'path-expression-matcher': leftOut,
};
