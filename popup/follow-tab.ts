import browser from '../src/browser.ts';
import type { Opened } from '../src/messages.ts';
import { ask, currentTabId } from '../src/ui/ask.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, type FormState } from './state.ts';

/** What a tab tells of itself where the extension may see no more. */
interface Change {
  readonly status?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * Looks whom the tab is about, at once and whenever it shows another page, as long as the form is free to go along.
 * @returns a function that ends this
 */
export function followTab(
  { id, tab }: ThisForm,
  { now, onPage }: { readonly now: () => FormState; readonly onPage: (opened: Opened) => void },
): () => void {
  const look = async () => {
    if (!isFree(now())) return;
    // Not as this form: the link that it may have been opened with would come first. An earlier look is given up.
    const form = `${id} follows`;
    const { isPrivate } = tab;
    const page = await ask('open', {
      tabId: tab.id,
      id: form,
      form,
      address: '',
      purpose: '',
      isPrivate,
    });
    if (page.ok && isFree(now()) && isOfAnother(now(), page.value)) onPage(page.value);
  };
  const changed = (tabId: number, { status, url }: Change) => {
    if (tabId === currentTabId(tab.id) && (status === 'complete' || url !== undefined)) void look();
  };
  browser.tabs.onUpdated.addListener(changed);
  void look();
  return () => browser.tabs.onUpdated.removeListener(changed);
}

/** True where nothing would be lost if the form were about somebody else. */
function isFree({ dirty, outcome }: FormState): boolean {
  // What is typed half is in its input only.
  const isTyped = [...document.querySelectorAll<HTMLInputElement>('form input')].some(
    ({ id, value, validity }) => validity.badInput || (id === 'SecretValue' && value !== ''),
  );
  const isAtRest = outcome.kind === 'none' || outcome.kind === 'saved' || outcome.kind === 'removed';
  return isAtRest && !dirty && !isTyped;
}

/** True of another associate's page, for the same user. */
function isOfAnother({ opened, associate }: FormState, page: Opened): boolean {
  const other = associateOf(page.about);
  return (
    page.tenant === opened.tenant &&
    page.user.associateId === opened.user.associateId &&
    other !== null &&
    other.associateId !== associate?.associateId
  );
}
