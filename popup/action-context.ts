import type { ExpectedUser } from '../src/associates.ts';
import type { ThisForm } from './opening.ts';
import type { Event, FormState } from './state.ts';

/** What an action knows of its form, and can do with it. */
export interface Context {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly dispatch: (event: Event) => void;
  readonly focusOn: (name: string) => void;
  readonly secret: {
    readonly field: { readonly current: HTMLInputElement | null };
    /** Goes up whenever the field is emptied. */
    readonly round: number;
    readonly empty: () => void;
    readonly setMayBeEmpty: (mayBeEmpty: boolean) => void;
  };
  readonly reload: (type: string, pauseMilliseconds?: number) => void;
  readonly setListedType: (type: string) => void;
  /** The form's current state: it may have changed since the action began. */
  readonly now: () => { readonly state: FormState; readonly listedType: string };
}
