import { useEffect, useRef } from 'preact/hooks';
import { emptyDraft, type StoredEntry } from '../src/credentials.ts';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import type { Context, Shown } from './acts.ts';
import { later, loadLater } from './lazy.tsx';
import { associateOf, firstEmpty } from './state.ts';

const acts = later(() => import('./acts.ts'));

interface Parts {
  readonly context: Context;
  readonly startOver: () => void;
  /** What the form shows in the moment when Save is asked for. */
  readonly shown: () => Shown;
}

/** What a person can do with the form, one at a time. */
export function useActs({ context, startOver, shown }: Parts) {
  const whileBusy = useBusy();
  /** A Save that follows a consent waits for it. */
  const consent = useRef<Promise<Output<'allowUnencrypted'>>>(undefined);
  const { tab } = context.form;

  useEffect(() => {
    const timer = setTimeout(loadLater);
    if (context.now().state.opened.pendingSaves.length > 0)
      void acts().then(async ({ untold, tell }) => {
        const pending = await untold(context);
        if (pending) await tell(context, pending, whileBusy.hasBegun);
      });
    return () => clearTimeout(timer);
  }, []);

  const save = () => {
    const seen = shown();
    return whileBusy(async () => {
      const isAgreed = (await consent.current)?.ok;
      await (await acts()).save(context, isAgreed ? withoutBlocker(seen) : seen);
    });
  };
  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => {
      const { outcome } = context.now().state;
      if (outcome.kind !== 'failed' || outcome.act !== 'save') return;
      void whileBusy(async () => (await acts()).askAgain(context, outcome.save));
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
    edit: (entry: StoredEntry, isActive: boolean) => {
      if (whileBusy.isBusy()) return;
      // At once: what is typed next is not to be emptied.
      context.secret.empty();
      context.dispatch({ kind: 'editing', type: context.now().listedType, entry, isActive });
      context.focusOn('SecretValue');
    },
    cancel: (id: string) => void acts().then(({ cancel }) => cancel(id)),
    remove: (entry: StoredEntry) => whileBusy(async () => (await acts()).remove(context, entry)),
  };
}

/** Begins anew, at once. A Save that runs goes on, and is told. */
function clear({ now, secret, setListedType, dispatch, focusOn }: Context): void {
  const { opened } = now().state;
  const today = new Date();
  secret.empty();
  setListedType('');
  dispatch({ kind: 'cleared', today });
  const draft = emptyDraft(today, opened.preset);
  focusOn(firstEmpty({ associate: associateOf(opened.about), search: null, draft }));
  void acts().then(({ putToRest }) => putToRest());
}

/** Keeps one act from beginning during another. Not by the state alone: a second Enter can come before it is drawn. */
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
