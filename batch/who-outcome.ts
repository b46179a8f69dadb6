import type { Failure } from '../src/failures.ts';
import { text } from '../src/ui/text.ts';
import { doingWords } from './store-outcome.ts';
import { type Question, rowsOf, unreadOf, type WhoState } from './who-state.ts';

/** What is to be said of how far it is. */
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
  return unread === 0
    ? text('entriesFound', entries, people, String(peopleIn(state.questions) - having))
    : `${text('entriesFoundSoFar', entries, people)} ${text('entriesUnread', String(unread))}`;
}

/** What keeps the tab from going on. */
export function failureOf({ running, failure }: WhoState): Failure | null {
  return running ? running.run.pausedBy : failure;
}
