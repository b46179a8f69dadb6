import type { Associate } from '../src/associates.ts';
import {
  type Draft,
  emptyDraft,
  type FieldErrors,
  fromServerTime,
  type StoredEntry,
} from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import type { About, Opened, PendingSave, Saved, Target } from '../src/messages.ts';
import type { Result } from '../src/result.ts';

/** An action that runs. */
interface Running {
  /** `checking`: what a Save would replace is being read, and nothing is sent yet. */
  readonly kind: 'checking' | 'saving' | 'removing';
  /** For Cancel. */
  readonly id: string;
  /** The entry of an earlier form's Save, whose outcome this form only shows. */
  readonly earlier?: Target;
}

/** The outcome of the last action. That of a Save names the entry that was saved, whatever the form holds by now. */
export type Outcome =
  | { readonly kind: 'none' }
  | Running
  | ({ readonly kind: 'saved'; readonly target: PendingSave } & Saved)
  | { readonly kind: 'removed'; readonly publicValue: string }
  | {
      readonly kind: 'failed';
      readonly act: 'remove' | 'open';
      readonly failure: Failure;
    }
  | { readonly kind: 'failed'; readonly act: 'save'; readonly failure: Failure; readonly save: PendingSave };

/** Why nobody is chosen: the field is empty, or its text was only typed. */
type AssociateError = 'required' | 'notChosen';

export type FormErrors = FieldErrors & { readonly Associate?: AssociateError };

/** Everything that was typed except the secret, which only its field holds. */
export interface Typed {
  readonly associate: Associate | null;
  /** What is typed in Associate and not chosen; `null` where the field shows the chosen one. */
  readonly search: string | null;
  readonly draft: Draft;
  /** The members of the draft that were typed, and not taken over. Release 0.1.0 did not keep them. */
  readonly touched?: readonly (keyof Draft)[];
  /** The entry that this one is modelled on: its public value gets its user once somebody is chosen. In no draft. */
  readonly model?: Target | undefined;
}

export interface FormState extends Typed {
  readonly kind: 'form';
  readonly opened: Opened;
  /** True when something was typed or chosen that is not saved. */
  readonly dirty: boolean;
  /** The members that the person has typed. The others may come from a stored entry with the same public value. */
  readonly touched: readonly (keyof Draft)[];
  readonly errors: FormErrors;
  readonly outcome: Outcome;
  /** The stored entry that fills the form: chosen with Edit, or with the typed public value. */
  readonly original: StoredEntry | null;
  /** True after Edit: another public value then makes a new entry. */
  readonly isEditing: boolean;
  /** The form before Clear, for as long as nothing else is typed. */
  readonly cleared: FormState | null;
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
      /** What was typed before: in an earlier form of the same tab, user and page, or in this one. */
      readonly kept: (Typed & Partial<FormState>) | undefined;
      readonly today: Date;
    }
  /** `model`: what the changes are modelled on. */
  | { readonly kind: 'edited'; readonly changes: Partial<Draft>; readonly model?: Target | undefined }
  | { readonly kind: 'secretEdited' }
  | { readonly kind: 'searched'; readonly search: string | null }
  | { readonly kind: 'chosen'; readonly associate: Associate }
  | { readonly kind: 'found'; readonly errors: FormErrors }
  | {
      readonly kind: 'editing';
      readonly type: string;
      readonly entry: StoredEntry;
      readonly isActive: boolean;
    }
  /** The form is ready for a new entry of the same type again. */
  | { readonly kind: 'editingCancelled'; readonly today: Date }
  /** The stored entry with the typed public value; `null` for none. */
  | {
      readonly kind: 'matched';
      readonly entry: StoredEntry | null;
      readonly today: Date;
      /** True where the list has told that the server's clock is behind. */
      readonly startsEarlier?: boolean | undefined;
    }
  | Running
  | {
      readonly kind: 'finished';
      readonly save: PendingSave;
      /** True where the form shows the entry that was sent, apart from later edits. Otherwise only the outcome is shown. */
      readonly isShown: boolean;
      readonly result: Result<Saved>;
      readonly today: Date;
    }
  | { readonly kind: 'removed'; readonly publicValue: string; readonly result: Result<null> }
  | { readonly kind: 'cleared'; readonly today: Date }
  | { readonly kind: 'unencryptedAllowed'; readonly result: Result<null> };

