import type { Input, Output, StoredList } from '../src/messages.ts';
import { failed, type Result, success } from '../src/outcomes.ts';
import { isOwnZone } from '../src/time-zone.ts';
import { crmAddress } from './crm.ts';
import { notDone } from './failures.ts';
import { callAs, type Shown } from './session.ts';

/** What an associate has of a type; see {@link readEntries}. */
export async function list({ tabId, shown, associateId, type }: Input<'list'>): Promise<Output<'list'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  return readEntries(tabId, address.value.base, shown, associateId, type);
}

/** Removes an entry. Where the answer is lost, the server is asked whether it still has it. */
export async function remove(input: Input<'remove'>): Promise<Output<'remove'>> {
  const { tabId, shown, associateId, type, publicValue } = input;
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const { base } = address.value;
  const removed = await callAs(tabId, base, shown, 'RemoveUntrustedCredentialsForAssociate', {
    AssociateId: associateId,
    Type: type,
    PublicValue: publicValue,
  });
  if (removed.ok) return success(null);
  if (removed.failure.kind !== 'unknown') return removed;
  const read = await readEntries(tabId, base, shown, associateId, type);
  if (!read.ok) return failed({ kind: 'unsettled', because: read.failure });
  const { entries } = read.value;
  if (!entries) return failed({ kind: 'unsettled', because: { kind: 'unreadable' } });
  return entries.some(({ PublicValue }) => PublicValue === publicValue)
    ? failed(notDone(removed.failure.because, 'notRemoved'))
    : success(null);
}

/**
 * Reads the entries. Their secrets stay here, even where the server tells them: what the form does not get, it cannot lose.
 * Where the server answers no list at all, that most likely means that there is none, but proves nothing.
 */
export async function readEntries(
  tabId: number,
  base: string,
  shown: Shown,
  associateId: number,
  type: string,
): Promise<Result<StoredList>> {
  const called = await callAs(tabId, base, shown, 'GetUntrustedCredentialsForAssociate', {
    AssociateId: associateId,
    Type: type,
  });
  if (!called.ok) return called;
  const { Response, TimeZone } = called.value;
  const entries = Response?.map((entry) => ({
    PublicValue: entry.PublicValue ?? '',
    Comment: entry.Comment ?? '',
    ValidFrom: entry.ValidFrom ?? '',
    ValidTo: entry.ValidTo ?? '',
    IsActive: entry.IsActive ?? false,
  }));
  const zone = TimeZone?.SoTimeZoneLocationCode?.trim();
  return success({ entries: entries ?? null, otherTimeZone: zone && !isOwnZone(zone) ? zone : null });
}
