import { type Draft, isEqual, isSame, mayBe, namesakes, type StoredEntry } from './credentials.ts';

/**
 * Judges by a list how a Save ended whose answer was lost. The secret cannot be read, so only a change proves anything.
 * @param before what was stored under the name before; `null` where unknown
 * @param mayAlreadyExist true where the outcome of an earlier Save of the same entry is unknown: an equal entry may come from it
 * @returns `stored`: the Save was carried out; `absent`: it was not; `alike`: there is an equal entry, or one that a server
 * may have made of what was sent, and it may be from before; `otherwise`: the name is taken by an entry that is neither
 * what was sent nor what was there
 */
export function judge(
  entries: readonly StoredEntry[],
  draft: Draft,
  {
    before,
    mayAlreadyExist,
  }: { readonly before: readonly StoredEntry[] | null; readonly mayAlreadyExist: boolean },
): 'stored' | 'absent' | 'alike' | 'otherwise' {
  const now = namesakes(entries, draft.PublicValue);
  const isUnchanged =
    (before ?? []).length === now.length &&
    now.every((entry) => before?.some((each) => isEqual(each, entry)));
  const hasEqual = now.some((entry) => isSame(entry, draft));
  if (now.length === 0) return 'absent';
  if (before && isUnchanged) return now.some((entry) => mayBe(entry, draft)) ? 'alike' : 'absent';
  if (!hasEqual) return 'otherwise';
  return before && !mayAlreadyExist && !before.some((entry) => isSame(entry, draft)) ? 'stored' : 'alike';
}
