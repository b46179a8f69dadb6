import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { emptyDraft } from '../src/credentials.ts';
import type { Target } from '../src/messages.ts';
import { openBatch } from '../src/ui/navigate.ts';
import { text } from '../src/ui/text.ts';
import type { Context } from './action-context.ts';
import { followTab } from './follow-tab.ts';
import { otherOfMail, withoutUser } from './likeness.ts';
import { associateOf, type FormState, firstEmpty, MEMBERS, type Typed } from './state.ts';
import './next-steps.css';

interface Props {
  readonly state: FormState;
  readonly context: Context;
}

/** The steps that often come next: after a Save a similar entry, after Clear the way back. */
export function NextSteps({ state, context }: Props) {
  const { outcome, dirty, cleared } = state;
  // A secret that was typed while a Save ran is for the next entry of the form, and goes along to nobody else.
  const isSaved = outcome.kind === 'saved' && !dirty && !context.secret.field.current?.value;
  if (!isSaved && !cleared) return null;
  return (
    <p class="nextSteps">
      {isSaved && <Alike state={state} saved={outcome.target} context={context} />}
      {cleared && (
        <button type="button" class="quiet" onClick={() => unclear(context, state, cleared)}>
          {text('undoClear')}
        </button>
      )}
    </p>
  );
}

/** The ways on from this entry: the page for many, and, in a window of its own, the tab's next person. */
export function Elsewhere({ state, context }: Props) {
  const { tab } = context.form;
  return (
    <p class="elsewhere">
      {state.opened.preset.manyAtOnce !== 'off' && (
        <button type="button" class="quiet" onClick={() => openBatch(tab.id)}>
          {text('manyAtOnceItem')}
        </button>
      )}
      {tab.named && <Follow state={state} context={context} />}
    </p>
  );
}

/** Brings back what was cleared, without its secret, which was kept nowhere. */
function unclear(context: Context, { opened, outcome }: FormState, cleared: FormState): void {
  const { setListedType, dispatch, focusOn } = context;
  setListedType(cleared.draft.Type);
  dispatch({ kind: 'opened', opened, kept: { ...cleared, opened, outcome }, today: new Date() });
  focusOn(firstEmpty(cleared));
}

/** Entries that are like the saved one, without its secret. */
function Alike({ state, saved, context }: Props & { readonly saved: Target }) {
  const { preset } = state.opened;
  const { associate, draft } = saved;
  const other = otherOfMail(draft);
  const goOn = (changes: Partial<Typed['draft']>, model: Target | undefined, field: string) => {
    const { dispatch, setListedType, focusOn } = context;
    const today = new Date();
    // An entry that was switched off is a model, too, and the new entry is to be used.
    const next = { ...draft, IsActive: true, ...changes };
    const empty = emptyDraft(today, preset);
    const touched = MEMBERS.filter((member) => next[member] !== empty[member]);
    const kept = { associate: model ? null : associate, search: null, draft: next, touched, model };
    dispatch({ kind: 'opened', opened: state.opened, kept, today });
    setListedType(next.Type);
    focusOn(field);
  };
  return (
    <>
      {other && (preset.types.length === 0 || preset.types.includes(other.Type)) && (
        <button type="button" class="quiet" onClick={() => goOn(other, undefined, 'SecretValue')}>
          {text('nextType', other.Type)}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => goOn({ PublicValue: withoutUser(draft.PublicValue) }, saved, 'Associate')}
      >
        {text('nextPerson')}
      </button>
    </>
  );
}

/** Lets the form go along where the tab shows somebody else and nothing is typed. */
function Follow({ state, context }: Props) {
  const [isFollowing, follow] = useState(false);
  const [said, say] = useState('');
  const latest = useRef(state);
  latest.current = state;
  // The form follows at once: the tab may go on before anything is drawn.
  useLayoutEffect(() => {
    if (!isFollowing) return;
    return followTab(context.form, {
      now: () => latest.current,
      onPage: (page) => {
        const { draft, outcome, cleared } = latest.current;
        const opened = { ...page, preset: { ...page.preset, type: draft.Type } };
        // The consent to an empty secret was given for the person before, not for this one.
        context.secret.empty();
        context.dispatch({
          kind: 'opened',
          opened,
          kept: undefined,
          along: { outcome, cleared },
          today: new Date(),
        });
        say(`${text('labelAssociate')}: ${associateOf(page.about)?.fullName}`);
      },
    });
    // The form looks again whenever it becomes free: the tab may have gone on before.
  }, [isFollowing, state.dirty, state.outcome]);
  return (
    <>
      <span class="unseen" aria-live="polite">
        {said}
      </span>
      <button type="button" class="quiet" aria-pressed={isFollowing} onClick={() => follow(!isFollowing)}>
        {text('followTab')}
      </button>
    </>
  );
}
