import { entryKey, namesakes, type StoredEntry } from '../src/credentials.ts';
import type { Input, Output } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import type { Page } from './page.ts';
import { unread } from './read-anew.ts';
import type { ItemState, Run } from './run.ts';

/** Notes which of some removals may still be carried out, whatever name the server knows their entry by. */
export function noteOpen(
  { openRemovals }: Page,
  { states }: Run<null>,
  removals: readonly Input<'remove'>[],
): void {
  for (const [index, removal] of removals.entries())
    if (states[index]?.kind === 'unknown') openRemovals.add(removalKey(removal));
}

/** True where an earlier removal of the same entry may still be carried out. */
export function isOpen({ openRemovals }: Page, removal: Input<'remove'>): boolean {
  return openRemovals.has(removalKey(removal));
}

function removalKey({ associateId, type, publicValue }: Input<'remove'>): string {
  return entryKey(associateId, type, publicValue);
}

/** True of a removal that has found another entry under the name. */
export function hasFoundOther(state: ItemState<null> | undefined): boolean {
  if (!state || !('failure' in state) || !state.failure) return false;
  const { failure } = state;
  return (failure.kind === 'unsettled' ? failure.cause : failure).kind === 'entryChanged';
}

/**
 * Removes an entry, unless somebody has changed it since it was seen. A server may know the entry by a name that differs in case or
 * blanks: it is then removed by that name. An entry that is gone already counts as removed.
 * @param isSeen true of the entry as it was seen
 * @param named called with the name under which the entry is removed
 */
export async function removeUnchanged(
  removal: Input<'remove'>,
  isSeen: (entry: StoredEntry) => boolean,
  named: (publicValue: string) => void = () => undefined,
): Promise<Output<'remove'>> {
  const { id: _, publicValue, ...list } = removal;
  const read = await ask('list', list);
  if (!read.ok) return unread('notRemoved', read.failure);
  const { entries } = read.value;
  if (!entries) return failed({ kind: 'unreadable' });
  const exact = entries.filter(({ PublicValue }) => PublicValue === publicValue);
  const there = exact.length > 0 ? exact : namesakes(entries, publicValue);
  const own = there.find(isSeen);
  if (there.length > 0 && !own) return failed({ kind: 'entryChanged' });
  if (!own) return success(null);
  named(own.PublicValue);
  return ask('remove', { ...removal, publicValue: own.PublicValue });
}
