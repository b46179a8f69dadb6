import type { ExpectedUser } from '../src/associates.ts';
import browser from '../src/browser.ts';
import { check } from '../src/check.ts';
import { type Failure, leavesOpen, TRAITS } from '../src/failures.ts';
import { type Input, isPendingSave, type Output, type PendingSave } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { sameTenant } from '../src/tenants.ts';
import { type EntryName, keyOfEntry, noteStored, notOlder } from './last-stored.ts';
import type { Crm } from './server/crm.ts';
import { settle, store } from './store.ts';

/**
 * A Save in the ledger: everything but the secret, by the id that a form has made up. The ledger outlives a popup that closes, and
 * in `storage.session` a worker that the browser stops. An entry stays until a form has shown how its Save ended.
 */
interface Entry {
  readonly save: Input<'awaitSave'>;
  /** Absent while the Save is under way. */
  readonly result?: Output<'save'>;
  /** A form has shown that the Save ended open. No form tells it again, but an equal entry may still be the work of this Save. */
  readonly isTold?: true;
}

const PREFIX = 'save:';

/** How long the note of a Save's end may wait to be written, in milliseconds. */
const END_MS = 200;

const ledger = new Map<string, Entry>();

/** Fulfilled once the Saves from an earlier life of the worker are read. */
const loaded = browser.storage.session.get().then(
  (all) => {
    for (const [key, value] of Object.entries(all)) {
      const entry = key.startsWith(PREFIX) ? toEntry(value) : undefined;
      if (entry && !ledger.has(entry.save.id)) ledger.set(entry.save.id, entry);
    }
  },
  () => {
    // The form asks with all that it knows, so that a Save can be settled without the ledger.
    isLedgerRead = false;
  },
);

/** False where the ledger could not be read: earlier Saves that nobody here knows of may have ended open. */
let isLedgerRead = true;

/** The Saves that are under way or being read back here, by id. */
const inFlight = new Map<string, Promise<Output<'save'>>>();
/** The Saves that may still be sent, in the order in which they were asked for. Some wait for their turn. */
const storing = new Set<Input<'awaitSave'>>();

/** Stores an entry, and remembers the Save for as long as no form has shown how it ended. */
export async function save(crm: Crm, input: Input<'save'>): Promise<Output<'save'>> {
  const { secret, withoutSecret, original, width, ...pending } = input;
  const errors = check(pending.draft, { secret, withoutSecret, types: crm.policy.types, original });
  if (Object.keys(errors).length > 0) return failed({ kind: 'invalid', errors });
  await loaded;
  if ([...storing].some((each) => isSameEntry(each, pending))) return failed({ kind: 'alreadySaving' });
  storing.add(pending);
  await turnOf(pending, width);
  return whileInFlight(pending, () => storeNoted(crm, pending, secret)).finally(() =>
    storing.delete(pending),
  );
}

async function storeNoted(crm: Crm, pending: Input<'awaitSave'>, secret: string): Promise<Output<'save'>> {
  const earlier = earlierOf(pending);
  const before = notOlder(nameOf(pending), pending.before);
  const mayAlreadyExist = !isLedgerRead || earlier.some(isOpen);
  const result = await store(crm, { ...pending, before, mayAlreadyExist }, secret);
  if (!result.ok) return result;
  const isRemoving = noteStored(nameOf(pending), pending.draft);
  // Earlier Saves of this entry that ended open do not matter any more, unless one of them may still be carried out.
  const earlierMayRun = isRemoving || earlier.some(mayStillRun);
  for (const entry of earlier) forget(entry.save.id);
  return success({ ...result.value, ...(earlierMayRun && { earlierMayRun }) });
}

/** Waits until the Save is among the first ones of its form: `width` of them may be under way at a time. */
async function turnOf(save: Input<'awaitSave'>, width: number): Promise<void> {
  const first = () => [...storing].filter(({ form }) => form === save.form).slice(0, width);
  // Here it counts only that a Save ends: the form that asked for it is told how.
  while (!first().includes(save))
    await Promise.race(first().map(({ id }) => inFlight.get(id)?.catch(() => undefined)));
}

/** Gives how a Save ended, or will end. */
export async function awaitSave(input: Input<'awaitSave'>): Promise<Output<'awaitSave'>> {
  await loaded;
  const running = inFlight.get(input.id);
  if (running) return running;
  const entry = ledger.get(input.id);
  if (entry?.result && !asksAgain(entry.result)) return entry.result;
  // The end is open: the browser stopped the worker in flight, the server could not be asked, or it was not done at the time.
  const save = { ...(entry?.save ?? input), tabId: input.tabId };
  const mayAlreadyExist = !entry || !isLedgerRead || earlierOf(save).some(isOpen);
  const order = { ...save, before: notOlder(nameOf(save), save.before), mayAlreadyExist };
  return whileInFlight(save, async () => {
    const result = await settle(order, lossOf(entry));
    return result.ok && noteStored(nameOf(save), save.draft)
      ? success({ ...result.value, earlierMayRun: true })
      : result;
  });
}

