import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus in a part of the page whose buttons come and go: where the one that had it is gone, the first that is there now
 * has it.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    const { current } = part;
    const come = () => {
      hasFocus.current = true;
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
    part.current?.querySelector<HTMLElement>('button:not([aria-disabled="true"])')?.focus();
  });
}
