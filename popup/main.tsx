import { render } from 'preact';
import { holdForm } from '../src/ui/open-forms.ts';
import { text } from '../src/ui/text.ts';
import { App } from './app.tsx';

document.documentElement.lang = text('locale');
document.title = text('name');
globalThis.opening.then(({ form, answer }) => {
  holdForm(form.id);
  document.documentElement.classList.toggle('window', form.tab.named);
  render(<App form={form} opening={answer} />, document.body);
});
