import type { CheckedLine } from '../src/check-lines.ts';
import { isEqual, isStoredAs, namesakes, type StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import { listKey, listName } from '../src/lists.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import { LOST } from './run.ts';
import type { StoreContext } from './store-context.ts';
import { userOf } from './store-lines.ts';

/** How long people agree to what was found in SuperOffice as it was shown to them, in milliseconds. */
const READ_MS = 10 * 60_000;

/**
 * True where `readAt`, in milliseconds since 1970, is more than `READ_MS` ago. A time that is still to come counts as old: the
 * clock was set back since, and tells nothing.
 */
export function isOld(readAt: number): boolean {
  const age = Date.now() - readAt;
  return age < 0 || age > READ_MS;
}

/**
 * Reads once more what a line would replace, where that was read long ago: a check or a run may have lasted or waited for hours.
 * @param mayBeStored true of a line that was sent and whose end nobody knows. Its list is read in any case; if that fails, its end
 * stays unknown
 * @returns why the line must not be stored; `undefined` where it may be
 */
export async function whyNotAsAgreed(
  context: StoreContext,
  line: CheckedLine,
  mayBeStored: boolean,
): Promise<Failure | undefined> {
  const { page, readAt, dispatch } = context;
  const list = listName(userOf(line), line.draft.Type);
  // `before` is `null` where nobody could tell what is stored: the person has agreed to that.
  const isAgreed = line.before === null || !isOld(readAt.lists.get(listKey(list)) ?? 0);
  if (isAgreed && !mayBeStored) return undefined;
  const read = await ask('list', { tabId: page.tab.id, as: page.as, ...list });
  const open = (cause: Failure): Failure =>
    mayBeStored ? { kind: 'unsettled', lossReason: { kind: 'interrupted' }, cause } : cause;
  if (!read.ok) return open(unread('notSaved', read.failure).failure);
  const { entries } = read.value;
  if (!entries) return open({ kind: 'unreadable' });
  const there = namesakes(entries, line.draft.PublicValue);
  const isAsShown = mayBeStored ? there.every(isShownOrOwn(line)) : holdsTheSame(there, line.before ?? []);
  // The list is not kept for other lines: they have other entries to compare, and each reads it for itself.
  if (isAsShown) return undefined;
  // The line is checked anew once the run is over.
  dispatch({ kind: 'outdated', changed: [{ ...list, removed: null }] });
  return { kind: mayBeStored ? 'storedOtherwise' : 'entryChanged' };
}

function holdsTheSame(some: readonly StoredEntry[], others: readonly StoredEntry[]): boolean {
  return some.length === others.length && some.every((one) => others.some((other) => isEqual(one, other)));
}

/** Tells of an entry whether a line that was sent was to replace it, or may have stored it itself. */
export function isShownOrOwn({ before, draft }: CheckedLine): (entry: StoredEntry) => boolean {
  return (entry) => before?.some((shown) => isEqual(entry, shown)) || isStoredAs(entry, draft);
}

/**
 * The failure of a write before which the list could not be read. Nothing was sent, so nobody must ask how it ended: a lost answer
 * becomes `notSaved` or `notRemoved`.
 */
export function unread(kind: 'notSaved' | 'notRemoved', failure: Failure) {
  return failed(LOST.includes(failure.kind) ? { kind, cause: failure } : failure);
}