/** The form's one state machine. An error goes away when its field is edited; an outcome stays until the next action. */
export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'opening':
      return { kind: 'opening' };
    case 'blocked':
      return { kind: 'blocked', failure: event.failure };
    case 'opened':
      return restore(begin(event.opened, event.today), event.kept);
    default:
      return state.kind === 'form' ? reduceForm(state, event) : state;
  }
}

type FormEvent = Exclude<Event, { kind: 'opening' | 'blocked' | 'opened' }>;

function reduceForm(state: FormState, event: FormEvent): FormState {
  switch (event.kind) {
    case 'edited': {
      const names = Object.keys(event.changes) as (keyof Draft)[];
      return {
        ...edited(state, names),
        draft: { ...state.draft, ...event.changes },
        model: event.model ?? state.model,
        touched: [...new Set([...state.touched, ...names])],
      };
    }
    case 'secretEdited':
      return { ...edited(state, ['SecretValue']), dirty: state.dirty };
    case 'searched':
      return { ...edited(state, ['Associate']), search: event.search };
    case 'chosen':
      return { ...edited(state, ['Associate']), associate: event.associate, search: null };
    case 'found':
      return { ...state, errors: event.errors, outcome: { kind: 'none' } };
    case 'editing':
      return {
        ...state,
        draft: {
          ...toDraft(event.entry, event.type),
          IsActive: event.isActive,
        },
        touched: MEMBERS,
        dirty: true,
        errors: {},
        outcome: { kind: 'none' },
        original: event.entry,
        isEditing: true,
        cleared: null,
      };
    case 'editingCancelled':
      return {
        ...withoutSent(state, state.draft, event.today),
        errors: {},
        outcome: isRunning(state.outcome) ? state.outcome : { kind: 'none' },
      };
    case 'matched': {
      const { opened } = state;
      const startsEarlier = event.startsEarlier || opened.preset.startsEarlier;
      const told = { ...state, opened: { ...opened, preset: { ...opened.preset, startsEarlier } } };
      return state.isEditing
        ? told
        : { ...told, draft: takeOver(told, event.entry, event.today), original: event.entry };
    }
    case 'checking':
    case 'saving':
    case 'removing':
      return event.earlier ? { ...state, outcome: event } : { ...state, errors: {}, outcome: event };
    case 'removed':
      return {
        ...state,
        outcome: event.result.ok
          ? { kind: 'removed', publicValue: event.publicValue }
          : { kind: 'failed', act: 'remove', failure: event.result.failure },
      };
    case 'finished':
      return finish(state, event);
    case 'cleared':
      // A running action goes on, and its outcome is shown.
      return clear(state, event.today);
    case 'unencryptedAllowed':
      return event.result.ok
        ? { ...state, opened: { ...state.opened, blocker: null }, outcome: { kind: 'none' } }
        : { ...state, outcome: { kind: 'failed', act: 'open', failure: event.result.failure } };
  }
}

/** All members of a draft. */
export const MEMBERS = [
  'Type',
  'PublicValue',
  'Comment',
  'ValidFrom',
  'ValidTo',
  'IsActive',
] as const satisfies readonly (keyof Draft)[];

function begin(opened: Opened, today: Date): FormState {
  return {
    kind: 'form',
    opened,
    associate: associateOf(opened.about),
    search: null,
    draft: emptyDraft(today, opened.preset),
    dirty: false,
    touched: [],
    errors: {},
    outcome: opened.blocker ? { kind: 'failed', act: 'open', failure: opened.blocker } : { kind: 'none' },
    original: null,
    isEditing: false,
    cleared: null,
  };
}

function restore(empty: FormState, kept: (Typed & Partial<FormState>) | undefined): FormState {
  if (!kept) return empty;
  const changed = MEMBERS.filter((member) => kept.draft[member] !== empty.draft[member]);
  return { ...empty, ...kept, touched: kept.touched ?? changed, dirty: true };
}

