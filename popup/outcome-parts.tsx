import type { Context } from './action-context.ts';
import { FormHeading } from './form-heading.tsx';
import type { LaterActions } from './later-actions.ts';
import { Elsewhere, NextSteps } from './next-steps.tsx';
import { OutcomeNotice, OutcomeStatus } from './outcome.tsx';
import type { FormState } from './state.ts';

interface Props {
  readonly state: FormState;
  readonly context: Context;
  readonly later: LaterActions;
}

/** The parts that tell the last outcome and what may come next, each for its place above the form's buttons or beside them. */
export function outcomeParts({ state, context, later }: Props) {
  return {
    notice: <OutcomeNotice state={state} tabId={context.form.tab.id} steps={later.steps} />,
    next: <NextSteps state={state} context={context} />,
    status: <OutcomeStatus outcome={state.outcome} onCancel={later.cancel} />,
    heading: <FormHeading state={state} onCancel={later.cancelEditing} />,
    elsewhere: <Elsewhere state={state} context={context} />,
  };
}
