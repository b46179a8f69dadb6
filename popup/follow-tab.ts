import browser from '../src/browser.ts';
import type { Opened } from '../src/messages.ts';
import { ask, currentTabId } from '../src/ui/ask.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, type FormState } from './state.ts';

/** The changes that the browser tells of a tab. The extension may see no more of it. */
interface Change {
  readonly status?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * Finds out whom the tab is about, at once and whenever it shows another page, while the form is free to go along.
 * @returns a function that ends this
 */
export function followTab(
  { id, tab }: ThisForm,
  { now, onPage }: { readonly now: () => FormState; readonly onPage: (opened: Opened) => void },
): () => void {
  const look = async () => {
    if (!isFree(now())) return;
    // The look has an id of its own: as this form, the link that may have opened the form would come first. A new look ends an
    // earlier one.
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
  // Only their inputs hold a half-typed date and a secret.
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
