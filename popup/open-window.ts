import browser from '../src/browser.ts';
import { pageFor } from '../src/ui/navigate.ts';
import type { ThisForm } from './opening.ts';

/** Opens the same form in a window of its own, which stays while the person copies from elsewhere. */
export async function openWindow({ id, tab }: ThisForm, purpose: string): Promise<void> {
  // A private window leaves nothing in a history: there the form is about the clicked link or the page, as before.
  const about = tab.isPrivate ? '' : purpose;
  const url = pageFor(tab.id, { form: id, ...(about && { about }) });
  await browser.windows.create({ url, type: 'popup', width: 440, height: 720 });
  close();
}
