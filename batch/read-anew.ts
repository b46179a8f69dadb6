import type { CheckedLine } from '../src/check-lines.ts';
import { isEqual, isStoredAs, namesakes, type StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import { listKey, listName } from '../src/lists.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import { LOST } from './run.ts';
import type { StoreContext } from './store-context.ts';
import { userOf } from './store-lines.ts';

/** For so long what was found in SuperOffice is agreed to as it was shown. */
const READ_MS = 10 * 60_000;

/** True of what was read so long ago, by the clock. One that was set back since tells nothing. */
export function isOld(readAt: number): boolean {
  const age = Date.now() - readAt;
  return age < 0 || age > READ_MS;
}

/**
 * Reads once more what a line would replace, where that was read long ago: a check or a run may have lasted or waited for hours.
 * @param mayBeStored true of a line that was sent, and whose end nobody knows: that is read in any case, and stays so
 * @returns why the line is not to be stored, if so
 */
export async function whyNotAsAgreed(
  context: StoreContext,
  line: CheckedLine,
  mayBeStored: boolean,
): Promise<Failure | undefined> {
  const { page, readAt, dispatch } = context;
  const list = listName(userOf(line), line.draft.Type);
  // Where nobody knew what is there, that was agreed to.
  const isAgreed = line.before === null || !isOld(readAt.lists.get(listKey(list)) ?? 0);
  if (isAgreed && !mayBeStored) return undefined;
  const read = await ask('list', { tabId: page.tab.id, as: page.as, ...list });
  const open = (cause: Failure): Failure =>
    mayBeStored ? { kind: 'unsettled', lost: { kind: 'interrupted' }, cause } : cause;
  if (!read.ok) return open(unread('notSaved', read.failure).failure);
  const { entries } = read.value;
  if (!entries) return open({ kind: 'unreadable' });
  const there = namesakes(entries, line.draft.PublicValue);
  const isAsShown = mayBeStored ? there.every(isShownOrOwn(line)) : holdsTheSame(there, line.before ?? []);
  // Other lines of the same list have other entries to compare: each reads it for itself.
  if (isAsShown) return undefined;
  // Its line is checked anew once the run is over.
  dispatch({ kind: 'outdated', changed: [{ ...list, removed: null }] });
  return { kind: mayBeStored ? 'storedOtherwise' : 'entryChanged' };
}

function holdsTheSame(some: readonly StoredEntry[], others: readonly StoredEntry[]): boolean {
  return some.length === others.length && some.every((one) => others.some((other) => isEqual(one, other)));
}

/** True of what a line that was sent was to replace, and of what it may have stored itself. */
export function isShownOrOwn({ before, draft }: CheckedLine): (entry: StoredEntry) => boolean {
  return (entry) => before?.some((shown) => isEqual(entry, shown)) || isStoredAs(entry, draft);
}

/** What a list that could not be read before a write means for that: nothing was sent, so nobody is to ask how it has ended. */
export function unread(kind: 'notSaved' | 'notRemoved', failure: Failure) {
  return failed(LOST.includes(failure.kind) ? { kind, cause: failure } : failure);
}
