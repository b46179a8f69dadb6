import type { Failure } from '../src/failures.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { LINE_WORDS, type LineWord, wordOf } from './line-words.ts';
import { unreadColumns } from './reading.ts';
import type { ItemState } from './run.ts';
import { isBusy, storable } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import type { WhoState } from './who-state.ts';

/** The words for how far the tab is. */
export function saidOf(state: StoreState): string {
  const { phase, running, tried, note } = state;
  if (running) return [doingWords(running), note].filter(Boolean).join(' ');
  if (phase.kind === 'users')
    return [text('readingUsers', String(phase.count)), note].filter(Boolean).join(' ');
  if (phase.kind === 'checking') return [text('checkingLines'), note].filter(Boolean).join(' ');
  return [ended(state), tried && triedWords(tried), note].filter(Boolean).join(' ');
}

/** The words for what a run does; for a run that something has paused, how it goes on. */
export function doingWords({ what, run }: NonNullable<StoreState['running'] | WhoState['running']>): string {
  if (run.pausedBy && run.status !== 'stopping') return text('pausedBy');
  return run.status === 'paused' ? '' : text(`doing_${what}`);
}

function ended(state: StoreState): string {
  const { lines, hasStored, phase } = state;
  // A line that was mended, and could not be stored before, is still to be stored.
  const isDone = phase.kind !== 'checked' || storable(state).length === 0;
  if (hasStored && isDone) return `${text('done')} ${countsOf(state)} ${reasonsOf(state)}`.trim();
  if (phase.kind === 'checked' && lines.length === 0) return text('noLines');
  if (phase.kind !== 'checked') return '';
  const unread = unreadColumns(state);
  return [
    text('checked', String(lines.length)),
    countsOf(state),
    ...(unread.length > 0 ? [text('unreadColumns', unread.join(', '))] : []),
  ].join(' ');
}

/** “271 Ready · 12 Replaces · 6 Unknown user”. */
function countsOf(state: StoreState): string {
  const counts = new Map<LineWord, number>();
  for (const line of state.lines) {
    const word = wordOf(line, state);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const said = LINE_WORDS.filter((word) => counts.has(word)).map(
    (word) => `${counts.get(word)} ${text(word)}`,
  );
  return `${said.join(' · ')}.`;
}

/** How many reasons are told at once, at most. */
const MAX_REASONS = 2;

/** Why lines were not stored, or not removed again. The table does not always have room for the reason. */
function reasonsOf({ results, undone }: StoreState): string {
  return reasonsIn([...results.values(), ...undone.values()]);
}

/** Why items have failed; empty where there are more than two reasons. */
export function reasonsIn(states: readonly ItemState<unknown>[]): string {
  const reasons = new Set(
    states.flatMap((state) => ('failure' in state && state.failure ? describe(state.failure) : [])),
  );
  return reasons.size > MAX_REASONS ? '' : [...reasons].join(' ');
}

function triedWords({ line, isThere }: NonNullable<StoreState['tried']>): string {
  return text(isThere ? 'triedAndFound' : 'triedAndNotFound', String(line));
}

/** The failure that keeps a run from going on, or the table from being checked. */
export function failureOf(state: StoreState): Failure | null {
  return state.running ? state.running.run.pausedBy : isBusy(state) ? null : state.failure;
}
