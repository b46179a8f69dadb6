import { check, type Terms } from '../src/check.ts';
import { type Draft, namesakes, type StoredEntry } from '../src/credentials.ts';
import type { PendingSave } from '../src/messages.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import type { Context } from './action-context.ts';
import { isInAssociate, takeFound } from './associate-search.ts';
import { follow, inputOf, refuse, show, showRunning, takeCancelled } from './follow-save.ts';
import { changed, reduceChange } from './later-state.ts';
import { type FormErrors, type FormState, takeOver, toDraft } from './state.ts';

/** How long a Save waits for the list that tells what it would replace. */
const LIST_TIMEOUT_MS = 3_000;

/** What the form showed at the moment of the click on Save. */
export interface Shown {
  readonly state: FormState;
  readonly secret: string;
  readonly withoutSecret: boolean;
  /** What is stored of the draft's type; `null` where that is unknown or outdated. */
  readonly stored: readonly StoredEntry[] | null;
  /** The errors that only the inputs themselves know: half-typed dates. */
  readonly badInputs: FormErrors;
  /** True once the person has agreed to send to an unencrypted site. */
  readonly isAgreed: boolean;
}

/** Saves what the form showed, for the associate that it showed, if all fields are valid. */
export async function save(context: Context, shown: Shown): Promise<void> {
  const { form, dispatch } = context;
  const { state, secret } = shown;
  const { associate, search } = state;
  if (search !== null && isInAssociate()) {
    if (await takeFound(context, search)) return;
    // A person who goes on elsewhere keeps the focus.
    if (!isInAssociate()) return dispatch(changed({ kind: 'found', errors: { Associate: 'notChosen' } }));
  }
  const errors: FormErrors = {
    ...check(state.draft, termsOf(shown, state.draft, state.original)),
    ...shown.badInputs,
    ...(search !== null ? { Associate: 'notChosen' } : associate ? {} : { Associate: 'required' }),
  };
  if (!associate || Object.keys(errors).length > 0) return refuse(context, errors);
  const { blocker } = state.opened;
  if (blocker && !shown.isAgreed)
    return dispatch(changed({ kind: 'unencryptedAllowed', result: failed(blocker) }));
  const id = crypto.randomUUID();
  // Nothing is sent before the list says what the Save would replace: a form that closes now has saved nothing.
  const known = state.isSwitch ? null : shown.stored;
  const checking = known ? undefined : showRunning(context, 'checking', id);
  const stored = known ?? (await readStored(context, shown));
  clearTimeout(checking);
  const sign = showRunning(context, 'saving', id);
  const match = stored?.find(({ PublicValue }) => PublicValue === state.draft.PublicValue);
  const { draft, original } = sentDraft(context, shown, match);
  const before = stored && namesakes(stored, draft.PublicValue);
  const pending: PendingSave = { id, form: form.id, associate, draft, before };
  if (state.isSwitch && stored && !match) {
    // The entry was removed meanwhile: a Save would bring it back, without its secret.
    clearTimeout(sign);
    context.secret.empty();
    context.reload(draft.Type);
    return show(context, pending, { result: failed({ kind: 'entryGone' }) });
  }
  const { types: _, ...terms } = termsOf(shown, draft, original);
  const asked = takeCancelled(id)
    ? Promise.resolve(failed({ kind: 'cancelled' }))
    : ask('save', { ...inputOf(context, pending), ...terms, width: 1 });
  await follow(context, pending, { asked, sent: secret, sign });
}

/**
 * The draft that is sent, and the stored entry that it replaces. The form shows the same, unless it is about something else by now.
 */
function sentDraft(
  { dispatch, now }: Context,
  { state }: Shown,
  match: StoredEntry | undefined,
): { readonly draft: Draft; readonly original: StoredEntry | null } {
  const { draft, original, isSwitch } = state;
  if (match && isSwitch) {
    // Somebody else may have changed the rest since the list was read.
    if (now().state.original === original)
      dispatch(
        changed({ kind: 'editing', type: draft.Type, entry: match, isActive: draft.IsActive, isSwitch }),
      );
    return { draft: { ...toDraft(match, draft.Type), IsActive: draft.IsActive }, original: match };
  }
  if (!match || state.isEditing || original === match) return { draft, original };
  dispatch(changed({ kind: 'matched', entry: match, today: new Date() }));
  return { draft: takeOver(state, match), original: match };
}

function termsOf({ state, secret, withoutSecret }: Shown, draft: Draft, original: StoredEntry | null): Terms {
  const { types } = state.opened.preset;
  // Another public value makes a new entry.
  const isSame = original?.PublicValue === draft.PublicValue;
  return { secret, withoutSecret, types, original: isSame ? original : null };
}

async function readStored({ form, as }: Context, { state }: Shown): Promise<readonly StoredEntry[] | null> {
  const { associate, draft } = state;
  if (!associate) return null;
  const input = { tabId: form.tab.id, as, associateId: associate.associateId, type: draft.Type };
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, LIST_TIMEOUT_MS));
  const list = await Promise.race([ask('list', input), late]);
  return list?.ok ? list.value.entries : null;
}

/** Switches a stored entry off without its secret. The form shows what is saved, so that the person can try again. */
export async function switchOff(context: Context, type: string, entry: StoredEntry): Promise<void> {
  const { dispatch, now, secret, setListedType } = context;
  const editing = { kind: 'editing', type, entry, isActive: false, isSwitch: true } as const;
  const state = reduceChange(now().state, editing);
  secret.empty();
  secret.setMayBeEmpty(true);
  dispatch(changed(editing));
  setListedType(type);
  await save(context, {
    state,
    secret: '',
    withoutSecret: true,
    stored: null,
    badInputs: {},
    isAgreed: false,
  });
}
