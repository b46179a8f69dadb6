import type { CheckedLine } from '../src/check-lines.ts';
import { makeSecret } from '../src/generator.ts';
import { writeFile } from '../src/table.ts';
import { text } from '../src/ui/text.ts';
import { wallClock } from './clock.ts';
import { COLUMN_TEXTS } from './line-words.ts';
import { saveFile } from './out.ts';
import { REGION } from './reading.ts';
import type { StoreContext } from './store-context.ts';
import { lacksSecret, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/**
 * Makes a secret for each line that lacks nothing else, and saves all made secrets as a file. Lines of one entry share a secret.
 * @returns how many secrets the file holds; 0 where no line lacked one: then no file is saved
 */
export function makeSecrets({ dispatch, now }: StoreContext): number {
  const state = now();
  const { lines, madeSecrets } = state;
  const fill = (array: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(array);
  const all = new Map(madeSecrets);
  // Several lines may be about one entry, and any of them may be the one that is stored. All get the secret that is in the file.
  const byEntry = new Map([...madeSecrets.values()].map(({ secret, madeFor }) => [madeFor, secret]));
  const lacking = lines.filter(
    (line) => lacksSecret(line) && all.get(line.number)?.madeFor !== exactKey(line),
  );
  for (const line of lacking) {
    const madeFor = exactKey(line);
    const secret = byEntry.get(madeFor) ?? makeSecret(fill);
    byEntry.set(madeFor, secret);
    all.set(line.number, { secret, madeFor });
  }
  if (lacking.length === 0) return 0;
  dispatch({ kind: 'secretsMade', secrets: all });
  return saveSecrets(now());
}

/**
 * True of a line that is stored, or is to be stored, with a secret that was made here: nobody knows that secret but from the file.
 */
export function hasMadeSecret({ table, madeSecrets, undone }: StoreState, line: ShownLine): boolean {
  const key = resultKey(line);
  const made = madeSecrets.get(key);
  if (made?.madeFor !== exactKey(line) || line.state === 'leftOut') return false;
  // The person may have typed another secret since.
  const secret = table?.secrets.get(key) || made.secret;
  return secret === made.secret && undone.get(key)?.kind !== 'done';
}

/**
 * The lines whose secret was made here. A line that was stored and has changed since is left out where its entry was stored again
 * later.
 */
function madeLines(state: StoreState): readonly ShownLine[] {
  const { lines, results, madeSecrets } = state;
  if (madeSecrets.size === 0) return [];
  const storedAt = (line: ShownLine) => {
    const result = results.get(resultKey(line));
    return result?.kind === 'done' ? result.at : 0;
  };
  const latest = new Map<string, number>();
  for (const line of lines) {
    const key = exactKey(line);
    latest.set(key, Math.max(latest.get(key) ?? 0, storedAt(line)));
  }
  const isLatest = (line: ShownLine) =>
    line.past === undefined || storedAt(line) === latest.get(exactKey(line));
  return lines.filter((line) => hasMadeSecret(state, line) && isLatest(line));
}

/** How many entries have a secret that was made here. */
export function countMade(state: StoreState): number {
  return new Set(madeLines(state).map(exactKey)).size;
}

/**
 * Saves the secrets that were made here as a file, for the other system.
 * @returns how many secrets the file holds
 */
export function saveSecrets(state: StoreState): number {
  const columns = ['User', 'Type', 'PublicValue', 'SecretValue'] as const;
  const rows = new Map<string, readonly string[]>();
  for (const line of madeLines(state)) {
    const { match, cells, draft } = line;
    const made = state.madeSecrets.get(resultKey(line));
    if (!made) continue;
    // The row names the entry as it is stored: with the pattern filled in, and with the user whom the cell was found to mean.
    const user = (match.kind === 'one' && match.user.userName) || cells.User;
    rows.set(made.madeFor, [user, draft.Type, draft.PublicValue, made.secret]);
  }
  const file = `keyring-secrets-${wallClock(new Date()).slice(0, 10)}.csv`;
  const heading = columns.map((column) => text(COLUMN_TEXTS[column]));
  saveFile(file, writeFile([heading, ...rows.values()], REGION));
  return rows.size;
}

/**
 * The made secrets whose line is still about the entry that they were made for. The others count again once their line is about it
 * again.
 */
export function fittingSecrets(
  { madeSecrets }: StoreState,
  lines: readonly CheckedLine[],
): StoreState['madeSecrets'] {
  const entries = new Map(lines.map((line) => [line.number, exactKey(line)]));
  const isFitting = ([number, { madeFor }]: [number, { madeFor: string }]) =>
    // A number below zero is of a line that was stored and has changed since: its entry stays the same.
    number < 0 || entries.get(number) === madeFor;
  return new Map([...madeSecrets].filter(isFitting));
}

/** The key of a line's entry in the file of made secrets: its name letter by letter. */
function exactKey({ match, draft }: CheckedLine): string {
  const { Type, PublicValue } = draft;
  return JSON.stringify([match.kind === 'one' && match.user.associateId, Type, PublicValue]);
}
