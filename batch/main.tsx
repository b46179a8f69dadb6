import { render } from 'preact';
import { crmTab } from '../src/ui/crm-tab.ts';
import { holdForm } from '../src/ui/open-forms.ts';
import { text } from '../src/ui/text.ts';
import { App } from './app.tsx';

document.documentElement.lang = text('locale');
document.title = text('manyAtOnce');
const form = crypto.randomUUID();
holdForm(form);
void crmTab().then((tab) => render(<App form={form} tab={tab} />, document.body));
