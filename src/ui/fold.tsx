import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './fold.css';

interface Props {
  readonly id: string;
  /** What the line says in place of the fields. */
  readonly label: string | undefined;
  /** True where a field in it is set: it begins open then. */
  readonly isSet: boolean;
  /** True where a field in it is wrong: it cannot be closed then. */
  readonly isWrong: boolean;
  /** `isByHand`: the person has opened it with its button. */
  readonly children: (isByHand: boolean) => ComponentChildren;
}

/**
 * One line in place of fields that are mostly left as they are. It opens when one of them is set or wrong, and when the focus
 * comes into it. Folded fields are clipped, not hidden: assistive technology and automation find them by name at any time.
 */
export function Fold({ id, label, isSet, isWrong, children }: Props) {
  const [isOpen, setOpen] = useState(isSet);
  const [isByHand, setByHand] = useState(false);
  const fields = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const isInUse = fields.current?.contains(document.activeElement) ?? false;
    setOpen(isSet || isInUse);
    if (!isInUse) setByHand(false);
  }, [isSet]);
  const isShown = isOpen || isWrong;
  return (
    <div class="fold">
      <button
        type="button"
        class="quiet"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => {
          setOpen(!isShown);
          setByHand(!isShown);
        }}
      >
        {label}
      </button>
      <div id={id} ref={fields} class={isShown ? 'unfolded' : 'unseen'} onFocusIn={() => setOpen(true)}>
        {children(isByHand)}
      </div>
    </div>
  );
}
