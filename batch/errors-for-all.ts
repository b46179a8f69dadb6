import type { CheckedLine, Defaults, LineError } from '../src/batch.ts';
import type { StoreState } from './store-state.ts';

/** What is wrong with what holds for all lines, as the last check has found: each line that takes it is wrong for it. */
export function errorsForAll({ lines, defaults, phase }: StoreState): CheckedLine['errors'] {
  const errors: { -readonly [F in keyof Defaults]?: LineError } = {};
  if (phase.kind !== 'checked') return errors;
  for (const field of Object.keys(defaults) as (keyof Defaults)[]) {
    const takers = lines.filter(({ state, cells }) => state !== 'leftOut' && cells[field].trim() === '');
    const error = takers[0]?.errors[field];
    if (error && defaults[field] && takers.every((line) => line.errors[field])) errors[field] = error;
  }
  return errors;
}
