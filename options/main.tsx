import { render } from 'preact';
import { text } from '../src/ui/text.ts';
import { App } from './app.tsx';

document.documentElement.lang = text('locale');
document.title = `${text('name')} – ${text('settings')}`;
// Without the parameter the browser itself has opened the page, and there is no CRM tab.
const named = Number(new URLSearchParams(location.search).get('tab'));
render(<App tabId={Number.isInteger(named) && named > 0 ? named : 0} />, document.body);
