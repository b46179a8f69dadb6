import { render } from 'preact';
import browser from '../src/browser.ts';
import { text } from '../src/texts.ts';
import { App } from './app.tsx';

document.documentElement.lang = browser.i18n.getUILanguage();
document.title = `${text('name')} – ${text('settings')}`;
// Opened by the browser itself, the page knows of no CRM tab.
const named = Number(new URLSearchParams(location.search).get('tab'));
render(<App tabId={Number.isInteger(named) && named > 0 ? named : 0} />, document.body);
