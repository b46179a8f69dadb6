import { sameBase } from '../src/addresses.ts';
import browser from '../src/browser.ts';
import { check, type Draft, isSame, toStored } from '../src/credentials.ts';
import type { Input, LastSave, Output, Saved } from '../src/messages.ts';
import { type Failure, failed, type Person, type Result, success } from '../src/outcomes.ts';
import { crmAddress, obstacleAt } from './crm.ts';
import { readEntries } from './entries.ts';
import { notDone } from './failures.ts';
import { callAs, type Shown } from './session.ts';
import { settingsFor } from './settings.ts';
import { untilLoaded } from './tab.ts';

/**
 * What is remembered of a tab's Save, in `storage.session`, until a form has shown how it ended: everything but the
 * secret. It outlives a popup that closes and a worker that the browser stops.
 */
interface Remembered {
  readonly base: string;
  readonly shown: Shown;
  readonly associate: Person;
  readonly draft: Draft;
  readonly mayExist: boolean;
  /** Why its answer was lost. */
  readonly lost?: Failure;
  /** Absent while it is under way. */
  readonly result?: Output<'save'>;
}

/** By tab: one at a time, whoever asks. */
const underWay = new Map<number, Promise<Output<'save'>>>();

/** Saves, once. Where the answer is lost, the server is asked what it holds before anything is said. */
export async function save(input: Input<'save'>): Promise<Output<'save'>> {
  const { tabId } = input;
  if (underWay.has(tabId)) return failed({ kind: 'alreadySaving' });
  return whileUnderWay(tabId, () => checkAndSend(input));
}

async function checkAndSend(input: Input<'save'>): Promise<Output<'save'>> {
  const { tabId, shown, associate, draft, secret, withoutSecret, mayExist } = input;
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const { base } = address.value;
  const { fleet } = await settingsFor(base);
  const errors = check(draft, secret, withoutSecret, fleet.types);
  if (Object.keys(errors).length > 0) return failed({ kind: 'invalid', errors });
  const obstacle = await obstacleAt(base, fleet);
  if (obstacle) return failed(obstacle);

  const remembered: Remembered = { base, shown, associate, draft, mayExist };
  // Nobody waits for these notes: the browser takes them in the order in which they are written.
  void remember(tabId, remembered);
  const called = await callAs(tabId, base, shown, 'SaveUntrustedCredentialsForAssociate', {
    AssociateId: associate.associateId,
    Type: draft.Type,
    Credentials: { ...toStored(draft), SecretValue: secret },
  });
  if (!called.ok && called.failure.kind === 'unknown') {
    return settleAndRemember(tabId, { ...remembered, lost: called.failure.because });
  }
  const result = called.ok ? success<Saved>({ readBack: false }) : called;
  void remember(tabId, { ...remembered, result });
  return result;
}

/** What the tab's last Save to this base address was about, if no form has shown yet how it ended. */
export async function recallSave(tabId: number, base: string): Promise<LastSave | null> {
  const remembered = await recall(tabId);
  if (!remembered || !sameBase(remembered.base, base)) return null;
  return { associate: remembered.associate, draft: remembered.draft };
}

/** How that Save ended, or will end. */
export async function awaitSave({ tabId }: Input<'awaitSave'>): Promise<Output<'awaitSave'>> {
  const saving = underWay.get(tabId);
  if (saving) return saving;
  const remembered = await recall(tabId);
  if (!remembered) return failed({ kind: 'interrupted' });
  const { result } = remembered;
  if (result && (result.ok || !['unsettled', 'notYet'].includes(result.failure.kind))) return result;
  // The browser stopped the worker in flight, or the server could not be asked, or was not done, at the time.
  return whileUnderWay(tabId, () => settleAndRemember(tabId, remembered));
}

/** A form has shown how the Save ended. */
export async function forgetSave({ tabId }: Input<'forgetSave'>): Promise<Output<'forgetSave'>> {
  await browser.storage.session.remove(keyOf(tabId));
  return success(null);
}

async function settleAndRemember(tabId: number, remembered: Remembered): Promise<Output<'save'>> {
  const result = await settle(tabId, remembered);
  void remember(tabId, { ...remembered, result });
  return result;
}

/** Reads the entry back and compares all that can be read: the server blanks the secrets of others. */
async function settle(tabId: number, remembered: Remembered): Promise<Result<Saved>> {
  const { base, shown, associate, draft, mayExist, lost = { kind: 'interrupted' } } = remembered;
  await untilLoaded(tabId);
  const address = await crmAddress(tabId);
  if (!address.ok) return failed({ kind: 'unsettled', because: address.failure });
  if (!sameBase(address.value.base, base)) return failed({ kind: 'unsettled', because: { kind: 'tabLeft' } });
  const read = await readEntries(tabId, base, shown, associate.associateId, draft.Type);
  if (!read.ok) return failed({ kind: 'unsettled', because: read.failure });
  const { entries } = read.value;
  if (!entries) return failed({ kind: 'unsettled', because: { kind: 'unreadable' } });
  if (!entries.some((entry) => isSame(entry, draft))) return failed(notDone(lost, 'notSaved'));
  return mayExist ? failed({ kind: 'indistinguishable' }) : success({ readBack: true });
}

async function whileUnderWay(tabId: number, act: () => Promise<Output<'save'>>): Promise<Output<'save'>> {
  const saving = act().finally(() => underWay.delete(tabId));
  underWay.set(tabId, saving);
  return saving;
}

function keyOf(tabId: number): string {
  return `save:${tabId}`;
}

async function remember(tabId: number, remembered: Remembered): Promise<void> {
  await browser.storage.session.set({ [keyOf(tabId)]: remembered });
}

async function recall(tabId: number): Promise<Remembered | undefined> {
  const key = keyOf(tabId);
  return (await browser.storage.session.get(key))[key] as Remembered | undefined;
}
