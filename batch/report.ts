import { type Reported, reportRows } from '../src/batch.ts';
import type { Rows } from '../src/table.ts';
import { text } from '../src/ui/text.ts';
import { wallClock } from './clock.ts';
import { detailOf } from './line-details.ts';
import { wordOf } from './line-words.ts';
import { removalOf, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** What became of each line, as cells. No secret is in it. */
export function reportOf(state: StoreState): Rows {
  const headings = [
    text('columnLine'),
    text('columnUser'),
    text('labelType'),
    text('labelPublicValue'),
    text('columnResult'),
    text('columnTime'),
  ];
  return reportRows(
    state.lines.map((line) => reported(line, state)),
    headings,
  );
}

function reported(line: ShownLine, state: StoreState): Reported {
  const result = removalOf(line, state) ?? state.results.get(resultKey(line));
  return {
    line: line.number,
    user: line.match.kind === 'one' ? line.match.user : null,
    userCell: line.cells.User,
    type: line.draft.Type,
    publicValue: line.draft.PublicValue,
    result: [text(wordOf(line, state)), detailOf(line, state)].filter(Boolean).join('. '),
    time: result && 'at' in result ? wallClock(new Date(result.at)) : '',
  };
}
