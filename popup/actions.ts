import type { ExpectedUser } from '../src/associates.ts';
import browser from '../src/browser.ts';
import { check, type Terms } from '../src/check.ts';
import { type Draft, namesakes, type StoredEntry } from '../src/credentials.ts';
import { DRAFT } from '../src/drafts.ts';
import { type Failure, leavesOpen, TRAITS } from '../src/failures.ts';
import type { Output, PendingSave } from '../src/messages.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import { isInAssociate, takeFound } from './associate-search.ts';
import { isKept } from './kept-drafts.ts';
import { changed, isEdited, reduceChange } from './later-state.ts';
import { openForms } from './open-forms.ts';
import type { ThisForm } from './opening.ts';
import { type Event, type FormErrors, type FormState, takeOver, toDraft } from './state.ts';
import { read, write } from './storage.ts';
import { rememberType } from './used-types.ts';

/** A Save that is over sooner shows no sign of waiting: drawing one would only delay it. */
const SAVING_DELAY_MS = 100;

/** How long a Save waits for the list that tells what it would replace. */
const LIST_TIMEOUT_MS = 3_000;

/** The fields in the order of the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

/** The list is read again a little after the confirmation, so as not to delay that. */
const RELOAD_DELAY_MS = 300;

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
  const asked = cancelled.delete(id)
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

/** Ids that were cancelled. A Save among them that the worker does not know yet is never sent. */
const cancelled = new Set<string>();

/** Cancels the Save or removal with this id. */
export function cancel(id: string): void {
  cancelled.add(id);
  void ask('cancel', { id });
}

