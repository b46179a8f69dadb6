import { type Draft, emptyDraft, type StoredEntry } from '../src/credentials.ts';
import type { PendingSave, Saved } from '../src/messages.ts';
import type { Result } from '../src/result.ts';
import {
  type Event,
  type FormErrors,
  type FormState,
  isRunning,
  MEMBERS,
  type Running,
  takeOver,
  toDraft,
} from './state.ts';

/** The changes of the form by its actions, and by what is read for it. The form is drawn without them. */
export type Change =
  | { readonly kind: 'found'; readonly errors: FormErrors }
  | {
      readonly kind: 'editing';
      readonly type: string;
      readonly entry: StoredEntry;
      readonly isActive: boolean;
      readonly isSwitch?: boolean;
    }
  /** The form is ready for a new entry of the same type again. */
  | { readonly kind: 'editingCancelled'; readonly today: Date }
  /** The stored entry with the typed public value; `null` for none. */
  | {
      readonly kind: 'matched';
      readonly entry: StoredEntry | null;
      readonly today: Date;
      /** True where the list has shown that the server's clock is behind. */
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
  | {
      readonly kind: 'removed';
      readonly type: string;
      readonly publicValue: string;
      readonly result: Result<null>;
      readonly today: Date;
    }
  | { readonly kind: 'unencryptedAllowed'; readonly result: Result<null> };

/** The event of a change. */
export function changed(change: Change): Event {
  return { kind: 'changed', by: (state) => reduceChange(state, change) };
}

/** The form after a change. */
export function reduceChange(state: FormState, event: Change): FormState {
  switch (event.kind) {
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
        isSwitch: event.isSwitch ?? false,
        before: state.dirty && !state.isEditing ? state : state.before,
        cleared: null,
      };
    case 'editingCancelled':
      return {
        ...withoutSent(state, state.draft, event.today),
        errors: {},
        outcome: isRunning(state.outcome) ? state.outcome : { kind: 'none' },
      };
    case 'matched': {
      const { opened, empty } = state;
      const preset = event.startsEarlier ? { ...opened.preset, startsEarlier: true } : opened.preset;
      // Only the beginning of a new entry depends on the server's clock.
      const { ValidFrom } = event.startsEarlier ? emptyDraft(event.today, preset) : empty;
      const told = { ...state, opened: { ...opened, preset }, empty: { ...empty, ValidFrom } };
      return state.isEditing ? told : { ...told, draft: takeOver(told, event.entry), original: event.entry };
    }
    case 'checking':
    case 'saving':
    case 'removing':
      return event.earlier ? { ...state, outcome: event } : { ...state, errors: {}, outcome: event };
    case 'removed':
      return {
        ...(event.result.ok && isEdited(state, event) ? withoutSent(state, state.draft, event.today) : state),
        outcome: event.result.ok
          ? { kind: 'removed', publicValue: event.publicValue }
          : { kind: 'failed', act: 'remove', failure: event.result.failure },
      };
    case 'finished':
      return finish(state, event);
    case 'unencryptedAllowed':
      return event.result.ok
        ? { ...state, opened: { ...state.opened, blocker: null }, outcome: { kind: 'none' } }
        : { ...state, outcome: { kind: 'failed', act: 'open', failure: event.result.failure } };
  }
}

/** True where a stored entry is edited, and it is this one. */
export function isEdited(
  { isEditing, draft, original }: FormState,
  { type, publicValue }: { readonly type: string; readonly publicValue: string },
): boolean {
  return isEditing && draft.Type === type && original?.PublicValue === publicValue;
}

function finish(
  state: FormState,
  { save, isShown, result, today }: Extract<Change, { kind: 'finished' }>,
): FormState {
  if (result.ok) {
    const outcome = { kind: 'saved', target: save, ...result.value } as const;
    return isShown
      ? { ...withoutSent(state, save.draft, today), errors: {}, outcome, cleared: null }
      : { ...state, outcome, cleared: null };
  }
  const { failure } = result;
  if (failure.kind === 'invalid') return { ...state, errors: failure.errors, outcome: { kind: 'none' } };
  // An entry that is gone cannot be edited.
  const next = failure.kind === 'entryGone' && isShown ? withoutSent(state, save.draft, today) : state;
  return { ...next, outcome: { kind: 'failed', act: 'save', failure, save } };
}

/**
 * Makes the form ready for the next entry of the same type, or brings back what was typed before Edit. Fields that hold what was
 * sent are emptied; later edits stay.
 */
function withoutSent(state: FormState, sent: Draft, today: Date): FormState {
  const { opened, outcome, before } = state;
  const fresh = { ...emptyDraft(today, opened.preset), Type: sent.Type };
  const isSent = (member: keyof Draft) => state.draft[member] === sent[member];
  const touched = state.touched.filter((member) => !isSent(member));
  if (before && touched.length === 0) return { ...before, opened, outcome };
  const typed = Object.fromEntries(
    MEMBERS.filter((member) => !isSent(member)).map((member) => [member, state.draft[member]]),
  );
  const isOver = isSent('PublicValue');
  return {
    ...state,
    draft: { ...fresh, ...typed },
    empty: fresh,
    touched,
    model: undefined,
    dirty: touched.length > 0 || state.search !== null,
    original: isOver ? null : state.original,
    isEditing: !isOver && state.isEditing,
    isSwitch: false,
  };
}
