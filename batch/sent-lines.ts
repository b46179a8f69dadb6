import type { CheckedLine } from '../src/batch.ts';
import { mayBe } from '../src/credentials.ts';
import type { SentLine, ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/**
 * The lines after a check. What was sent stays what it was: of a line whose end nobody knows nothing changes until that is known,
 * and one that is stored and has changed since is to be stored anew, beside the old one. So is one that was removed again, once the
 * person asks for a check.
 * @param sent by line number
 */
export function withSent(
  { lines: before, results, undone, table }: StoreState,
  checked: readonly CheckedLine[],
  { sent, isAsked }: { readonly sent: ReadonlyMap<number, SentLine>; readonly isAsked: boolean },
): Pick<StoreState, 'lines' | 'results' | 'undone'> {
  const lines: ShownLine[] = before.filter(({ past }) => past !== undefined);
  const [ended, removed] = [new Map(results), new Map(undone)];
  let past = before.reduce((least, line) => Math.min(least, line.past ?? 0), 0);
  for (const line of checked) {
    const { number } = line;
    const was = sent.get(number);
    const result = results.get(number);
    if (!was || result?.kind === 'running' || !result) lines.push(line);
    else if (result.kind === 'unknown') lines.push(withTheirs(was.line, line.before));
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
    }
  }
  return { lines: lines.sort((one, other) => one.number - other.number), results: ended, undone: removed };
}

/** A line whose end nobody knows: what is there by now, and cannot be its own, would be replaced by another try. */
function withTheirs(sent: CheckedLine, before: CheckedLine['before']): CheckedLine {
  if (!before || before.length === 0 || before.some((entry) => mayBe(entry, sent.draft))) return sent;
  return { ...sent, before, state: 'replaces' };
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
