import { type CheckedLine, makeSecret } from '../src/batch.ts';
import { writeFile } from '../src/table.ts';
import { text } from '../src/ui/text.ts';
import { wallClock } from './clock.ts';
import { COLUMN_TEXTS } from './line-words.ts';
import { saveFile } from './out.ts';
import { REGION } from './reading.ts';
import type { StoreContext } from './store-context.ts';
import { hasMadeSecret, lacksSecret, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/**
 * Makes a secret for each line that lacks nothing else, one for each entry, and hands out all that are not stored yet.
 * @returns how many there are, and in which file; `undefined` where none is lacking
 */
export function makeSecrets({
  dispatch,
  now,
}: StoreContext): readonly [count: number, file: string] | undefined {
  const state = now();
  const { lines, madeSecrets } = state;
  const fill = (array: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(array);
  const all = new Map(madeSecrets);
  const made = new Map<string, string>();
  for (const line of lines) {
    const madeFor = entryKey(line);
    // What was made a moment ago is not made anew.
    if (!lacksSecret(line) || all.get(line.number)?.madeFor === madeFor) continue;
    const secret = made.get(madeFor) ?? makeSecret(fill);
    made.set(madeFor, secret);
    all.set(line.number, { secret, madeFor });
  }
  if (made.size === 0) return undefined;
  dispatch({ kind: 'secretsMade', secrets: all });
  return saveSecrets(now(), (line) => lacksSecret(line) || hasMadeSecret(state, line));
}

/**
 * Hands out made secrets that are not stored yet, as a file for the other system.
 * @returns how many there are, and the file's name
 */
export function saveSecrets(
  state: StoreState,
  isMade = (line: ShownLine) => hasMadeSecret(state, line),
): readonly [count: number, file: string] {
  const columns = ['User', 'Type', 'PublicValue', 'SecretValue'] as const;
  const rows = new Map<string, readonly string[]>();
  for (const line of state.lines.filter(isMade)) {
    const { match, cells, draft, number } = line;
    const made = state.madeSecrets.get(number);
    if (made?.madeFor !== entryKey(line)) continue;
    // As it is stored: the pattern filled in, and whoever was meant by what is written.
    const user = (match.kind === 'one' && match.user.userName) || cells.User;
    rows.set(made.madeFor, [user, draft.Type, draft.PublicValue, made.secret]);
  }
  const file = `keyring-secrets-${wallClock(new Date()).slice(0, 10)}.csv`;
  const heading = columns.map((column) => text(COLUMN_TEXTS[column]));
  saveFile(file, writeFile([heading, ...rows.values()], REGION));
  return [rows.size, file];
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
