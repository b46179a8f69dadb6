import type { RefObject } from 'preact';
import { nameOf } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import type { Target } from '../src/messages.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import { FailureNotice } from './notice.tsx';
import { type FormState, isBusy } from './state.ts';
import { STATUS } from './use-focus.ts';

interface Props {
  readonly bar: RefObject<HTMLDivElement | null>;
  readonly tabId: number;
  readonly state: FormState;
  readonly steps: Steps;
  readonly onClear: () => void;
  readonly onCancel: (id: string) => void;
  /** Tab after a Save goes on to the next one. */
  readonly onNext: () => void;
}

/** What became of the last act, and what can be done. */
export function ActionBar({ bar, tabId, state, steps, onClear, onCancel, onNext }: Props) {
  const { outcome } = state;
  const isOver = outcome.kind === 'saved' || outcome.kind === 'removed';
  const running = outcome.kind === 'saving' || outcome.kind === 'removing' ? outcome : undefined;
  return (
    <div ref={bar} class="acts">
      <div role="alert" class="notice">
        <Notice state={state} tabId={tabId} steps={steps} />
      </div>
      <p
        id={STATUS}
        role="status"
        tabIndex={-1}
        // Where it takes the focus it is read for that, and not for having changed as well.
        {...(isOver && { 'aria-live': 'off', 'aria-labelledby': STATUS })}
        onKeyDown={(event) => {
          if (outcome.kind !== 'saved' || event.key !== 'Tab' || event.shiftKey) return;
          event.preventDefault();
          onNext();
        }}
      >
        {running && (
          <Waiting
            key={running.id}
            onCancel={() => onCancel(running.id)}
            what={running.told ? text('savingEarlier', ...wordsOf(running.told)) : text(running.kind)}
          />
        )}
        {outcome.kind === 'saved' &&
          text(outcome.readBack ? 'savedReadBack' : 'saved', ...wordsOf(outcome.target))}
        {outcome.kind === 'saved' && outcome.earlierMayRun && ` ${text('earlierMayRun')}`}
        {outcome.kind === 'removed' && text('removed', makeVisible(outcome.publicValue))}
      </p>
      <button type="button" onClick={onClear}>
        {text('clear')}
      </button>
      <button type="submit" class="main" aria-disabled={isBusy(outcome)}>
        {text('save')}
      </button>
    </div>
  );
}

function Notice({ state, tabId, steps }: Pick<Props, 'state' | 'tabId' | 'steps'>) {
  const { outcome, opened, associate } = state;
  const { about } = opened;
  if (outcome.kind === 'failed')
    return (
      <FailureNotice
        lead={LEADS[outcome.act]}
        failure={outcome.failure}
        about={outcome.act === 'save' ? text('whichSave', ...wordsOf(outcome.save)) : undefined}
        tabId={tabId}
        // A failed removal is tried again where it was asked for: at its row.
        steps={outcome.act === 'remove' ? { startOver: steps.startOver } : steps}
      />
    );
  if (about.kind === 'failed' && !associate)
    return (
      <FailureNotice
        lead="leadLookup"
        failure={about.failure}
        tabId={tabId}
        steps={{ ...steps, tryAgain: steps.startOver }}
      />
    );
  return null;
}

/** Type, public value and associate of an entry, as sentences name them. */
function wordsOf({ associate, draft }: Target): [type: string, publicValue: string, name: string] {
  return [makeVisible(draft.Type), makeVisible(draft.PublicValue), nameOf(associate)];
}

/** What a failure is a failure of, where it is one: an open end is said in whole by its own sentence. */
const LEADS = { save: 'leadSave', remove: 'leadRemove', open: undefined } as const;
