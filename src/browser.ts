/** The one module that imports webextension-polyfill; what ships has the browser's own API in its place (`scripts/substitutes/`). */
import browser from 'webextension-polyfill';

export type { Menus, Runtime, Tabs } from 'webextension-polyfill';
export default browser;
