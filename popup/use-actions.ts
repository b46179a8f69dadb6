import { useEffect, useRef } from 'preact/hooks';
import { emptyDraft, type StoredEntry } from '../src/credentials.ts';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import type { Context, Shown } from './actions.ts';
import { whenOpen } from './later.ts';
import { associateOf, firstEmpty } from './state.ts';

interface Parts {
  readonly context: Context;
  readonly startOver: () => void;
  /** Reads what the form shows at the moment of the click on Save. */
  readonly shown: () => Shown;
}

/** What a person can do with the form, one at a time. */
export function useActions({ context, startOver, shown }: Parts) {
  const whileBusy = useBusy();
  /** The latest consent to an unencrypted site: a Save waits for it. */
  const consent = useRef<Promise<Output<'allowUnencrypted'>>>(undefined);
  const { tab } = context.form;

  useEffect(() => {
    if (context.now().state.opened.pendingSaves.length > 0)
      void whenOpen().then(async ({ earlierSave, showEarlier }) => {
        const pending = await earlierSave(context);
        if (pending) await showEarlier(context, pending, whileBusy.hasBegun);
      });
  }, []);

  const save = () => {
    const seen = shown();
    return whileBusy(async () => {
      const isAgreed = (await consent.current)?.ok;
      await (await whenOpen()).save(context, isAgreed ? withoutBlocker(seen) : seen);
    });
  };
  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => {
      const { outcome } = context.now().state;
      if (outcome.kind !== 'failed' || outcome.act !== 'save') return;
      void whileBusy(async () => (await whenOpen()).askAgain(context, outcome.save));
    },
    allowUnencrypted: () => {
      consent.current = ask('allowUnencrypted', { tabId: tab.id });
      void consent.current.then((result) => context.dispatch({ kind: 'unencryptedAllowed', result }));
    },
  };
  return {
    save,
    steps,
    clear: () => clear(context),
    edit: (type: string, entry: StoredEntry, isActive: boolean) => {
      if (whileBusy.isBusy()) return;
      // At once: a secret that is typed from now on stays.
      context.secret.empty();
      context.dispatch({ kind: 'editing', type, entry, isActive });
      context.setListedType(type);
      context.focusOn('SecretValue');
    },
    cancelEditing: () => {
      context.secret.empty();
      context.dispatch({ kind: 'editingCancelled', today: new Date() });
      context.focusOn('PublicValue');
    },
    switchOff: (type: string, entry: StoredEntry) =>
      whileBusy(async () => (await whenOpen()).switchOff(context, type, entry)),
    cancel: (id: string) => void whenOpen().then(({ cancel }) => cancel(id)),
    remove: (type: string, entry: StoredEntry) =>
      whileBusy(async () => (await whenOpen()).remove(context, type, entry)),
  };
}

/** Empties the form at once. A running Save goes on, and its outcome is shown. */
function clear({ now, secret, setListedType, dispatch, focusOn }: Context): void {
  const { opened } = now().state;
  const today = new Date();
  secret.empty();
  setListedType('');
  dispatch({ kind: 'cleared', today });
  const draft = emptyDraft(today, opened.preset);
  focusOn(firstEmpty({ associate: associateOf(opened.about), search: null, draft }));
  void whenOpen().then(({ forgetOpenSaves }) => forgetOpenSaves());
}

/** Lets no action begin during another. The drawn state alone would not do: a second Enter can come before it. */
function useBusy() {
  const busy = useRef(false);
  const begun = useRef(false);
  const whileBusy = async (act: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    begun.current = true;
    try {
      await act();
    } finally {
      busy.current = false;
    }
  };
  return Object.assign(whileBusy, { isBusy: () => busy.current, hasBegun: () => begun.current });
}

function withoutBlocker(shown: Shown): Shown {
  const { state } = shown;
  return { ...shown, state: { ...state, opened: { ...state.opened, blocker: null } } };
}
