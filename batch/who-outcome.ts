import type { Failure } from '../src/failures.ts';
import { text } from '../src/ui/text.ts';
import type { WhoState } from './who-state.ts';

/** What is to be said of how far it is. */
export function saidOf(state: WhoState): string {
  const { running, reading, note, hasAsked } = state;
  if (reading !== null) return text('readingUsers', String(reading));
  if (running) return running.run.status === 'paused' ? '' : text(`doing_${running.what}`);
  return [hasAsked ? foundWords(state) : '', note].filter(Boolean).join(' ');
}

function foundWords({ questions, answers }: WhoState): string {
  let entries = 0;
  const having = new Set<number>();
  for (const { user } of questions) having.add(user.associateId);
  const people = having.size;
  having.clear();
  const states = [...answers.entries()];
  for (const [list, answer] of states) {
    if (answer.kind !== 'done') continue;
    const count = answer.value.entries?.length ?? 0;
    entries += count;
    if (count > 0) having.add((JSON.parse(list) as [number, string])[0]);
  }
  const unread = questions.length - states.filter(([, { kind }]) => kind === 'done').length;
  const found =
    unread === 0
      ? text('entriesFound', String(entries), String(having.size), String(people - having.size))
      : text('entriesFoundSoFar', String(entries), String(having.size));
  return unread === 0 ? found : `${found} ${text('entriesUnread', String(unread))}`;
}

/** What keeps the tab from going on. */
export function failureOf({ running, failure }: WhoState): Failure | null {
  return running ? running.run.pausedBy : failure;
}
