import { type CheckedLine, TOLD_TWINS } from '../src/check-lines.ts';
import { fromServerTime } from '../src/credentials.ts';
import { COLUMNS } from '../src/table-columns.ts';
import { writeDate } from '../src/table-dates.ts';
import { errorText } from '../src/ui/error-text.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { CHECKED, COLUMN_TEXTS, lineErrorText } from './line-words.ts';
import { REGION } from './reading.ts';
import { isReady, removalState, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** The details of a line, beside the words for how far it is. */
export function detailOf(line: ShownLine, state: StoreState): string {
  const removal = removalState(line, state);
  const result = state.results.get(resultKey(line));
  const mayChange = result?.kind === 'done' && result.value.earlierMayRun && text('earlierMayRun');
  if (removal) {
    const why = 'failure' in removal && removal.failure && describe(removal.failure);
    return [why, mayChange].filter(Boolean).join(' ');
  }
  if (result?.kind === 'done') {
    return [result.value.readBack && text('lineReadBack'), mayChange].filter(Boolean).join(' ');
  }
  if (result?.kind === 'running') return '';
  // Once the table is gone, nothing can be typed into the line.
  if (!result && line.state === 'done' && state.table === null) return '';
  // A line tells why it was not stored, and also what keeps it from being stored, or would come of that. The reason why a run waits
  // is given once, for all lines.
  const isPlain = isReady(line) || line.state === 'leftOut';
  const checked = isPlain ? checkedDetail(line) : `${text(CHECKED[line.state])}. ${checkedDetail(line)}`;
  if (result?.kind === 'unknown')
    return `${describe(result.failure)} ${line.state === 'replaces' ? checked : ''}`.trim();
  if (result?.kind === 'failed') return `${describe(result.failure)} ${checked}`.trim();
  return (result || state.hasStored ? checked : checkedDetail(line)).trim();
}

function checkedDetail(line: CheckedLine): string {
  const { state, before, twins, errors, match, warnings } = line;
  const said = warnings.map((warning) => text(`warning_${warning}`));
  switch (state) {
    case 'wrong':
      return COLUMNS.flatMap((column) => {
        const error = errors[column];
        if (!error) return [];
        const [name, said] = [text(COLUMN_TEXTS[column]), lineErrorText(error)];
        return said.includes(name) ? [said] : [`${name}: ${said}`];
      }).join(' ');
    case 'twice':
      return text(
        'alsoLine',
        twins.slice(0, TOLD_TWINS).join(', ') + (twins.length > TOLD_TWINS ? ' …' : ''),
      );
    case 'replaces':
      return [
        ...(before ?? []).map(({ ValidTo, Comment }) =>
          Comment === ''
            ? text('replacesOldPlain', endOf(ValidTo))
            : text('replacesOld', endOf(ValidTo), Comment),
        ),
        ...said,
      ].join(' ');
    case 'unknown':
      if (line.cells.User.trim() === '') return `${text('columnUser')}: ${errorText({ rule: 'required' })}`;
      return match.kind === 'unknown' && match.inactive.length > 0 ? text('onlyInactive') : '';
    case 'done':
      return text('lineDoneDetail');
    case 'ready':
      return [...(before === null ? [text('beforeUnknown')] : []), ...said].join(' ');
    default:
      return said.join(' ');
  }
}

/** The end of an entry, in a sentence. */
function endOf(serverTime: string): string {
  return fromServerTime(serverTime) === '' ? text('noEnd') : text('validUntil', untilOf(serverTime));
}

/** The end of an entry, as the region writes it. */
export function untilOf(serverTime: string): string {
  const draft = fromServerTime(serverTime);
  return draft === '' ? text('noEnd') : writeDate(draft, 'ValidTo', REGION);
}
