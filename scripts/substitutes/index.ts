import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const unusedParserParts = `${here}unused-parser-parts.ts`;

/** The modules that stand in for packages, and for parts of one (fast-xml-parser), in what ships and in the tests. */
export const SUBSTITUTES = {
  'webextension-polyfill': `${here}native-browser.ts`,
  './DocTypeReader.js': `${here}doctype-reader.ts`,
  '../ignoreAttributes.js': `${here}attribute-filter.ts`,
  './node2json.js': unusedParserParts,
  './OptionsBuilder.js': `${here}parser-options.ts`,
  'is-unsafe': unusedParserParts,
  strnum: unusedParserParts,
  '@nodable/entities': unusedParserParts,
  'path-expression-matcher': unusedParserParts,
};
