import { nameOf } from '../src/associates.ts';
import type { Rows } from '../src/table.ts';
import { text } from '../src/ui/text.ts';
import { wallClock } from './clock.ts';
import { detailOf } from './line-details.ts';
import { wordOf } from './line-words.ts';
import { removalState, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** What became of each line, as cells below a heading in the person's language. No secret is in it. */
export function reportOf(state: StoreState): Rows {
  const heading = [
    text('columnLine'),
    text('columnUser'),
    text('labelType'),
    text('labelPublicValue'),
    text('columnResult'),
    text('columnTime'),
  ];
  return [heading, ...state.lines.map((line) => cellsOf(line, state))];
}

function cellsOf(line: ShownLine, state: StoreState): readonly string[] {
  const { match, cells, draft } = line;
  const result = removalState(line, state) ?? state.results.get(resultKey(line));
  return [
    String(line.number),
    match.kind === 'one' ? nameOf(match.user) : cells.User,
    draft.Type,
    draft.PublicValue,
    [text(wordOf(line, state)), detailOf(line, state)].filter(Boolean).join('. '),
    // A line that has no time was not sent.
    result && 'at' in result ? wallClock(new Date(result.at)) : '',
  ];
}
