import { checkType, type StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import type { Input, Output } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { listOperation } from './entries.ts';
import { noteRemoving, noteStored } from './last-stored.ts';
import { readBack } from './read-back.ts';
import { write } from './server/call.ts';
import type { Crm } from './server/crm.ts';
import { hasEnded } from './server/explain.ts';

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
