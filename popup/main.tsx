import { render } from 'preact';
import browser from '../src/browser.ts';
import { App } from './app.tsx';
import { crmTab } from './ask.ts';

document.documentElement.lang = browser.i18n.getUILanguage();
crmTab().then((tab) => {
  document.documentElement.classList.toggle('window', tab.named);
  render(<App tab={tab} />, document.body);
});
