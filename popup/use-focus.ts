import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { type FormState, firstEmpty } from './state.ts';

/** A field in sight has its focus ring in sight, too. */
const FOCUS_RING_PX = 6;

interface Places {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly actions: RefObject<HTMLDivElement | null>;
}

/** The status line of the form. */
export const STATUS = 'status';

/** Moves the focus to where a person goes on, and keeps what has it in sight. */
export function useFocus(state: FormState, { form, actions }: Places): (name: string) => void {
  const { outcome } = state;
  const focusOn = (name: string) => form.current?.querySelector<HTMLElement>(`#${name}`)?.focus();

  // The end of an act has the focus. And what had it may be gone: the button of a notice, of a row.
  const moveFocus = () => {
    const { activeElement } = document;
    const status = document.getElementById(STATUS);
    const isLost = activeElement === document.body || activeElement === status;
    // The actions are in sight anyway.
    const quietly = { preventScroll: true };
    if (outcome.kind === 'saved' || outcome.kind === 'removed') {
      // Whoever types goes on typing.
      if (isLost || activeElement?.closest('button') || outcome.kind === 'removed' || !state.dirty)
        status?.focus(quietly);
      // The next one begins at the beginning.
      if (outcome.kind === 'saved' && !state.dirty) scrollTo(0, 0);
    } else if (!isLost) return;
    else if (outcome.kind === 'none' || (outcome.kind === 'failed' && outcome.act === 'open'))
      focusOn(firstEmpty(state));
    else if (outcome.kind !== 'failed') status?.focus(quietly);
    else actions.current?.querySelector<HTMLElement>('.notice button, .main')?.focus(quietly);
  };
  // To focus, a browser lays out the whole page first: that is not what a new outcome waits for.
  useLayoutEffect(() => {
    const timer = setTimeout(moveFocus);
    return () => clearTimeout(timer);
  }, [outcome]);

  // Keep the focused field visible above the sticky action bar as that grows, and whatever is listed before it.
  useLayoutEffect(() => {
    const { current } = actions;
    if (!current || !form.current) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.scrollPaddingBottom = `${current.offsetHeight + FOCUS_RING_PX}px`;
      const { activeElement } = document;
      if (!current.contains(activeElement)) activeElement?.scrollIntoView({ block: 'nearest' });
    });
    for (const element of [current, form.current]) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return focusOn;
}
