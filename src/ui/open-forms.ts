import { FORM_LOCK } from '../drafts.ts';

/**
 * Holds a lock of the form's own name for as long as the form is there, so that everybody can see which forms are open.
 * Other forms leave its draft and its Saves alone.
 */
export function holdForm(id: string): void {
  void navigator.locks.request(lockOf(id), () => new Promise(() => {}));
}

/** The name of the lock that a form holds while it is open. */
export function lockOf(id: string): string {
  return FORM_LOCK + id;
}
