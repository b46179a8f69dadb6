import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { type FormState, firstEmpty } from './state.ts';

interface Places {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly actions: RefObject<HTMLDivElement | null>;
}

/** The status line of the form. */
export const STATUS = 'status';

/** Moves the focus to where the person continues, and keeps the focused field visible. */
export function useFocus(state: FormState, { form, actions }: Places): (name: string) => void {
  const { outcome } = state;
  const focusOn = (name: string) => form.current?.querySelector<HTMLElement>(`#${name}`)?.focus();

  // The outcome of an action gets the focus, also where the focused button is gone with its notice or row.
  const moveFocus = () => {
    const { activeElement } = document;
    const status = document.getElementById(STATUS);
    const isLost = !activeElement?.matches(`:not(body, main, .rows, #${STATUS})`);
    // The action bar is always visible.
    const quietly = { preventScroll: true };
    if (outcome.kind === 'saved' || outcome.kind === 'removed') {
      // A person who is typing keeps the focus.
      if (isLost || activeElement?.closest('button') || outcome.kind === 'removed' || !state.dirty)
        status?.focus(quietly);
      // The next entry begins at the top.
      if (outcome.kind === 'saved' && !state.dirty)
        document.querySelector('header')?.scrollIntoView({ block: 'end' });
    } else if (!isLost) return;
    else if (outcome.kind === 'none' || (outcome.kind === 'failed' && outcome.act === 'open'))
      focusOn(firstEmpty(state));
    else if (outcome.kind !== 'failed') status?.focus(quietly);
    else if (outcome.act === 'save')
      actions.current?.querySelector<HTMLElement>('.notice button, .main')?.focus(quietly);
    // Where the failed action was no Save, Enter must not save.
    else (actions.current?.querySelector<HTMLElement>('.notice button') ?? status)?.focus(quietly);
  };
  // Focusing makes the browser lay out the whole page: a new outcome does not wait for that.
  useLayoutEffect(() => {
    const timer = setTimeout(moveFocus);
    return () => clearTimeout(timer);
  }, [outcome]);

  // Keep the focused field visible above the action bar as that grows, and as the list above the field does.
  useLayoutEffect(() => {
    const { current } = actions;
    if (!current || !form.current) return;
    const observer = new ResizeObserver(() => {
      const height = current.offsetHeight + (current.firstElementChild as HTMLElement).offsetHeight;
      document.documentElement.style.setProperty('--bar', `${height}px`);
      const { activeElement } = document;
      if (!current.contains(activeElement)) activeElement?.scrollIntoView({ block: 'nearest' });
    });
    for (const element of [current.firstElementChild, form.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return focusOn;
}
