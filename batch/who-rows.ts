import { nameOf } from '../src/associates.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import { REMOVALS } from './line-words.ts';
import type { EntryRow, WhoState } from './who-state.ts';

/** How a row stands, and what there is to know of it. */
export function statusOf(row: EntryRow, now: string): readonly [word: string, detail: string] {
  const { failure, removal } = row;
  if (failure) return [text('notRead'), describe(failure)];
  if (!removal) return [text(entryWord(row, now)), ''];
  // The reason why a run waits is given once, for all rows.
  const isOver = removal.kind === 'failed' || removal.kind === 'unknown';
  return [text(REMOVALS[removal.kind]), isOver ? describe(removal.failure) : ''];
}

function entryWord({ entry }: EntryRow, now: string): TextKey {
  if (!entry) return 'hasNone';
  if (!entry.IsActive) return 'off';
  if (entry.ValidTo < now) return 'expired';
  return entry.ValidFrom > now ? 'notYetValid' : 'valid';
}

/** The text by which each column is sorted and searched. */
const SORTED: { readonly [key: string]: (row: EntryRow, now: string) => string } = {
  user: ({ user }) => nameOf(user),
  email: ({ user }) => user.email,
  type: ({ type }) => type,
  publicValue: ({ entry }) => entry?.PublicValue ?? '',
  validFrom: ({ entry }) => entry?.ValidFrom ?? '',
  validTo: ({ entry }) => entry?.ValidTo ?? '',
  state: (row, now) => statusOf(row, now).join(' '),
  comment: ({ entry }) => entry?.Comment ?? '',
};

/** The rows that hold all words of the search. */
export function search(
  rows: readonly EntryRow[],
  wanted: WhoState['search'],
  now: string,
): readonly EntryRow[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const texts = Object.values(SORTED);
  return rows.filter((row) => {
    const all = texts
      .map((of) => of(row, now))
      .join('\n')
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** The rows that a filter shows, in the order that the person has chosen; without one, in the order in which they came. */
export function inOrder(
  rows: readonly EntryRow[],
  { mark, sorting }: Pick<WhoState, 'mark' | 'sorting'>,
  now: string,
): readonly EntryRow[] {
  const shown = rows.filter(({ marks }) => (mark ? marks.includes(mark) : !marks.includes('hasNone')));
  const of = sorting && SORTED[sorting.key];
  if (!of) return shown;
  const { compare } = new Intl.Collator(text('locale'), { numeric: true });
  const sign = sorting.isDescending ? -1 : 1;
  return shown
    .map((row) => ({ row, key: of(row, now) }))
    .sort((one, other) => sign * compare(one.key, other.key))
    .map(({ row }) => row);
}

/** The rows that are ticked and shown: nothing is done to a row that is not shown. */
export function chosenOf(shown: readonly EntryRow[], { chosen }: WhoState): readonly EntryRow[] {
  return shown.filter(({ key }) => chosen.has(key));
}
