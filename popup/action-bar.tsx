import type { RefObject } from 'preact';
import { text } from '../src/ui/text.ts';
import type { Context } from './action-context.ts';
import { useWhenOpen } from './later.ts';
import type { LaterActions } from './later-actions.ts';
import { type FormState, isBusy } from './state.ts';
import { STATUS } from './use-focus.ts';

interface Props {
  readonly bar: RefObject<HTMLDivElement | null>;
  readonly context: Context;
  readonly state: FormState;
  /** The actions of the part that loads later. */
  readonly later: LaterActions | undefined;
  readonly onClear: () => void;
  /** Tab after a Save, or a letter: to the field where the next entry begins. */
  readonly onNext: () => void;
}

/** The outcome of the last action, and the form's buttons. */
export function ActionBar({ bar, context, state, later, onClear, onNext }: Props) {
  const { outcome } = state;
  const isOver = outcome.kind === 'saved' || outcome.kind === 'removed';
  const loaded = useWhenOpen();
  const parts = later && loaded?.outcomeParts({ state, context, later });
  return (
    <div ref={bar} class="actions">
      <div class="told">
        <div role="alert" class="notice">
          {parts?.notice}
        </div>
        {/* They come before the status, so that Shift+Tab leads from it to them. */}
        {parts?.next}
        <p
          id={STATUS}
          role="status"
          tabIndex={-1}
          // The status takes the focus then, and would otherwise be announced twice.
          {...(isOver && { 'aria-live': 'off', 'aria-labelledby': STATUS })}
          onKeyDown={(event) => {
            if (outcome.kind === 'saved' && loaded?.beginsNext(event)) onNext();
          }}
        >
          {parts?.status}
        </p>
        {parts?.heading}
      </div>
      {parts?.elsewhere}
      <button type="button" onClick={onClear}>
        {text('clear')}
      </button>
      <button type="submit" class="main" aria-disabled={isBusy(outcome)}>
        {text(loaded?.saveAction(state) ?? 'save')}
      </button>
    </div>
  );
}