/** Notes that a form has shown how the Save ended. */
export async function forgetSave({ id }: Input<'forgetSave'>): Promise<Output<'forgetSave'>> {
  await loaded;
  const entry = ledger.get(id);
  if (entry && isOpen(entry)) remember({ ...entry, isTold: true });
  else forget(id);
  return success(null);
}

/** Gives the user's Saves from a tab whose end no form has shown, the latest first. */
export async function pendingSaves(tabId: number, as: ExpectedUser): Promise<readonly PendingSave[]> {
  await loaded;
  return [...ledger.values()]
    .filter(
      ({ save, isTold }) =>
        !isTold &&
        save.tabId === tabId &&
        save.as.associateId === as.associateId &&
        sameTenant(save.as.tenant, as.tenant),
    )
    .map(({ save: { id, form, associate, draft, before } }) => ({ id, form, associate, draft, before }))
    .reverse();
}

/** Moves the Saves of a tab that has got another number: forms ask for them by the new one. */
export async function moveSaves(added: number, removed: number): Promise<void> {
  await loaded;
  for (const entry of ledger.values()) {
    if (entry.save.tabId === removed) remember({ ...entry, save: { ...entry.save, tabId: added } });
  }
}

async function whileInFlight(
  pending: Input<'awaitSave'>,
  act: () => Promise<Output<'save'>>,
): Promise<Output<'save'>> {
  const { id } = pending;
  remember({ save: pending });
  const acting = act().then((result) => {
    // A form may have shown this end already, by another road, and the Save's tab may have got another number.
    const entry = ledger.get(id);
    if (entry) rememberEnd({ save: entry.save, result });
    return result;
  });
  inFlight.set(id, acting);
  return acting.finally(() => inFlight.delete(id));
}

function isOpen({ result }: Entry): boolean {
  return !result || (!result.ok && leavesOpen(result.failure));
}

/** True where the server could not be asked, or may have been at work still. */
function asksAgain(result: Output<'save'>): boolean {
  return !result.ok && TRAITS[result.failure.kind].nextStep === 'askAgain';
}

/** True where the request of the Save may still reach the entry. */
function mayStillRun({ result }: Entry): boolean {
  return !result || asksAgain(result);
}

/** Gives why the answer to a Save was lost, as far as that is known. */
function lossOf(entry: Entry | undefined): Failure {
  const failure = entry?.result?.ok === false ? entry.result.failure : undefined;
  if (failure?.kind === 'unsettled') return failure.lossReason;
  return failure?.kind === 'notSavedYet' ? failure.cause : { kind: 'interrupted' };
}

/** The other Saves of the same entry. */
function earlierOf(save: Input<'awaitSave'>): readonly Entry[] {
  return [...ledger.values()].filter((each) => each.save.id !== save.id && isSameEntry(each.save, save));
}

function isSameEntry(one: Input<'awaitSave'>, other: Input<'awaitSave'>): boolean {
  return keyOfEntry(nameOf(one)) === keyOfEntry(nameOf(other));
}

function nameOf({ as, associate, draft }: Input<'awaitSave'>): EntryName {
  return { as, associateId: associate.associateId, type: draft.Type, publicValue: draft.PublicValue };
}

/**
 * Notes a Save. Nobody waits for the storage. If the browser cannot keep the note, it lives as long as the worker; the form
 * says so.
 */
function remember(entry: Entry): void {
  const { id } = entry.save;
  ledger.set(id, entry);
  browser.storage.session.set({ [PREFIX + id]: entry }).catch(() => undefined);
}

/**
 * Writes how a Save has ended, unless its form has shown that by then. If the browser stops the worker before, the next
 * worker asks the server again.
 */
function rememberEnd(entry: Entry): void {
  const { id } = entry.save;
  ledger.set(id, entry);
  setTimeout(() => {
    if (ledger.get(id) === entry) remember(entry);
  }, END_MS);
}

function forget(id: string): void {
  ledger.delete(id);
  browser.storage.session.remove(PREFIX + id).catch(() => undefined);
}

/**
 * Reads an entry of the ledger. An older release may have written another shape. An end that cannot be read counts as not known.
 */
function toEntry(value: unknown): Entry | undefined {
  const { save, result, isTold } = (value ?? {}) as Partial<Entry>;
  if (!isPendingSave(save)) return undefined;
  return { save, ...(isResult(result) && { result }), ...(isTold && { isTold }) };
}

function isResult(value: unknown): value is Output<'save'> {
  const { ok, value: saved, failure } = (value ?? {}) as { ok?: unknown; value?: unknown; failure?: Failure };
  return ok === true ? typeof saved === 'object' : ok === false && Object.hasOwn(TRAITS, failure?.kind ?? '');
}
