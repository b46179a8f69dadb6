import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExpectedUser } from '../src/associates.ts';
import { emptyDraft, type StoredEntry } from '../src/credentials.ts';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import { openForms } from './draft.ts';
import { later, loadLater } from './lazy.tsx';
import type { ThisForm } from './opening.ts';
import type { Context, Shown } from './saving.ts';
import { associateOf, type Event, type FormErrors, type FormState, firstEmpty } from './state.ts';
import { halfTyped } from './validity.tsx';

const saving = later(() => import('./saving.ts'));

/** What was saved is confirmed first, and only then is anything else asked. */
const RELOAD_DELAY_MS = 300;

/** Fields in their order on the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

/** What the acts of a form act on. */
export interface Parts {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly state: FormState;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
  readonly element: RefObject<HTMLFormElement | null>;
  readonly focusOn: (name: string) => void;
  /** What is stored of the draft's type; `null` where that is not known just now. */
  readonly stored: readonly StoredEntry[] | null;
  readonly listedType: string;
  readonly setListedType: (type: string) => void;
  readonly reload: (pauseMilliseconds?: number) => void;
}

/** The secret, which is in its field and nowhere else. */
export function useSecret() {
  const field = useRef<HTMLInputElement>(null);
  const [round, setRound] = useState(0);
  const [mayBeEmpty, setMayBeEmpty] = useState(false);
  const empty = () => {
    // At once, not when it is drawn: the page may be going away.
    if (field.current) field.current.value = '';
    setRound((last) => last + 1);
    setMayBeEmpty(false);
  };
  useEffect(() => {
    // The popup may be kept alive after it has gone from sight.
    addEventListener('pagehide', empty);
    return () => removeEventListener('pagehide', empty);
  }, []);
  return { field, round, mayBeEmpty, setMayBeEmpty, empty };
}

type Secret = ReturnType<typeof useSecret>;

/** What a person can do with the form, one at a time. */
export function useActs(parts: Parts, secret: Secret) {
  const { form, as, state, dispatch, focusOn, listedType } = parts;
  const { id: tabId } = form.tab;
  const whileBusy = useBusy();
  const context = useContext(parts, secret);
  /** A Save that follows a consent waits for it. */
  const consent = useRef<Promise<Output<'allowUnencrypted'>>>(undefined);

  useEffect(() => {
    if (state.opened.pendingSaves.length > 0) void tellPending(context, state, whileBusy.isBusy);
    const timer = setTimeout(loadLater);
    return () => clearTimeout(timer);
  }, []);

  const save = () => {
    const shown = shownIn(parts, secret);
    return whileBusy(async () => {
      const isAgreed = (await consent.current)?.ok;
      const { save } = await saving();
      await save(context, isAgreed ? withoutBlocker(shown) : shown);
    });
  };

  const edit = (entry: StoredEntry, isActive: boolean) => {
    secret.empty();
    dispatch({ kind: 'editing', type: listedType, entry, isActive });
    focusOn('SecretValue');
  };

  const remove = async ({ PublicValue: publicValue }: StoredEntry) => {
    if (!state.associate) return;
    const id = crypto.randomUUID();
    const { associateId } = state.associate;
    const input = { tabId, id, as, associateId, type: listedType, publicValue };
    await whileBusy(async () => {
      dispatch({ kind: 'removing', id });
      let result = await ask('remove', input);
      if (!result.ok && result.failure.kind === 'interrupted') result = await ask('checkRemoval', input);
      dispatch({ kind: 'removed', publicValue, result });
      parts.reload();
    });
  };

  const steps: Steps = {
    startOver: parts.startOver,
    tryAgain: save,
    askAgain: () => {
      const { outcome } = state;
      if (outcome.kind !== 'failed' || outcome.act !== 'save') return;
      void whileBusy(async () => (await saving()).askAgain(context, outcome.save));
    },
    allowUnencrypted: () => {
      consent.current = ask('allowUnencrypted', { tabId });
      void consent.current.then((result) => dispatch({ kind: 'unencryptedAllowed', result }));
    },
  };

  return { save, edit, remove, clear: () => clear(parts, secret), steps };
}

/** Keeps one act from beginning during another. Not by the state alone: a second Enter can come before it is drawn. */
function useBusy() {
  const busy = useRef(false);
  const whileBusy = async (act: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await act();
    } finally {
      busy.current = false;
    }
  };
  return Object.assign(whileBusy, { isBusy: () => busy.current });
}

/** The form as it is by now, for acts that take their time. */
function useContext(parts: Parts, secret: Secret): Context {
  const { form, as, dispatch, focusOn, setListedType, reload } = parts;
  const latest = useRef(parts);
  latest.current = parts;
  return {
    form,
    as,
    dispatch,
    now: () => latest.current.state,
    refuse: (errors: FormErrors) => {
      dispatch({ kind: 'found', errors });
      const first = ORDER.find((field) => errors[field]);
      if (first) focusOn(first);
    },
    onSaved: ({ draft }, sent) => {
      // What was typed meanwhile is the next one's.
      if (sent !== undefined && secret.field.current?.value === sent) secret.empty();
      // Of a Save that this form only tells, or typed another type over, the list is not what is wanted next.
      const now = latest.current;
      if (now.listedType === '' || now.state.draft.Type === draft.Type) setListedType(draft.Type);
      reload(RELOAD_DELAY_MS);
    },
  };
}

/** What the form shows in the moment when Save is asked for. */
function shownIn({ state, stored, element }: Parts, secret: Secret): Shown {
  return {
    state,
    secret: secret.field.current?.value ?? '',
    withoutSecret: secret.mayBeEmpty,
    stored,
    badInputs: halfTyped(element.current),
  };
}

function withoutBlocker(shown: Shown): Shown {
  const { state } = shown;
  return { ...shown, state: { ...state, opened: { ...state.opened, blocker: null } } };
}

/** Tells how a Save ends whose form is gone. */
async function tellPending(context: Context, { opened }: FormState, isBusy: () => boolean): Promise<void> {
  const isOpen = await openForms();
  const pending = opened.pendingSaves.find((each) => !isOpen(each.form));
  if (pending) await (await saving()).tell(context, pending, isBusy);
}

function clear({ state, dispatch, focusOn, setListedType }: Parts, secret: Secret): void {
  const { opened, outcome } = state;
  const today = new Date();
  secret.empty();
  setListedType('');
  dispatch({ kind: 'cleared', today });
  const draft = emptyDraft(today, opened.preset);
  focusOn(firstEmpty({ associate: associateOf(opened.about), search: null, draft }));
  if (outcome.kind === 'failed' && outcome.act === 'save') void ask('forgetSave', { id: outcome.save.id });
}
