import type { ExpectedUser } from '../src/associates.ts';
import browser from '../src/browser.ts';
import { check, type Terms } from '../src/check.ts';
import { type Draft, namesakes, type StoredEntry } from '../src/credentials.ts';
import { DRAFT } from '../src/drafts.ts';
import { type Failure, TRAITS } from '../src/failures.ts';
import type { Output, PendingSave } from '../src/messages.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import { isKept } from './draft.ts';
import { openForms } from './forget-drafts.ts';
import type { ThisForm } from './opening.ts';
import { type Event, type FormErrors, type FormState, takeOver } from './state.ts';
import { keep, recall } from './storage.ts';
import { rememberType } from './used-types.ts';

/** What is over sooner needs no sign of waiting, and drawing one would delay it. */
const SAVING_DELAY_MS = 100;

/** How long a Save waits for the list, which tells what it would replace. */
const LIST_TIMEOUT_MS = 3_000;

/** Fields in their order on the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

/** What was saved is confirmed first, and only then is anything else asked. */
const RELOAD_DELAY_MS = 300;

/** The form that an act is asked for in, and tells of. */
export interface Context {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly dispatch: (event: Event) => void;
  readonly focusOn: (name: string) => void;
  readonly secret: {
    readonly field: { readonly current: HTMLInputElement | null };
    readonly empty: () => void;
  };
  readonly reload: (pauseMilliseconds?: number) => void;
  readonly setListedType: (type: string) => void;
  /** The form as it is by now. */
  readonly now: () => { readonly state: FormState; readonly listedType: string };
}

/** What the form showed in the moment when Save was asked for. */
export interface Shown {
  readonly state: FormState;
  readonly secret: string;
  readonly withoutSecret: boolean;
  /** What is stored of the draft's type; `null` where that is not known just now. */
  readonly stored: readonly StoredEntry[] | null;
  /** What the form's own inputs find wrong: dates that are typed half. */
  readonly badInputs: FormErrors;
}

/** Saves what the form showed, for whom it showed, if all of it can be saved. */
export async function save(context: Context, shown: Shown): Promise<void> {
  const { form, dispatch } = context;
  const { state, secret } = shown;
  const { associate, search } = state;
  const errors: FormErrors = {
    ...check(state.draft, termsOf(shown, state.draft, state.original)),
    ...shown.badInputs,
    ...(search !== null ? { Associate: 'notChosen' } : associate ? {} : { Associate: 'required' }),
  };
  if (!associate || Object.keys(errors).length > 0) return refuse(context, errors);
  const { blocker } = state.opened;
  if (blocker) return dispatch({ kind: 'unencryptedAllowed', result: failed(blocker) });
  const id = crypto.randomUUID();
  const sign = showSaving(context, id);
  const stored = shown.stored ?? (await readStored(context, shown));
  const match = stored?.find(({ PublicValue }) => PublicValue === state.draft.PublicValue);
  const isNew = !state.isEditing && match !== undefined && state.original !== match;
  if (isNew) dispatch({ kind: 'matched', entry: match, today: new Date() });
  const draft = isNew ? takeOver(state, match, new Date()) : state.draft;
  const before = stored && namesakes(stored, draft.PublicValue);
  const pending: PendingSave = { id, form: form.id, associate, draft, before };
  const { types: _, ...terms } = termsOf(shown, draft, isNew ? match : state.original);
  const asked = given.delete(id)
    ? Promise.resolve(failed({ kind: 'cancelled' }))
    : ask('save', { ...inputOf(context, pending), ...terms });
  await follow(context, pending, { asked, sent: secret, sign });
}

/** What was given up before the worker knew of it. */
const given = new Set<string>();

/** Gives up what has the id. */
export function cancel(id: string): void {
  given.add(id);
  void ask('cancel', { id });
}

/** A sign of waiting, unless it is over before. After a failure something has to move at once: the next one may read the same. */
function showSaving({ dispatch, now }: Context, id: string): ReturnType<typeof setTimeout> {
  const delay = now().state.outcome.kind === 'failed' ? 0 : SAVING_DELAY_MS;
  return setTimeout(() => dispatch({ kind: 'saving', id }), delay);
}

