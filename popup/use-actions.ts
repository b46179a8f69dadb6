import { useEffect, useRef } from 'preact/hooks';
import { emptyDraft } from '../src/credentials.ts';
import type { Output } from '../src/messages.ts';
import type { Context } from './action-context.ts';
import { whenOpen } from './later.ts';
import type { Shown } from './save.ts';
import { associateOf, firstEmpty } from './state.ts';

interface Parts {
  readonly context: Context;
  readonly startOver: () => void;
  /** Reads what the form shows at the moment of the click on Save. */
  readonly shown: () => Omit<Shown, 'isAgreed'>;
}

/** What a person can do with the form, one at a time. */
export function useActions({ context, startOver, shown }: Parts) {
  const whileBusy = useBusy();
  /** The latest consent to an unencrypted site: a Save waits for it. */
  const consent = useRef<Promise<Output<'allowUnencrypted'>>>(undefined);

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
      const isAgreed = (await consent.current)?.ok ?? false;
      await (await whenOpen()).save(context, { ...seen, isAgreed });
    });
  };
  return { context, save, startOver, whileBusy, consent, clear: () => clear(context) };
}

export type FormActions = ReturnType<typeof useActions>;

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
