import {
  type Draft,
  emptyDraft,
  type FieldErrors,
  fromServerTime,
  type StoredEntry,
} from '../src/credentials.ts';
import type { About, LastSave, Opened, Saved } from '../src/messages.ts';
import type { Failure, Person, Result } from '../src/outcomes.ts';

/** What became of the last act. */
export type Outcome =
  | { readonly kind: 'none' | 'saving' | 'removing' }
  | ({ readonly kind: 'saved'; readonly readBack: boolean } & LastSave)
  /** It can be undone only where the form still holds the secret. */
  | { readonly kind: 'removed'; readonly publicValue: string; readonly canUndo: boolean }
  | { readonly kind: 'failed'; readonly act: 'save' | 'remove' | 'open'; readonly failure: Failure };

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
  /** The public value of the stored entry that fills the form, after Edit. */
  readonly editing: string | null;
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
  | { readonly kind: 'editing'; readonly entry: StoredEntry; readonly isActive: boolean }
  | { readonly kind: 'saving' | 'removing' }
  | {
      readonly kind: 'finished';
      readonly what: LastSave;
      readonly result: Result<Saved>;
      readonly today: Date;
    }
  | {
      readonly kind: 'removed';
      readonly publicValue: string;
      readonly canUndo: boolean;
      readonly result: Result<null>;
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
    case 'editing':
      return {
        ...state,
        draft: {
          Type: state.draft.Type,
          PublicValue: event.entry.PublicValue,
          Comment: event.entry.Comment,
          ValidFrom: fromServerTime(event.entry.ValidFrom),
          ValidTo: fromServerTime(event.entry.ValidTo),
          IsActive: event.isActive,
        },
        dirty: true,
        errors: {},
        outcome: { kind: 'none' },
        editing: event.entry.PublicValue,
      };
    case 'saving':
    case 'removing':
      return { ...state, errors: {}, outcome: { kind: event.kind } };
    case 'removed':
      return {
        ...state,
        outcome: event.result.ok
          ? { kind: 'removed', publicValue: event.publicValue, canUndo: event.canUndo }
          : { kind: 'failed', act: 'remove', failure: event.result.failure },
      };
    case 'finished':
      return finish(state, event);
    case 'cleared':
      return begin(state.opened, event.today);
    case 'unencryptedAllowed':
      return event.result.ok
        ? { ...state, opened: { ...state.opened, obstacle: null }, outcome: { kind: 'none' } }
        : { ...state, outcome: { kind: 'failed', act: 'open', failure: event.result.failure } };
  }
}

function begin(opened: Opened, today: Date): FormState {
  return {
    kind: 'form',
    opened,
    associate: personOf(opened.about),
    draft: emptyDraft(today, opened.preset),
    dirty: false,
    errors: {},
    outcome: opened.obstacle ? { kind: 'failed', act: 'open', failure: opened.obstacle } : { kind: 'none' },
    editing: null,
  };
}

function finish(state: FormState, { what, result, today }: Extract<Event, { kind: 'finished' }>): FormState {
  if (result.ok) {
    return {
      ...state,
      associate: what.associate,
      // Ready for the next one of the same type.
      draft: { ...emptyDraft(today, state.opened.preset), Type: what.draft.Type },
      dirty: false,
      errors: {},
      outcome: { kind: 'saved', readBack: result.value.readBack, ...what },
      editing: null,
    };
  }
  const { failure } = result;
  if (failure.kind === 'invalid') return { ...state, errors: failure.errors, outcome: { kind: 'none' } };
  return { ...state, errors: {}, outcome: { kind: 'failed', act: 'save', failure } };
}

/** Whom the page is about, if anybody. */
export function personOf(about: About): Person | null {
  return about.kind === 'associate' ? about.person : null;
}

/** The field that a person goes on with: the first that has to be filled in. A form begins without a secret. */
export function firstEmpty({ associate, draft }: Typed): keyof FormErrors {
  if (!associate) return 'Associate';
  if (draft.Type.trim() === '') return 'Type';
  return draft.PublicValue.trim() === '' ? 'PublicValue' : 'SecretValue';
}

/** What was said of the last Save is no longer about what the form holds. What still needs doing stays. */
function afterEdit(outcome: Outcome): Outcome {
  return outcome.kind === 'saved' || outcome.kind === 'removed' ? { kind: 'none' } : outcome;
}

function without(errors: FormErrors, fields: readonly string[]): FormErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)));
}
