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

/** An action that runs. */
export interface Running {
  /** `checking`: SuperOffice is only read, to find out what a Save would replace, or how a Save has ended. */
  readonly kind: 'checking' | 'saving' | 'removing';
  /** The id by which Cancel stops it. */
  readonly id: string;
  /** The entry of an earlier form's Save, whose outcome this form only shows. */
  readonly earlier?: Target;
}

/** The outcome of the last action. The outcome of a Save names the entry that was saved, whatever the form holds by now. */
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
  /** The text in Associate that is typed and not chosen; `null` where the field shows the chosen associate. */
  readonly search: string | null;
  readonly draft: Draft;
  /** The members of the draft that were typed, and not taken over. Release 0.1.0 did not keep them. */
  readonly touched?: readonly (keyof Draft)[];
  /**
   * The entry that this one is modelled on. Once somebody is chosen, the public value gets the name of that user. No draft keeps
   * it.
   */
  readonly model?: Target | undefined;
}

export interface FormState extends Typed {
  readonly kind: 'form';
  readonly opened: Opened;
  /** A new entry, as the form began. */
  readonly empty: Draft;
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
  /** True where the stored entry is only to be switched off: all else is to stay as it is stored by now. */
  readonly isSwitch: boolean;
  /** The form before Edit, if something was typed: it comes back afterwards. */
  readonly before: FormState | null;
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
      /** The parts of the earlier form that stay. */
      readonly along?: Pick<FormState, 'outcome' | 'cleared'>;
      readonly today: Date;
    }
  /** `model`: the entry that the changes are modelled on. */
  | { readonly kind: 'edited'; readonly changes: Partial<Draft>; readonly model?: Target | undefined }
  | { readonly kind: 'secretEdited' }
  | { readonly kind: 'searched'; readonly search: string | null }
  | { readonly kind: 'chosen'; readonly associate: Associate }
  | { readonly kind: 'cleared'; readonly today: Date }
  /** A change by an action: see `popup/later-state.ts`. */
  | { readonly kind: 'changed'; readonly by: (state: FormState) => FormState };

/** The form's one state machine. An error goes away when its field is edited; an outcome stays until the next action. */
export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'opening':
      return { kind: 'opening' };
    case 'blocked':
      return { kind: 'blocked', failure: event.failure };
    case 'opened':
      return { ...restore(begin(event.opened, event.today), event.kept), ...event.along };
    default:
      return state.kind === 'form' ? reduceForm(state, event) : state;
  }
}

type FormEvent = Exclude<Event, { kind: 'opening' | 'blocked' | 'opened' }>;

function reduceForm(state: FormState, event: FormEvent): FormState {
  switch (event.kind) {
    case 'edited': {
      const names = Object.keys(event.changes) as (keyof Draft)[];
      const draft = { ...state.draft, ...event.changes };
      const next = {
        ...(draft.Type === state.draft.Type ? state : ofAnother(state)),
        model: event.model ?? state.model,
        touched: [...new Set([...state.touched, ...names])],
      };
      return edited({ ...next, draft: { ...next.draft, ...event.changes } }, names);
    }
    case 'secretEdited':
      return { ...edited(state, ['SecretValue']), dirty: state.dirty };
    case 'searched':
      return edited({ ...state, search: event.search }, ['Associate']);
    case 'chosen': {
      const { associate } = event;
      const isSame = associate.associateId === state.associate?.associateId;
      return edited({ ...(isSame ? state : ofAnother(state)), associate, search: null }, ['Associate']);
    }
    case 'cleared':
      // A running action goes on, and its outcome is shown.
      return clear(state, event.today);
    case 'changed':
      return event.by(state);
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
  const empty = emptyDraft(today, opened.preset);
  return {
    kind: 'form',
    opened,
    associate: associateOf(opened.about),
    search: null,
    draft: empty,
    empty,
    dirty: false,
    touched: [],
    errors: {},
    outcome: opened.blocker ? { kind: 'failed', act: 'open', failure: opened.blocker } : { kind: 'none' },
    original: null,
    isEditing: false,
    isSwitch: false,
    before: null,
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
  { draft, touched, empty }: Pick<FormState, 'draft' | 'touched' | 'empty'>,
  entry: StoredEntry | null,
): Draft {
  const { Type, PublicValue } = draft;
  const other = entry ? toDraft(entry, Type) : empty;
  const typed = Object.fromEntries(touched.map((member) => [member, draft[member]]));
  return { ...other, ...typed, Type, PublicValue };
}

/** The form for another type or associate. Values that were taken over from a stored entry do not hold for it. */
function ofAnother(state: FormState): FormState {
  const { draft, original, isEditing } = state;
  if (!original) return state;
  return {
    ...state,
    // An edited entry becomes a new one. Where it was to be switched off or on, the new one begins as the stored one was.
    draft: isEditing ? { ...draft, IsActive: original.IsActive } : takeOver(state, null),
    original: null,
    isEditing: false,
  };
}

/** True while an action of this form runs: no other one can begin. */
export function isBusy(outcome: Outcome): boolean {
  return isRunning(outcome) && !outcome.earlier;
}

/** True while something is under way. */
export function isRunning(outcome: Outcome): outcome is Running {
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
  const { associate, search, opened, draft, empty, errors, outcome } = state;
  const isOver = outcome.kind === 'saved' || outcome.kind === 'removed';
  // Only the person knows which of the two dates is wrong then.
  const isOfBoth = errors.ValidTo?.rule === 'endBeforeStart' && fields.includes('ValidFrom');
  const isGone = (field: string) => fields.includes(field) || (isOfBoth && field === 'ValidTo');
  return {
    ...state,
    dirty:
      search !== null ||
      associate?.associateId !== associateOf(opened.about)?.associateId ||
      MEMBERS.some((member) => draft[member] !== empty[member]),
    isSwitch: false,
    cleared: null,
    errors: Object.fromEntries(Object.entries(errors).filter(([field]) => !isGone(field))),
    // A failure stays: there is still something to do.
    outcome: isOver ? { kind: 'none' } : outcome,
  };
}

function clear(state: FormState, today: Date): FormState {
  const { opened, outcome } = state;
  const empty = { ...begin(opened, today), cleared: state.dirty ? state : state.cleared };
  return isRunning(outcome) ? { ...empty, outcome } : empty;
}
