import { render } from 'preact';
import { text } from '../src/texts.ts';
import { App } from './app.tsx';
import { crmTab } from './ask.ts';

document.documentElement.lang = text('locale');
document.title = text('name');
crmTab().then((tab) => {
  document.documentElement.classList.toggle('window', tab.named);
  render(<App tab={tab} />, document.body);
});
