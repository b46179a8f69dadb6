import type { CheckedLine } from '../src/batch.ts';
import type { StoreState } from './store-state.ts';

/** True while something is under way: the table is not to change under it. */
export function isBusy({ phase, running }: StoreState): boolean {
  return running !== null || phase.kind === 'users' || phase.kind === 'checking';
}

/** The lines that can be stored and that nobody has tried to store yet. */
export function storable({ lines, results }: StoreState): readonly CheckedLine[] {
  return lines.filter((line) => isReady(line) && !results.has(line.number));
}

/** Those that were tried, or passed over, and are not stored. */
export function unfinished({ lines, results }: StoreState): readonly CheckedLine[] {
  return lines.filter((line) => {
    const result = results.get(line.number);
    return isReady(line) && result !== undefined && result.kind !== 'done';
  });
}

/** The lines that have stored what was not there before, and is there still. */
export function added({ lines, results, undone }: StoreState): readonly CheckedLine[] {
  return lines.filter(
    ({ number, before }) =>
      results.get(number)?.kind === 'done' && before?.length === 0 && undone.get(number)?.kind !== 'done',
  );
}

/** True once nothing is left that could be stored, or mended: the secrets are not needed any more. */
export function isOver({ lines, results }: StoreState): boolean {
  return lines.every(
    ({ number, state }) => results.get(number)?.kind === 'done' || state === 'leftOut' || state === 'done',
  );
}

/** For how many people lines are. */
export function peopleIn(lines: readonly CheckedLine[]): number {
  return new Set(lines.map(({ match }) => (match.kind === 'one' ? match.user.associateId : 0))).size;
}

/** True of a line that can be stored as it is. */
export function isReady({ state }: CheckedLine): boolean {
  return state === 'ready' || state === 'replaces';
}
