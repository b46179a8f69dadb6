/** The one module that imports webextension-polyfill: it throws outside an extension, and unit tests run outside. */
import browser from 'webextension-polyfill';

export type { Menus, Runtime, Tabs } from 'webextension-polyfill';
export default browser;
