/**
 * The only module that imports webextension-polyfill. The browser's own API takes its place in what ships
 * (`scripts/substitutes/`).
 */
import browser from 'webextension-polyfill';

export type { Menus, Runtime, Tabs } from 'webextension-polyfill';
export default browser;
