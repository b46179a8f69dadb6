import type { StoredEntry } from '../src/credentials.ts';
import { ask } from '../src/ui/ask.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import { askAgain, cancel } from './follow-save.ts';
import { changed } from './later-state.ts';
import { remove } from './remove.ts';
import { switchOff } from './save.ts';
import type { FormActions } from './use-actions.ts';

/** The actions of the list, and of the notice about the last action. They load later, as neither can be seen before. */
export function laterActions({ context, save, startOver, whileBusy, consent }: FormActions) {
  const { secret, dispatch, setListedType, focusOn } = context;
  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => {
      const { outcome } = context.now().state;
      if (outcome.kind === 'failed' && outcome.act === 'save')
        void whileBusy(() => askAgain(context, outcome.save));
    },
    allowUnencrypted: () => {
      consent.current = ask('allowUnencrypted', { tabId: context.form.tab.id });
      void consent.current.then((result) => dispatch(changed({ kind: 'unencryptedAllowed', result })));
    },
  };
  return {
    steps,
    cancel,
    cancelEditing: () => {
      secret.empty();
      dispatch(changed({ kind: 'editingCancelled', today: new Date() }));
      focusOn('PublicValue');
    },
    entries: {
      onEdit: (type: string, entry: StoredEntry, isActive: boolean) => {
        if (whileBusy.isBusy()) return;
        // The secret is emptied at once: one that is typed from now on stays.
        secret.empty();
        dispatch(changed({ kind: 'editing', type, entry, isActive }));
        setListedType(type);
        focusOn('SecretValue');
      },
      onSwitchOff: (type: string, entry: StoredEntry) => whileBusy(() => switchOff(context, type, entry)),
      onRemove: (type: string, entry: StoredEntry) => whileBusy(() => remove(context, type, entry)),
    },
  };
}

export type LaterActions = ReturnType<typeof laterActions>;
