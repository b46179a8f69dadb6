import type { CheckedLine } from '../src/check-lines.ts';
import type { LineError } from '../src/read-lines.ts';
import type { Column } from '../src/table-columns.ts';
import { errorText } from '../src/ui/error-text.ts';
import { type TextKey, text } from '../src/ui/text.ts';
import { isReady, removalState, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

/** The names of the columns. */
export const COLUMN_TEXTS = {
  User: 'columnUser',
  Type: 'labelType',
  PublicValue: 'labelPublicValue',
  SecretValue: 'labelSecretValue',
  ValidFrom: 'labelValidFrom',
  ValidTo: 'labelValidTo',
  Comment: 'labelComment',
  IsActive: 'labelIsActive',
} as const satisfies { readonly [C in Column]: TextKey };

/** The one or two words that say how a line stands, in the order of their filters. */
export const LINE_WORDS = [
  'lineReady',
  'lineReplaces',
  'lineUnknown',
  'lineSeveral',
  'lineTwice',
  'lineWrong',
  'lineDone',
  'lineLeftOut',
  'lineWaiting',
  'lineStoring',
  'lineStored',
  'lineNotStored',
  'lineNotKnown',
  'lineSkipped',
  'lineRemoving',
  'lineRemoved',
  'notRemoved',
] as const satisfies readonly TextKey[];
export type LineWord = (typeof LINE_WORDS)[number];

/** The words for what a check has found. */
export const CHECKED = {
  ready: 'lineReady',
  replaces: 'lineReplaces',
  unknown: 'lineUnknown',
  several: 'lineSeveral',
  twice: 'lineTwice',
  wrong: 'lineWrong',
  done: 'lineDone',
  leftOut: 'lineLeftOut',
} as const satisfies { readonly [S in CheckedLine['state']]: LineWord };

const STORED = {
  waiting: 'lineWaiting',
  running: 'lineStoring',
  done: 'lineStored',
  failed: 'lineNotStored',
  unknown: 'lineNotKnown',
  skipped: 'lineSkipped',
} as const;

/** The words for how far a removal is, or how it ended. */
const REMOVED = {
  running: 'lineRemoving',
  done: 'lineRemoved',
  failed: 'notRemoved',
  unknown: 'lineNotKnown',
} as const satisfies { readonly [kind: string]: TextKey };

/** The same, with words for a removal that was not begun. */
export const REMOVALS = { ...REMOVED, waiting: 'lineWaiting', skipped: 'lineSkipped' } as const;

/** The word for how far a line is. */
export function wordOf(line: ShownLine, state: StoreState): LineWord {
  const { results, hasStored, running } = state;
  const removal = removalState(line, state);
  if (removal) return REMOVED[removal.kind];
  const result = results.get(resultKey(line));
  if (line.state === 'leftOut' && result?.kind !== 'done') return 'lineLeftOut';
  // A line that waits while no run is under way counts as skipped: the run ended before its turn.
  if (result) return result.kind === 'waiting' && !running ? 'lineSkipped' : STORED[result.kind];
  return hasStored && !isReady(line) ? 'lineSkipped' : CHECKED[line.state];
}

/** Why a cell cannot be stored. */
export function lineErrorText(error: LineError): string {
  switch (error.rule) {
    case 'patternEmpty':
      return text('error_patternEmpty', `{${error.placeholder}}`);
    case 'dateUnreadable':
    case 'dateImpossible':
    case 'dateAmbiguous':
    case 'notYesNo':
      return text(`error_${error.rule}`);
    default:
      return errorText(error);
  }
}
