import { type CheckedLine, makeSecret } from '../src/batch.ts';
import { writeFile } from '../src/table.ts';
import { text } from '../src/ui/text.ts';
import { wallClock } from './clock.ts';
import { COLUMN_TEXTS } from './line-words.ts';
import { saveFile } from './out.ts';
import { REGION } from './reading.ts';
import type { StoreContext } from './store-context.ts';
import { lacksSecret } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/**
 * Makes a secret for each line that lacks nothing else, and hands them out as a file for the other system, once.
 * @returns false where none lacks one
 */
export function makeSecrets({ dispatch, now }: StoreContext): boolean {
  const { lines, madeSecrets } = now();
  const fill = (array: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(array);
  const made = new Map(madeSecrets);
  const heading = (['User', 'Type', 'PublicValue', 'SecretValue'] as const).map((column) =>
    text(COLUMN_TEXTS[column]),
  );
  const rows = [heading];
  for (const line of lines) {
    const { number, match, cells, draft } = line;
    const madeFor = entryKey(line);
    // What was made a moment ago is not made anew.
    if (!lacksSecret(line) || made.get(number)?.madeFor === madeFor) continue;
    const secret = makeSecret(fill);
    made.set(number, { secret, madeFor });
    // As it is stored: the pattern filled in, and whoever was meant by what is written.
    const user = (match.kind === 'one' && match.user.userName) || cells.User;
    rows.push([user, draft.Type, draft.PublicValue, secret]);
  }
  if (rows.length === 1) return false;
  dispatch({ kind: 'secretsMade', secrets: made });
  saveFile(`keyring-secrets-${wallClock(new Date()).slice(0, 10)}.csv`, writeFile(rows, REGION));
  return true;
}

/** The made secrets of lines that are for the entry that they were handed out for; others wait until their lines are again. */
export function fittingSecrets(
  { madeSecrets }: StoreState,
  lines: readonly CheckedLine[],
): StoreState['madeSecrets'] {
  const entries = new Map(lines.map((line) => [line.number, entryKey(line)]));
  return new Map([...madeSecrets].filter(([number, { madeFor }]) => entries.get(number) === madeFor));
}

/** By what a file of made secrets names the entry of a line. */
function entryKey({ match, draft }: CheckedLine): string {
  const { Type, PublicValue } = draft;
  return JSON.stringify([match.kind === 'one' && match.user.associateId, Type, PublicValue]);
}
