import { render } from 'preact';
import { text } from '../src/texts.ts';
import { App } from './app.tsx';
import { ask, crmTab } from './ask.ts';

document.documentElement.lang = text('locale');
document.title = text('name');
crmTab().then((tab) => {
  const opening = ask('open', { tabId: tab.id });
  document.documentElement.classList.toggle('window', tab.named);
  render(<App tab={tab} opening={opening} />, document.body);
});