function termsOf({ state, secret, withoutSecret }: Shown, draft: Draft, original: StoredEntry | null): Terms {
  const { types } = state.opened.preset;
  // Another name makes another entry, and that is new.
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

/** Shows how a Save ends that the server or the worker is to be asked about again. */
export function askAgain(context: Context, pending: PendingSave): Promise<void> {
  const sign = showSaving(context, pending.id);
  return follow(context, pending, { asked: ask('awaitSave', inputOf(context, pending)), sign });
}

/**
 * Tells how a Save ends that a form which is gone has asked for.
 * @param hasActed true once this form does something itself: its own end is what it shows, and the next form tells this one
 */
export async function tell(context: Context, pending: PendingSave, hasActed: () => boolean): Promise<void> {
  const asked = ask('awaitSave', inputOf(context, pending));
  const sign = setTimeout(() => {
    if (!hasActed()) context.dispatch({ kind: 'saving', id: pending.id, told: pending });
  }, SAVING_DELAY_MS);
  const result = await settled(context, pending, asked);
  clearTimeout(sign);
  if (!hasActed()) await show(context, pending, result);
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

/** Waits for the end of a Save of this form. */
async function follow(context: Context, pending: PendingSave, { asked, sent, sign }: Asked): Promise<void> {
  const result = await settled(context, pending, asked);
  clearTimeout(sign);
  await show(context, pending, result, sent);
}

/**
 * Shows how a Save has ended, and empties what still is what was sent.
 * @param sent the secret, where this form sent it
 */
async function show(
  context: Context,
  pending: PendingSave,
  result: Output<'save'>,
  sent?: string,
): Promise<void> {
  const { form, as, dispatch, now } = context;
  given.delete(pending.id);
  const isOpen = !result.ok && TRAITS[result.failure.kind].nextStep === 'askAgain';
  if (isOpen) shownOpen.add(pending.id);
  const { associate, draft } = pending;
  const isShown = pending.form === form.id || now().state.associate?.associateId === associate.associateId;
  dispatch({ kind: 'finished', save: pending, isShown, result, today: new Date() });
  if (result.ok) showSaved(context, pending, sent);
  else if (result.failure.kind === 'invalid') refuse(context, result.failure.errors);
  await afterPaint();
  if (result.ok) {
    void rememberType(form.tab, { tenant: as.tenant, associateId: associate.associateId }, draft.Type);
    if (pending.form !== form.id) void forgetSaved(pending);
  }
  if (!isOpen) void ask('forgetSave', { id: pending.id });
}

/** The Saves whose end this form could not tell: the next form tells it, unless the person has cleared the form. */
const shownOpen = new Set<string>();

/** No form tells of them again. */
export function putToRest(): void {
  for (const id of shownOpen) void ask('forgetSave', { id });
  shownOpen.clear();
}

/** A worker that was stopped in flight asks the server when it is started again. */
async function settled(
  context: Context,
  pending: PendingSave,
  asked: Promise<Output<'save'>>,
): Promise<Output<'save'>> {
  const result = await asked;
  if (result.ok || result.failure.kind !== 'interrupted') return result;
  const again = await ask('awaitSave', inputOf(context, pending));
  if (again.ok || again.failure.kind !== 'interrupted') return again;
  return unsettled(again.failure);
}

/** Forgets the draft of a form that is gone, where it holds what was saved. */
async function forgetSaved({ form, draft }: PendingSave): Promise<void> {
  const all = await recall(browser.storage.session.get());
  const keys = Object.keys(all).filter((key) => {
    const kept = key.startsWith(DRAFT) && key.endsWith(`:${form}`) ? all[key] : undefined;
    return isKept(kept) && kept.typed.draft.PublicValue === draft.PublicValue;
  });
  if (keys.length === 0) return;
  keep(browser.storage.session.set(Object.fromEntries(keys.map((key) => [key, null]))));
  keep(browser.storage.local.remove(keys));
}

/** The worker was stopped whenever it was asked. */
function unsettled(cause: Failure) {
  return failed({ kind: 'unsettled', lost: cause, cause });
}

/** Fulfilled when what has changed is drawn. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function refuse({ dispatch, focusOn }: Context, errors: FormErrors): void {
  dispatch({ kind: 'found', errors });
  const first = ORDER.find((field) => errors[field]);
  if (first) focusOn(first);
}

/** @param sent the secret, where this form sent it: what was typed meanwhile is the next one's */
function showSaved(context: Context, { draft }: PendingSave, sent: string | undefined): void {
  const { secret, now, setListedType, reload } = context;
  if (sent !== undefined && secret.field.current?.value === sent) secret.empty();
  const { state, listedType } = now();
  // Where another type was typed over, the list is not what is wanted next.
  if (listedType === '' || state.draft.Type === draft.Type) setListedType(draft.Type);
  reload(RELOAD_DELAY_MS);
}

/** Removes a stored entry of the associate and the type that are listed. */
export async function remove(context: Context, { PublicValue: publicValue }: StoredEntry): Promise<void> {
  const { form, as, dispatch, now, reload } = context;
  const { state, listedType } = now();
  if (!state.associate) return;
  const id = crypto.randomUUID();
  const { associateId } = state.associate;
  const input = { tabId: form.tab.id, id, as, associateId, type: listedType, publicValue };
  dispatch({ kind: 'removing', id });
  let result = await ask('remove', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = await ask('checkRemoval', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = unsettled(result.failure);
  dispatch({ kind: 'removed', publicValue, result });
  reload();
}

/** The first of the Saves that nobody has told and whose form is gone, or is this one, which has moved to a window. */
export async function untold({ form, now }: Context): Promise<PendingSave | undefined> {
  const isOpen = await openForms();
  return now().state.opened.pendingSaves.find((each) => each.form === form.id || !isOpen(each.form));
}
