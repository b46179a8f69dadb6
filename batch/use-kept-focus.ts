import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const NOT_DISABLED = ':not([aria-disabled="true"])';
const ENABLED = `button${NOT_DISABLED}`;

/**
 * Keeps the focus in a part of the page whose buttons come and go. Where the focused element is gone, the focus goes to the first
 * of these that is there: the element of the same id; a button or field in the same row of a table; the part itself, if it takes
 * the focus; its main button; its first button.
 * @param isSettled false while the part is about to change again
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>, isSettled = true): void {
  const hasFocus = useRef(false);
  const row = useRef<Element | null>(null);
  const id = useRef('');
  useLayoutEffect(() => {
    const { current } = part;
    const come = ({ target }: FocusEvent) => {
      hasFocus.current = true;
      row.current = (target as Element).closest('tbody tr');
      id.current = (target as Element).id;
    };
    // Chromium reports `focusout` also for an element that is removed.
    const go = ({ target, relatedTarget }: FocusEvent) =>
      queueMicrotask(() => {
        const stays = current?.contains(relatedTarget as Node | null);
        // Where the whole window has lost the focus, it comes back to the same element.
        const isElsewhere = (target as Element).isConnected && document.activeElement !== target;
        if (!stays && isElsewhere) hasFocus.current = false;
      });
    current?.addEventListener('focusin', come);
    current?.addEventListener('focusout', go);
    return () => {
      current?.removeEventListener('focusin', come);
      current?.removeEventListener('focusout', go);
    };
  }, []);
  useLayoutEffect(() => {
    if (!isSettled || !hasFocus.current || document.activeElement !== document.body) return;
    const inRow = row.current?.isConnected ? row.current.querySelector<HTMLElement>('button, input') : null;
    const find = (what: string) => part.current?.querySelector<HTMLElement>(what);
    const inPart =
      part.current?.tabIndex === 0 ? part.current : (find(`.main${NOT_DISABLED}`) ?? find(ENABLED));
    (document.getElementById(id.current) ?? inRow ?? inPart)?.focus({
      preventScroll: inPart === part.current,
    });
  });
}
