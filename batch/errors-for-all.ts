import type { CheckedLine } from '../src/check-lines.ts';
import type { Defaults, LineError } from '../src/read-lines.ts';
import { resultKey } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/**
 * The errors of the values in “For all”, as the last check has found them. A value is wrong where each line that takes it, and was
 * not sent, is wrong for it.
 */
export function errorsForAll({ lines, results, defaults, phase }: StoreState): CheckedLine['errors'] {
  const errors: { -readonly [F in keyof Defaults]?: LineError } = {};
  if (phase.kind !== 'checked') return errors;
  for (const field of Object.keys(defaults) as (keyof Defaults)[]) {
    const takers = lines.filter(
      (line) => line.state !== 'leftOut' && !results.has(resultKey(line)) && line.cells[field].trim() === '',
    );
    const error = takers[0]?.errors[field];
    if (error && defaults[field] && takers.every((line) => line.errors[field])) errors[field] = error;
  }
  return errors;
}