/** A stored entry as the form shows it. */
export function toDraft(entry: StoredEntry, type: string): Draft {
  return {
    Type: type,
    PublicValue: entry.PublicValue,
    Comment: entry.Comment,
    ValidFrom: fromServerTime(entry.ValidFrom),
    ValidTo: fromServerTime(entry.ValidTo),
    IsActive: entry.IsActive,
  };
}

/** The draft, with the stored entry's values where the person has typed none: a Save replaces the whole entry. */
export function takeOver(
  { draft, touched, opened }: Pick<FormState, 'draft' | 'touched' | 'opened'>,
  entry: StoredEntry | null,
  today: Date,
): Draft {
  const { Type, PublicValue } = draft;
  const other = entry ? toDraft(entry, Type) : emptyDraft(today, opened.preset);
  const typed = Object.fromEntries(touched.map((member) => [member, draft[member]]));
  return { ...other, ...typed, Type, PublicValue };
}

function finish(
  state: FormState,
  { save, isShown, result, today }: Extract<Event, { kind: 'finished' }>,
): FormState {
  if (result.ok) {
    const outcome = { kind: 'saved', target: save, ...result.value } as const;
    return isShown
      ? { ...withoutSent(state, save.draft, today), errors: {}, outcome }
      : { ...state, outcome };
  }
  const { failure } = result;
  if (failure.kind === 'invalid') return { ...state, errors: failure.errors, outcome: { kind: 'none' } };
  return { ...state, outcome: { kind: 'failed', act: 'save', failure, save } };
}

/** Ready for the next entry of the same type: fields that hold what was sent are emptied, later edits stay. */
function withoutSent(state: FormState, sent: Draft, today: Date): FormState {
  const fresh = { ...emptyDraft(today, state.opened.preset), Type: sent.Type };
  const isSent = (member: keyof Draft) => state.draft[member] === sent[member];
  const touched = state.touched.filter((member) => !isSent(member));
  const typed = Object.fromEntries(
    MEMBERS.filter((member) => !isSent(member)).map((member) => [member, state.draft[member]]),
  );
  const isOver = isSent('PublicValue');
  return {
    ...state,
    draft: { ...fresh, ...typed },
    touched,
    model: undefined,
    dirty: touched.length > 0 || state.search !== null,
    original: isOver ? null : state.original,
    isEditing: !isOver && state.isEditing,
  };
}

/** True while an action of this form runs: no other one can begin. */
export function isBusy(outcome: Outcome): boolean {
  return isRunning(outcome) && !outcome.earlier;
}

function isRunning(outcome: Outcome): outcome is Running {
  return 'id' in outcome;
}

/** The associate that the page is about, if any. */
export function associateOf(about: About): Associate | null {
  return about.kind === 'associate' ? about.associate : null;
}

/** The field to continue in: the first that has to be filled in. The secret is always empty at first. */
export function firstEmpty({ associate, search, draft }: Typed): keyof FormErrors {
  if (!associate || search !== null) return 'Associate';
  if (draft.Type.trim() === '') return 'Type';
  return draft.PublicValue.trim() === '' ? 'PublicValue' : 'SecretValue';
}

/** After an edit, the field's error and a good outcome no longer apply. */
function edited(state: FormState, fields: readonly string[]): FormState {
  const { outcome } = state;
  const isOver = outcome.kind === 'saved' || outcome.kind === 'removed';
  return {
    ...state,
    dirty: true,
    cleared: null,
    errors: Object.fromEntries(Object.entries(state.errors).filter(([field]) => !fields.includes(field))),
    // A failure stays: there is still something to do.
    outcome: isOver ? { kind: 'none' } : outcome,
  };
}

function clear(state: FormState, today: Date): FormState {
  const { opened, outcome } = state;
  const empty = { ...begin(opened, today), cleared: state.dirty ? state : state.cleared };
  return isRunning(outcome) ? { ...empty, outcome } : empty;
}
