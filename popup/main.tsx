import { render } from 'preact';
import { text } from '../src/texts.ts';
import { App } from './app.tsx';

document.documentElement.lang = text('locale');
document.title = text('name');
globalThis.opening.then(({ tab, answer }) => {
  document.documentElement.classList.toggle('window', tab.named);
  render(<App tab={tab} opening={answer} />, document.body);
});
