import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './fold.css';

interface Props {
  readonly id: string;
  /** The text of the line that stands in place of the fields. */
  readonly label: string | undefined;
  /** A number that goes up where the fields begin anew. */
  readonly round?: number;
  /** True where one of the fields is set: the fold begins open then. */
  readonly isSet: boolean;
  /** True where one of the fields is wrong: the fold cannot be closed then. */
  readonly isWrong: boolean;
  /** True where Tab passes by the fields while they are folded. */
  readonly isPassedBy?: boolean;
  /** `isByHand`: the person has opened it with its button. */
  readonly children: (isByHand: boolean) => ComponentChildren;
}

/**
 * One line in place of fields that are mostly left as they are. It opens when one of them is set or wrong, and when the focus
 * comes into it. Folded fields are clipped, not hidden: assistive technology and automation find them by name at any time.
 */
export function Fold({ id, label, round, isSet, isWrong, isPassedBy, children }: Props) {
  const [opened, setOpened] = useState<'byHand' | 'byItself' | null>(isSet ? 'byItself' : null);
  const fields = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const isInUse = fields.current?.contains(document.activeElement);
    setOpened((before) => (isSet || isInUse ? (before ?? 'byItself') : null));
  }, [isSet]);
  useLayoutEffect(() => setOpened(isSet ? 'byItself' : null), [round]);
  const isShown = opened !== null || isWrong;
  useLayoutEffect(() => {
    if (!isPassedBy) return;
    for (const control of fields.current?.querySelectorAll<HTMLElement>('input, button') ?? [])
      control.tabIndex = isShown ? 0 : -1;
  }, [isShown]);
  return (
    <div class="fold">
      <button
        type="button"
        class="quiet"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setOpened(isShown ? null : 'byHand')}
      >
        {label}
      </button>
      <div
        id={id}
        ref={fields}
        class={isShown ? 'unfolded' : 'unseen'}
        onFocusIn={() => setOpened(opened ?? 'byItself')}
      >
        {children(opened === 'byHand')}
      </div>
    </div>
  );
}
