import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const leftOut = `${root}src/netserver/left-out.ts`;

/** What stands in for packages in the worker, and in the tests of what it does. */
export const IN_THE_WORKER = {
  'is-unsafe': leftOut,
  strnum: leftOut,
  '@nodable/entities': leftOut,
  'path-expression-matcher': leftOut,
};

/** What stands in for packages in the pages. */
export const IN_PAGES = { 'webextension-polyfill': `${root}popup/native-browser.ts` };
