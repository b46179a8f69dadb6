import browser from '../browser.ts';

/** False in Firefox for Android, where nothing is in a window of its own. */
export const hasWindows = (browser as { windows?: unknown }).windows !== undefined;
