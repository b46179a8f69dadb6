import { render } from 'preact';
import { text } from '../src/ui/text.ts';
import { App } from './app.tsx';
import { holdForm } from './draft.ts';

document.documentElement.lang = text('locale');
document.title = text('name');
globalThis.opening.then(({ form, answer }) => {
  holdForm(form);
  document.documentElement.classList.toggle('window', form.tab.named);
  render(<App form={form} opening={answer} />, document.body);
});
