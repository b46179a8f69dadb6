import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const ENABLED = 'button:not([aria-disabled="true"])';

/**
 * Keeps the focus in a part of the page whose buttons come and go. Where the one that had it is gone, it goes to what else is in its
 * row, if it was in a table; or to the part itself, if it takes it; or to the first button that is there now.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  const hasFocus = useRef(false);
  const row = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const { current } = part;
    const come = ({ target }: FocusEvent) => {
      hasFocus.current = true;
      row.current = (target as Element).closest('tbody tr');
    };
    // Chromium reports it of an element that goes, too.
    const go = ({ target, relatedTarget }: FocusEvent) =>
      queueMicrotask(() => {
        const stays = current?.contains(relatedTarget as Node | null);
        if (!stays && (target as Element).isConnected) hasFocus.current = false;
      });
    current?.addEventListener('focusin', come);
    current?.addEventListener('focusout', go);
    return () => {
      current?.removeEventListener('focusin', come);
      current?.removeEventListener('focusout', go);
    };
  }, []);
  useLayoutEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return;
    const inRow = row.current?.isConnected ? row.current.querySelector<HTMLElement>('button, input') : null;
    const inPart =
      part.current?.tabIndex === 0 ? part.current : part.current?.querySelector<HTMLElement>(ENABLED);
    (inRow ?? inPart)?.focus({ preventScroll: true });
  });
}
