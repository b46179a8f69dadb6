import type { ExpectedUser } from '../src/associates.ts';
import { checkType, isSignInType, type StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import type { Input, Output, StoredList } from '../src/messages.ts';
import { failed, type Result, success } from '../src/result.ts';
import { isBehind, isOtherZone } from '../src/time-zone.ts';
import { noteRemoving, noteStored } from './last-stored.ts';
import { readBack } from './read-back.ts';
import { read, write } from './server/call.ts';
import type { Crm } from './server/crm.ts';
import { hasEnded } from './server/explain.ts';

/** Lists the entries that an associate has of a type; see {@link readEntries}. */
export async function list(crm: Crm, { as, ...whose }: Input<'list'>): Promise<Output<'list'>> {
  return readEntries(crm, as, whose);
}

/** Removes an entry. If the answer is lost, this asks the server whether it still has the entry. */
export async function remove(crm: Crm, input: Input<'remove'>): Promise<Output<'remove'>> {
  const { as, associateId, type, publicValue } = input;
  const wrong = checkType(type, crm.policy.types);
  if (wrong) return failed({ kind: 'invalid', errors: { Type: wrong } });
  const removed = await write(crm, as, {
    operation: {
      name: 'RemoveUntrustedCredentialsForAssociate',
      request: { AssociateId: associateId, Type: type, PublicValue: publicValue },
    },
    proof: listOperation({ associateId, type }),
  });
  if (removed.ok) {
    noteStored(input, null);
    return success(null);
  }
  return removed.mayBeDone ? settleRemoval(input, removed.failure) : failed(removed.failure);
}

/** Finds out how a removal ended. Its answer never came, because the browser stopped the worker. */
export function checkRemoval(input: Input<'checkRemoval'>): Promise<Output<'checkRemoval'>> {
  // The removal that was noted as open is this one.
  noteRemoving(input, false);
  return settleRemoval(input, { kind: 'interrupted' });
}

async function settleRemoval(input: Input<'remove'>, cause: Failure): Promise<Output<'remove'>> {
  const isGone = (entries: readonly StoredEntry[]) =>
    entries.every(({ PublicValue }) => PublicValue !== input.publicValue);
  const isOver = hasEnded(cause);
  const mightCome = noteRemoving(input, true);
  const entries = await readBack({ ...input, cause }, isGone);
  const isRemoved = entries.ok && isGone(entries.value);
  // This removal is not open any more; an earlier one of the same entry may be.
  if (isOver || isRemoved) noteRemoving(input, mightCome);
  if (!entries.ok) return entries;
  if (isRemoved) {
    noteStored(input, null);
    return success(null);
  }
  return failed({ kind: isOver ? 'notRemoved' : 'notRemovedYet', cause });
}

/** The associate and the type that a list belongs to. */
export interface Whose {
  readonly associateId: number;
  readonly type: string;
}

/** The operation that lists. An endpoint that answers it offers the operations that store and remove as well. */
export function listOperation({ associateId, type }: Whose) {
  return {
    name: 'GetUntrustedCredentialsForAssociate',
    request: { AssociateId: associateId, Type: type },
  } as const;
}

/**
 * Reads the entries. Their secrets stay here, even where the server tells them: a form cannot lose what it does not get. `entries`
 * is `null` where the server answers no list at all. Most likely there are no entries then, but that is not proved.
 */
export async function readEntries(crm: Crm, as: ExpectedUser, whose: Whose): Promise<Result<StoredList>> {
  if (isSignInType(whose.type)) return failed({ kind: 'invalid', errors: { Type: { rule: 'signInType' } } });
  const called = await read(crm, as, listOperation(whose));
  if (!called.ok) return failed(called.failure);
  const { Response, TimeZone } = called.value;
  const entries = Response?.map((entry) => ({
    PublicValue: entry.PublicValue ?? '',
    Comment: entry.Comment ?? '',
    ValidFrom: entry.ValidFrom ?? '',
    ValidTo: entry.ValidTo ?? '',
    IsActive: entry.IsActive ?? false,
  }));
  const zone = TimeZone?.SoTimeZoneLocationCode?.trim() ?? '';
  return success({
    entries: entries ?? null,
    otherTimeZone: isOtherZone(zone) ? zone : null,
    startsEarlier: isBehind(zone),
  });
}
