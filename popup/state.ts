import { type Draft, emptyDraft, type FieldErrors } from '../src/credentials.ts';
import type { About, LastSave, Opened, Saved } from '../src/messages.ts';
import type { Failure, Person, Result } from '../src/outcomes.ts';

/** What became of the last Save. */
export type Outcome =
  | { readonly kind: 'none' | 'saving' }
  | ({ readonly kind: 'saved'; readonly readBack: boolean } & LastSave)
  | { readonly kind: 'failed'; readonly failure: Failure };

export type FormErrors = FieldErrors & { readonly Associate?: true };

/** Everything that was typed but the secret, which lives in its field only. */
export interface Typed {
  readonly associate: Person | null;
  readonly draft: Draft;
}

export interface FormState extends Typed {
  readonly kind: 'form';
  readonly opened: Opened;
  /** True when something was typed or chosen that is not saved. */
  readonly dirty: boolean;
  readonly errors: FormErrors;
  readonly outcome: Outcome;
}

export type State =
  | { readonly kind: 'opening' }
  | { readonly kind: 'blocked'; readonly failure: Failure }
  | FormState;

export type Event =
  | { readonly kind: 'opening' }
  | { readonly kind: 'blocked'; readonly failure: Failure }
  | {
      readonly kind: 'opened';
      readonly opened: Opened;
      /** What an earlier form of the same tab and associate left unsaved. */
      readonly kept: Typed | undefined;
      readonly today: Date;
    }
  | { readonly kind: 'edited'; readonly changes: Partial<Draft> }
  | { readonly kind: 'secretEdited' }
  | { readonly kind: 'chosen'; readonly associate: Person }
  | { readonly kind: 'found'; readonly errors: FormErrors }
  | { readonly kind: 'saving' }
  | {
      readonly kind: 'finished';
      readonly what: LastSave;
      readonly result: Result<Saved>;
      readonly today: Date;
    }
  | { readonly kind: 'cleared'; readonly today: Date }
  | { readonly kind: 'unencryptedAllowed'; readonly result: Result<null> };

/** The form's one state machine. An error goes away when its field is edited; an outcome stays until the next act. */
export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'opening':
      return { kind: 'opening' };
    case 'blocked':
      return { kind: 'blocked', failure: event.failure };
    case 'opened': {
      const { lastSave } = event.opened;
      const empty = begin(event.opened, event.today);
      const typed = lastSave ?? event.kept;
      return {
        ...empty,
        ...typed,
        dirty: typed !== undefined,
        outcome: lastSave ? { kind: 'saving' } : empty.outcome,
      };
    }
    default:
      return state.kind === 'form' ? reduceForm(state, event) : state;
  }
}

type FormEvent = Exclude<Event, { kind: 'opening' | 'blocked' | 'opened' }>;

function reduceForm(state: FormState, event: FormEvent): FormState {
  switch (event.kind) {
    case 'edited':
      return {
        ...state,
        draft: { ...state.draft, ...event.changes },
        dirty: true,
        errors: without(state.errors, Object.keys(event.changes)),
        outcome: afterEdit(state.outcome),
      };
    case 'secretEdited':
      return { ...state, errors: without(state.errors, ['SecretValue']), outcome: afterEdit(state.outcome) };
    case 'chosen':
      return {
        ...state,
        associate: event.associate,
        dirty: true,
        errors: without(state.errors, ['Associate']),
        outcome: afterEdit(state.outcome),
      };
    case 'found':
      return { ...state, errors: event.errors, outcome: { kind: 'none' } };
    case 'saving':
      return { ...state, errors: {}, outcome: { kind: 'saving' } };
    case 'finished':
      return finish(state, event);
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
    dirty: false,
    errors: {},
    outcome: opened.unencrypted ? { kind: 'failed', failure: { kind: 'unencrypted' } } : { kind: 'none' },
  };
}

function finish(state: FormState, { what, result, today }: Extract<Event, { kind: 'finished' }>): FormState {
  if (result.ok) {
    return {
      ...state,
      associate: what.associate,
      // Ready for the next one of the same type.
      draft: { ...emptyDraft(today), Type: what.draft.Type },
      dirty: false,
      errors: {},
      outcome: { kind: 'saved', readBack: result.value.readBack, ...what },
    };
  }
  const { failure } = result;
  if (failure.kind === 'invalid') return { ...state, errors: failure.errors, outcome: { kind: 'none' } };
  return { ...state, outcome: { kind: 'failed', failure } };
}

/** Whom the page is about, if anybody. */
export function personOf(about: About): Person | null {
  return about.kind === 'associate' ? about.person : null;
}

/** What was said of the last Save is no longer about what the form holds. What still needs doing stays. */
function afterEdit(outcome: Outcome): Outcome {
  return outcome.kind === 'saved' ? { kind: 'none' } : outcome;
}

function without(errors: FormErrors, fields: readonly string[]): FormErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)));
}
