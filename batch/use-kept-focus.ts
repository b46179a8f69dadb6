import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const NOT_DISABLED = ':not([aria-disabled="true"])';
const ENABLED = `button${NOT_DISABLED}`;

/**
 * Keeps the focus in a part of the page whose buttons come and go. Where the one that had it is gone, it goes to the one of the same
 * id; or to what else is in its row, if it was in a table; or to the part itself, if it takes it; or to the main button, or the
 * first, that is there now.
 * @param isSettled false while what is there is about to change again
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
    // Chromium reports it of an element that goes, too.
    const go = ({ target, relatedTarget }: FocusEvent) =>
      queueMicrotask(() => {
        const stays = current?.contains(relatedTarget as Node | null);
        // Where the whole window has lost it, it comes back to the same element.
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
