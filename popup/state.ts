import { type Draft, emptyDraft, type FieldErrors } from '../src/credentials.ts';
import type { About, Opened } from '../src/messages.ts';
import type { Failure, Person, Result } from '../src/outcomes.ts';

/** What became of the last Save. */
export type Outcome =
  | { readonly kind: 'none' | 'saving' }
  | {
      readonly kind: 'saved';
      readonly type: string;
      readonly publicValue: string;
      readonly associate: Person;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type FormErrors = FieldErrors & { readonly Associate?: true };

export interface FormState {
  readonly kind: 'form';
  readonly opened: Opened;
  readonly associate: Person | null;
  /** Everything that was typed but the secret, which lives in its field only. */
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly outcome: Outcome;
}

export type State =
  | { readonly kind: 'opening' }
  | { readonly kind: 'blocked'; readonly failure: Failure }
  | FormState;

export type Event =
  | { readonly kind: 'opening' }
  | { readonly kind: 'opened'; readonly result: Result<Opened>; readonly today: Date }
  | { readonly kind: 'edited'; readonly changes: Partial<Draft> }
  | { readonly kind: 'secretEdited' }
  | { readonly kind: 'chosen'; readonly associate: Person }
  | { readonly kind: 'found'; readonly errors: FormErrors }
  | { readonly kind: 'saving' }
  | { readonly kind: 'finished'; readonly result: Result<null>; readonly today: Date }
  | { readonly kind: 'cleared'; readonly today: Date }
  | { readonly kind: 'unencryptedAllowed'; readonly result: Result<null> };

/** The form's one state machine. An error goes away when its field is edited; an outcome stays until the next act. */
export function reduce(state: State, event: Event): State {
  if (event.kind === 'opening') return { kind: 'opening' };
  if (event.kind === 'opened') {
    return event.result.ok
      ? begin(event.result.value, event.today)
      : { kind: 'blocked', failure: event.result.failure };
  }
  if (state.kind !== 'form') return state;
  switch (event.kind) {
    case 'edited':
      return {
        ...state,
        draft: { ...state.draft, ...event.changes },
        errors: without(state.errors, Object.keys(event.changes) as (keyof Draft)[]),
        outcome: afterEdit(state.outcome),
      };
    case 'secretEdited':
      return { ...state, errors: without(state.errors, ['SecretValue']), outcome: afterEdit(state.outcome) };
    case 'chosen':
      return {
        ...state,
        associate: event.associate,
        errors: without(state.errors, ['Associate']),
        outcome: afterEdit(state.outcome),
      };
    case 'found':
      return { ...state, errors: event.errors, outcome: { kind: 'none' } };
    case 'saving':
      return { ...state, errors: {}, outcome: { kind: 'saving' } };
    case 'finished':
      return finish(state, event.result, event.today);
    case 'cleared':
      return begin(state.opened, event.today);
    case 'unencryptedAllowed':
      return event.result.ok
        ? { ...state, opened: { ...state.opened, unencrypted: false }, outcome: { kind: 'none' } }
        : { ...state, outcome: { kind: 'failed', failure: event.result.failure } };
  }
}

function begin(opened: Opened, today: Date): FormState {
  return {
    kind: 'form',
    opened,
    associate: personOf(opened.about),
    draft: emptyDraft(today),
    errors: {},
    outcome: opened.unencrypted ? { kind: 'failed', failure: { kind: 'unencrypted' } } : { kind: 'none' },
  };
}

function finish(state: FormState, result: Result<null>, today: Date): FormState {
  const { associate, draft } = state;
  if (!result.ok) {
    const { failure } = result;
    if (failure.kind === 'invalid') return { ...state, errors: failure.errors, outcome: { kind: 'none' } };
    return { ...state, outcome: { kind: 'failed', failure } };
  }
  if (!associate) return state;
  return {
    ...state,
    // Ready for the next one of the same type.
    draft: { ...emptyDraft(today), Type: draft.Type },
    outcome: { kind: 'saved', type: draft.Type, publicValue: draft.PublicValue, associate },
  };
}

/** Whom the page is about, if anybody. */
export function personOf(about: About): Person | null {
  return about.kind === 'associate' ? about.person : null;
}

/** What was said of the last Save is no longer about what the form holds. What still needs doing stays. */
function afterEdit(outcome: Outcome): Outcome {
  return outcome.kind === 'saved' ? { kind: 'none' } : outcome;
}

function without(errors: FormErrors, fields: readonly (keyof FormErrors)[]): FormErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([field]) => !fields.includes(field as keyof FormErrors)),
  );
}
