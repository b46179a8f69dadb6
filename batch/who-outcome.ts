import type { Failure } from '../src/failures.ts';
import { text } from '../src/ui/text.ts';
import { REMOVALS } from './line-words.ts';
import type { ItemState } from './run.ts';
import { doingWords, reasonsIn } from './store-outcome.ts';
import { type Question, rowsOf, unreadOf, type WhoState } from './who-state.ts';

/** The words for how far the tab is. */
export function saidOf(state: WhoState): string {
  const { running, reading, note, hasAsked } = state;
  if (reading !== null) return text('readingUsers', String(reading));
  if (running) return doingWords(running);
  return [hasAsked ? foundWords(state) : '', note].filter(Boolean).join(' ');
}

function foundWords(state: WhoState): string {
  const peopleIn = (all: readonly Question[]) => new Set(all.map(({ user }) => user.associateId)).size;
  const held = rowsOf(state, '').filter(({ entry, marks }) => entry && !marks.includes('lineRemoved'));
  const having = peopleIn(held);
  const [entries, people] = [String(held.length), String(having)];
  const unread = unreadOf(state).length;
  const found =
    unread === 0
      ? text('entriesFound', entries, people, String(peopleIn(state.questions) - having))
      : `${text('entriesFoundSoFar', entries, people)} ${text('entriesUnread', String(unread))}`;
  return `${found} ${removedWords([...state.removals.values()])}`.trim();
}

/** “6 Removed · 2 Not removed.”, and why. */
export function removedWords(states: readonly ItemState<null>[]): string {
  const counts = (['done', 'failed', 'unknown', 'skipped'] as const).flatMap((kind) => {
    const count = states.filter((state) => state.kind === kind).length;
    return count > 0 ? [`${count} ${text(REMOVALS[kind])}`] : [];
  });
  return counts.length > 0 ? `${counts.join(' · ')}. ${reasonsIn(states)}`.trim() : '';
}

/** The failure that keeps the tab from going on. */
export function failureOf({ running, failure }: WhoState): Failure | null {
  return running ? running.run.pausedBy : failure;
}