/** Shows what runs, after a delay; after a failure at once, as the next failure may have the same text. */
function showRunning({ dispatch, now }: Context, kind: 'checking' | 'saving', id: string) {
  const delay = now().state.outcome.kind === 'failed' ? 0 : SAVING_DELAY_MS;
  return setTimeout(() => dispatch(changed({ kind, id })), delay);
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

/** Asks again how a Save has ended, and shows it. */
export function askAgain(context: Context, pending: PendingSave): Promise<void> {
  const sign = showRunning(context, 'checking', pending.id);
  return follow(context, pending, { asked: ask('awaitSave', inputOf(context, pending)), sign });
}

/**
 * Shows how a Save ends that an earlier form has begun.
 * @param hasActed true once this form has an action of its own to show; the next form then shows the earlier Save
 */
export async function showEarlier(
  context: Context,
  pending: PendingSave,
  hasActed: () => boolean,
): Promise<void> {
  const asked = ask('awaitSave', inputOf(context, pending));
  const sign = setTimeout(() => {
    if (!hasActed()) context.dispatch(changed({ kind: 'saving', id: pending.id, earlier: pending }));
  }, SAVING_DELAY_MS);
  const result = await settled(context, pending, asked);
  clearTimeout(sign);
  if (!hasActed()) await show(context, pending, { result });
}

function inputOf({ form, as }: Context, pending: PendingSave) {
  return { ...pending, tabId: form.tab.id, as };
}

interface Asked {
  readonly asked: Promise<Output<'save'>>;
  /** The secret, where this form sent it. */
  readonly sent?: string;
  readonly sign: ReturnType<typeof setTimeout>;
}

/** Waits until a Save of this form ends, and shows it. */
async function follow(context: Context, pending: PendingSave, { asked, sent, sign }: Asked): Promise<void> {
  const result = await settled(context, pending, asked);
  clearTimeout(sign);
  await show(context, pending, { result, sent });
}

interface Ended {
  readonly result: Output<'save'>;
  /** The secret, where this form sent it. */
  readonly sent?: string | undefined;
}

/** Shows how a Save has ended, and empties the fields that still hold what was sent. */
async function show(context: Context, pending: PendingSave, { result, sent }: Ended): Promise<void> {
  const { form, as, dispatch, now } = context;
  cancelled.delete(pending.id);
  const isOpen = !result.ok && TRAITS[result.failure.kind].nextStep === 'askAgain';
  if (isOpen) openSaves.add(pending.id);
  const { associate, draft } = pending;
  const isShown = pending.form === form.id || now().state.associate?.associateId === associate.associateId;
  dispatch(changed({ kind: 'finished', save: pending, isShown, result, today: new Date() }));
  if (result.ok) showSaved(context, pending, sent);
  else if (result.failure.kind === 'invalid') refuse(context, result.failure.errors);
  // The Save may have been carried out: the list is read again, as nobody has seen what is stored now.
  else if (leavesOpen(result.failure)) context.reload(draft.Type);
  await afterPaint();
  if (result.ok) {
    void rememberType(form.tab, { tenant: as.tenant, associateId: associate.associateId }, draft.Type);
    if (pending.form !== form.id) void forgetSaved(pending);
  }
  if (!isOpen) void ask('forgetSave', { id: pending.id });
}

/** The Saves of unknown outcome that this form has shown. The next form asks about them again, unless this one is cleared. */
const openSaves = new Set<string>();

/** Lets no later form ask about these Saves again. */
export function forgetOpenSaves(): void {
  for (const id of openSaves) void ask('forgetSave', { id });
  openSaves.clear();
}

/** Waits for the end of a Save. Where the browser stopped the worker meanwhile, a restarted worker asks the server how it ended. */
async function settled(
  context: Context,
  pending: PendingSave,
  asked: Promise<Output<'save'>>,
): Promise<Output<'save'>> {
  const result = await asked;
  if (result.ok || result.failure.kind !== 'interrupted') return result;
  const awaited = await ask('awaitSave', inputOf(context, pending));
  if (awaited.ok || awaited.failure.kind !== 'interrupted') return awaited;
  return unsettled(awaited.failure);
}

/** Forgets the draft of a closed form, if its entry is the one that was saved. */
async function forgetSaved({ form, draft }: PendingSave): Promise<void> {
  const all = await read(browser.storage.session.get());
  const keys = Object.keys(all).filter((key) => {
    const kept = key.startsWith(DRAFT) && key.endsWith(`:${form}`) ? all[key] : undefined;
    return isKept(kept) && kept.typed.draft.PublicValue === draft.PublicValue;
  });
  if (keys.length === 0) return;
  write(browser.storage.session.set(Object.fromEntries(keys.map((key) => [key, null]))));
  write(browser.storage.local.remove(keys));
}

/** The failure of an action that was asked about twice, where the browser stopped the worker each time. */
function unsettled(cause: Failure) {
  return failed({ kind: 'unsettled', lossReason: cause, cause });
}

/** Waits until the latest changes are drawn. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function refuse({ dispatch, focusOn }: Context, errors: FormErrors): void {
  dispatch(changed({ kind: 'found', errors }));
  const first = ORDER.find((field) => errors[field]);
  if (first) focusOn(first);
}

/** @param sent the secret, where this form sent it; a secret typed meanwhile stays, for the next entry */
function showSaved(context: Context, { associate, draft }: PendingSave, sent: string | undefined): void {
  const { secret, now, setListedType, reload } = context;
  if (sent !== undefined && secret.field.current?.value === sent) secret.empty();
  const { state, listedType } = now();
  // Where the person has typed another type by now, the list of that type stays.
  if (listedType === '' || state.draft.Type === draft.Type) setListedType(draft.Type);
  if (state.associate?.associateId === associate.associateId) reload(draft.Type, RELOAD_DELAY_MS);
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

/** Removes a stored entry of the associate whose entries are listed. */
export async function remove(
  context: Context,
  type: string,
  { PublicValue: publicValue }: StoredEntry,
): Promise<void> {
  const { form, as, dispatch, now, reload, secret } = context;
  const { state } = now();
  if (!state.associate) return;
  const id = crypto.randomUUID();
  const { associateId } = state.associate;
  const input = { tabId: form.tab.id, id, as, associateId, type, publicValue };
  dispatch(changed({ kind: 'removing', id }));
  let result = await ask('remove', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = await ask('checkRemoval', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = unsettled(result.failure);
  if (result.ok && isEdited(now().state, { type, publicValue })) secret.empty();
  dispatch(changed({ kind: 'removed', type, publicValue, result, today: new Date() }));
  reload(type);
}

/** The latest Save whose outcome no form has shown, if its form is closed, or has moved to a window and is this one. */
export async function earlierSave({ form, now }: Context): Promise<PendingSave | undefined> {
  const isOpen = await openForms();
  return now().state.opened.pendingSaves.find((each) => each.form === form.id || !isOpen(each.form));
}
