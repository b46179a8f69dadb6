import { nameOf } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import type { PendingSave, Target } from '../src/messages.ts';
import { FailureNotice, type Steps } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import type { FormState, Outcome } from './state.ts';
import './outcome.css';

interface NoticeProps {
  readonly state: FormState;
  readonly tabId: number;
  readonly steps: Steps;
}

/** Says what failed, and offers the next step. */
export function OutcomeNotice({ state, tabId, steps }: NoticeProps) {
  const { outcome, opened, associate } = state;
  const { about } = opened;
  if (outcome.kind === 'failed')
    return (
      <FailureNotice
        lead={LEADS[outcome.act]}
        failure={outcome.failure}
        about={outcome.act === 'save' ? text('whichSave', ...partsOf(outcome.save)) : undefined}
        tabId={tabId}
        // A failed removal is tried again at its row.
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

/** The first sentence of a notice: what failed. */
const LEADS = { save: 'leadSave', remove: 'leadRemove', open: undefined } as const;

interface StatusProps {
  readonly outcome: Outcome;
  readonly onCancel: (id: string) => void;
}

/** Says what runs, or what was done. */
export function OutcomeStatus({ outcome, onCancel }: StatusProps) {
  switch (outcome.kind) {
    case 'checking':
    case 'saving':
    case 'removing': {
      const { id, kind, earlier } = outcome;
      return (
        <Waiting
          key={id}
          onCancel={() => onCancel(id)}
          what={earlier ? text('savingEarlier', ...partsOf(earlier)) : text(kind)}
        />
      );
    }
    case 'saved':
      return (
        <>
          {text(outcome.readBack ? 'savedReadBack' : savedKey(outcome.target), ...partsOf(outcome.target))}
          {outcome.earlierMayRun && ` ${text('earlierMayRun')}`}
        </>
      );
    case 'removed':
      return <>{text('removed', makeVisible(outcome.publicValue))}</>;
    default:
      return null;
  }
}

function savedKey({ draft, before }: PendingSave) {
  const was = before?.find(({ PublicValue }) => PublicValue === draft.PublicValue);
  if (!was || was.IsActive === draft.IsActive) return 'saved';
  return draft.IsActive ? 'switchedOn' : 'switchedOff';
}

/** Type, public value and associate of an entry, as sentences name them. */
function partsOf({ associate, draft }: Target): [type: string, publicValue: string, name: string] {
  return [makeVisible(draft.Type), makeVisible(draft.PublicValue), nameOf(associate)];
}
