import type { CheckedLine } from '../src/check-lines.ts';
import { namesakes } from '../src/credentials.ts';
import { listKey, listName } from '../src/lists.ts';
import { isShownOrOwn } from './read-anew.ts';
import { type SentLine, type ShownLine, userOf } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** What the lines are held against: what was sent, by line number, and what is stored by now. */
interface Known {
  readonly sent: ReadonlyMap<number, SentLine>;
  readonly stored: StoreState['stored'];
  /** True where the person has asked for the check. */
  readonly isAsked: boolean;
}

/**
 * The lines after a check, and what is known of them. A line whose end nobody knows stays as it was sent until that end is known. A
 * line that is stored and has changed since is to be stored anew, and the stored line is shown beside it. The same goes for a line
 * whose entry was removed again, once the person asks for a check.
 */
export function withSent(
  { lines: before, results, undone, madeSecrets, table }: StoreState,
  checked: readonly CheckedLine[],
  { sent, stored, isAsked }: Known,
): Pick<StoreState, 'lines' | 'results' | 'undone' | 'madeSecrets'> {
  const lines: ShownLine[] = before.filter(({ past }) => past !== undefined);
  const [ended, removed, made] = [new Map(results), new Map(undone), new Map(madeSecrets)];
  let past = before.reduce((least, line) => Math.min(least, line.past ?? 0), 0);
  for (const line of checked) {
    const { number } = line;
    const was = sent.get(number);
    const result = results.get(number);
    if (!was || result?.kind === 'running' || !result) lines.push(line);
    else if (result.kind === 'unknown') lines.push(asItIs(was.line, stored));
    else if (result.kind !== 'done') lines.push(line);
    else if (
      isAsSent(line, table?.secrets.get(number), was) &&
      !(isAsked && undone.get(number)?.kind === 'done')
    )
      lines.push({ ...line, before: was.line.before, days: was.line.days });
    else {
      past -= 1;
      lines.push({ ...was.line, past }, line);
      move(ended, number, past);
      move(removed, number, past);
      // The stored line keeps its made secret, where that was sent: the file has it.
      const own = made.get(number);
      if (own?.secret === was.secret) made.set(past, own);
    }
  }
  lines.sort((one, other) => one.number - other.number);
  return { lines, results: ended, undone: removed, madeSecrets: made };
}

/**
 * A line whose end nobody knows, with what another try would replace by now: entries that the line was not to replace, and has not
 * stored itself.
 */
function asItIs(sent: CheckedLine, stored: StoreState['stored']): CheckedLine {
  const { draft } = sent;
  const entries = stored.get(listKey(listName(userOf(sent), draft.Type)));
  const before = entries && namesakes(entries, draft.PublicValue);
  if (!before || (before.length > 0 && before.every(isShownOrOwn(sent)))) return sent;
  return { ...sent, before, state: before.length > 0 ? 'replaces' : 'ready' };
}

function isAsSent(line: CheckedLine, secret: string | undefined, sent: SentLine): boolean {
  const whatOf = ({ match, draft }: CheckedLine) =>
    JSON.stringify([match.kind === 'one' && match.user.associateId, draft]);
  return whatOf(line) === whatOf(sent.line) && secret === sent.secret;
}

function move<T>(map: Map<number, T>, from: number, to: number): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}
