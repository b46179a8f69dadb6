import { FORM_LOCK } from '../drafts.ts';

/**
 * Which forms are open, whoever asks: each holds a lock of its own name for as long as it is there. Others leave its draft and
 * its Saves alone.
 */
export function holdForm(id: string): void {
  void navigator.locks.request(lockOf(id), () => new Promise(() => {}));
}

/** The name of the lock that a form holds while it is open. */
export function lockOf(id: string): string {
  return FORM_LOCK + id;
}
