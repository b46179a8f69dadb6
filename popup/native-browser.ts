/**
 * The browser's API as it is. In the pages' build this stands in for webextension-polyfill (scripts/build.ts): what they use
 * of it answers with promises in every browser that the manifest admits, and the popup is what people wait for.
 */
const { browser, chrome } = globalThis as { browser?: unknown; chrome?: unknown };

export default browser ?? chrome;
