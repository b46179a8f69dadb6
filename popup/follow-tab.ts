import browser from '../src/browser.ts';
import type { Opened } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, type FormState } from './state.ts';

/** What a tab tells of itself where the extension may see no more. */
interface Change {
  readonly status?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * Looks whom the tab is about whenever it shows another page.
 * @returns a function that ends this
 */
export function followTab({ id, tab }: ThisForm, onPage: (opened: Opened) => void): () => void {
  const look = async (tabId: number, { status, url }: Change) => {
    if (tabId !== tab.id || (status !== 'complete' && url === undefined)) return;
    // Not as this form: the link that it may have been opened with would come first. An earlier look is given up.
    const form = `${id} follows`;
    const { isPrivate } = tab;
    const page = await ask('open', { tabId, id: form, form, address: '', purpose: '', isPrivate });
    if (page.ok) onPage(page.value);
  };
  browser.tabs.onUpdated.addListener(look);
  return () => browser.tabs.onUpdated.removeListener(look);
}

/** True where the form may go along to the page: it is about somebody else, and nothing would be lost. */
export function mayFollow(state: FormState, page: Opened): boolean {
  const { opened, associate, dirty, outcome, cleared } = state;
  const other = associateOf(page.about);
  // What is typed half is in its input only.
  const isTyped = [...document.querySelectorAll<HTMLInputElement>('form input')].some(
    ({ id, value, validity }) => validity.badInput || (id === 'SecretValue' && value !== ''),
  );
  const isSame = page.tenant === opened.tenant && page.user.associateId === opened.user.associateId;
  const isAtRest = outcome.kind === 'none' || outcome.kind === 'saved' || outcome.kind === 'removed';
  return (
    isSame &&
    isAtRest &&
    !dirty &&
    // What was cleared can still come back.
    cleared === null &&
    !isTyped &&
    other !== null &&
    other.associateId !== associate?.associateId
  );
}
