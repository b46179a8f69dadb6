import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import { type Failure, leavesOpen, TRAITS } from '../src/failures.ts';
import type { Output, PendingSave } from '../src/messages.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import type { Context } from './action-context.ts';
import { isKept } from './kept-drafts.ts';
import { changed } from './later-state.ts';
import { openForms } from './open-forms.ts';
import type { FormErrors } from './state.ts';
import { read, write } from './storage.ts';
import { rememberType } from './used-types.ts';

/** A Save that is over sooner shows no sign of waiting: drawing one would only delay it. */
const SAVING_DELAY_MS = 100;

/** The fields in the order of the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

/** The list is read again a little after the confirmation, so as not to delay that. */
const RELOAD_DELAY_MS = 300;

/** Shows what runs, after a delay; after a failure at once, as the next failure may have the same text. */
export function showRunning({ dispatch, now }: Context, kind: 'checking' | 'saving', id: string) {
  const delay = now().state.outcome.kind === 'failed' ? 0 : SAVING_DELAY_MS;
  return setTimeout(() => dispatch(changed({ kind, id })), delay);
}

/** Ids that were cancelled. A Save among them that the worker does not know yet is never sent. */
const cancelled = new Set<string>();

/** True of a Save that was cancelled before it was sent; it is then forgotten as such. */
export function takeCancelled(id: string): boolean {
  return cancelled.delete(id);
}

/** Cancels the Save or removal with this id. */
export function cancel(id: string): void {
  cancelled.add(id);
  void ask('cancel', { id });
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
  if (!hasActed()) show(context, pending, { result });
}

/** What the worker is asked about a Save by. */
export function inputOf({ form, as }: Context, pending: PendingSave) {
  return { ...pending, tabId: form.tab.id, as };
}

interface Asked {
  readonly asked: Promise<Output<'save'>>;
  /** The secret, where this form sent it. */
  readonly sent?: string;
  readonly sign: ReturnType<typeof setTimeout>;
}

/** Waits until a Save of this form ends, and shows it. */
export async function follow(
  context: Context,
  pending: PendingSave,
  { asked, sent, sign }: Asked,
): Promise<void> {
  const result = await settled(context, pending, asked);
  clearTimeout(sign);
  show(context, pending, { result, sent });
}

interface Ended {
  readonly result: Output<'save'>;
  /** The secret, where this form sent it. */
  readonly sent?: string | undefined;
}

/** Shows how a Save has ended, and empties the fields that still hold what was sent. */
export function show(context: Context, pending: PendingSave, { result, sent }: Ended): void {
  const { form, dispatch, now } = context;
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
  // Nobody waits for this: what a person presses as soon as they read how the Save has ended is not to be lost.
  void noteShown(context, pending, { isSaved: result.ok, isOpen });
}

interface End {
  readonly isSaved: boolean;
  /** True where the end is not known yet: the next form asks about it again. */
  readonly isOpen: boolean;
}

/** Notes that a person has seen how a Save has ended, once that is drawn. */
async function noteShown({ form, as }: Context, save: PendingSave, { isSaved, isOpen }: End): Promise<void> {
  await afterPaint();
  if (isSaved) {
    const { associateId } = save.associate;
    void rememberType(form.tab, { tenant: as.tenant, associateId }, save.draft.Type);
    if (save.form !== form.id) void forgetSaved(save);
  }
  if (!isOpen) void ask('forgetSave', { id: save.id });
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
export function unsettled(cause: Failure) {
  return failed({ kind: 'unsettled', lossReason: cause, cause });
}

/** Waits until the latest changes are drawn. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Shows which fields are wrong, and puts the focus into the first of them. */
export function refuse({ dispatch, focusOn }: Context, errors: FormErrors): void {
  dispatch(changed({ kind: 'found', errors }));
  const first = ORDER.find((field) => errors[field]);
  if (first) focusOn(first);
}

/**
 * Makes the form ready for the next entry: its secret field is emptied, and the list shows what is stored now.
 * @param sent the secret, where this form sent it; a secret typed meanwhile stays, for the next entry
 */
function showSaved(context: Context, { associate, draft }: PendingSave, sent: string | undefined): void {
  const { secret, now, setListedType, reload } = context;
  if (sent !== undefined && secret.field.current?.value === sent) secret.empty();
  const { state, listedType } = now();
  // Where the person has typed another type by now, the list of that type stays.
  if (listedType === '' || state.draft.Type === draft.Type) setListedType(draft.Type);
  if (state.associate?.associateId === associate.associateId) reload(draft.Type, RELOAD_DELAY_MS);
}

/** The latest Save whose outcome no form has shown, if its form is closed, or has moved to a window and is this one. */
export async function earlierSave({ form, now }: Context): Promise<PendingSave | undefined> {
  const isOpen = await openForms();
  return now().state.opened.pendingSaves.find((each) => each.form === form.id || !isOpen(each.form));
}
