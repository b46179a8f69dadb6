import { useLayoutEffect } from 'preact/hooks';
import { nameOf } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import type { CheckedLine } from '../src/check-lines.ts';
import { writeDate } from '../src/table-dates.ts';
import { text } from '../src/ui/text.ts';
import { Chips } from './chips.tsx';
import { detailOf } from './line-details.ts';
import { LINE_WORDS, type LineWord, wordOf } from './line-words.ts';
import { REGION } from './reading.ts';
import { changeId, isBusy, isReady, resultKey, type ShownLine } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { type TableColumn, VirtualTable } from './virtual-table.tsx';

interface LineActions {
  readonly edit: (line: number | null) => void;
  readonly chooseUser: (line: number, associateId: number) => void;
  readonly leaveOut: (line: number, isLeftOut: boolean) => void;
  readonly filter: (filter: string | null) => void;
}

interface Props {
  readonly state: StoreState;
  readonly actions: LineActions;
}

const WARNED = 'lineWarned';

/** The lines of the table, with what was found out about each, and how each ended. */
export function Lines({ state, actions }: Props) {
  const { lines } = state;
  const words = lines.map((line) => wordOf(line, state));
  const counts = new Map<LineWord, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const warned = lines.filter((line) => isWarned(line, state));
  const chips = [
    ...LINE_WORDS.map((name) => ({ name, label: text(name), count: counts.get(name) ?? 0 })),
    { name: WARNED, label: text(WARNED), count: warned.length },
  ];
  // A filter that has no line left is given up: it would hide the line that was just mended. During a run it stays, as lines come
  // and go.
  const isEmpty = !chips.some(({ name, count }) => name === state.filter && (count > 0 || state.running));
  const filter = isEmpty ? null : state.filter;
  useLayoutEffect(() => {
    if (state.filter !== filter) actions.filter(filter);
  });
  const ofWord = () => lines.filter((_, index) => words[index] === filter);
  const shown = filter === null ? lines : filter === WARNED ? warned : ofWord();
  return (
    <div class="lines">
      <Chips
        label={text('filterLines')}
        chips={chips}
        chosen={filter as (typeof chips)[number]['name'] | null}
        onChoose={actions.filter}
      />
      <VirtualTable name={text('lines')} columns={columnsOf(state, actions)} rows={shown} keyOf={resultKey} />
    </div>
  );
}

/** True of a line that can be stored, but may not be meant so. */
function isWarned(line: ShownLine, { results }: StoreState): boolean {
  return line.warnings.length > 0 && isReady(line) && !results.has(resultKey(line));
}

function columnsOf(state: StoreState, actions: LineActions): readonly TableColumn<ShownLine>[] {
  return [
    { key: 'number', label: text('columnLine'), width: '52px', cell: ({ number }) => number },
    { key: 'user', label: text('columnUser'), width: '22%', cell: userCell },
    { key: 'type', label: text('labelType'), width: '90px', cell: ({ draft }) => makeVisible(draft.Type) },
    {
      key: 'publicValue',
      label: text('labelPublicValue'),
      width: '24%',
      cell: ({ draft }) => makeVisible(draft.PublicValue),
    },
    { key: 'until', label: text('labelValidTo'), width: '100px', cell: untilCell },
    {
      key: 'state',
      label: text('columnState'),
      width: '30%',
      cell: (line) => <State line={line} state={state} actions={actions} />,
    },
    {
      key: 'act',
      label: '',
      width: '92px',
      cell: (line) =>
        mayChange(line, state) && (
          <button
            type="button"
            id={changeId(line.number)}
            class="quiet"
            aria-label={text('changeLine', String(line.number))}
            aria-disabled={isLocked(state)}
            onClick={() => isLocked(state) || actions.edit(line.number)}
          >
            {text('change')}
          </button>
        ),
    },
  ];
}

/** True of a line that may be mended. A line that is stored, or may be, stays as it is; once the table is gone, so do all. */
function mayChange(line: ShownLine, { table, running, results }: StoreState): boolean {
  const result = results.get(resultKey(line));
  return table !== null && running?.what !== 'store' && result?.kind !== 'done' && result?.kind !== 'unknown';
}

/** True while no line can be opened: what is typed into one line must not be lost to another. */
function isLocked(state: StoreState): boolean {
  return isBusy(state) || state.editing !== null;
}

function userCell({ match, cells }: CheckedLine) {
  if (match.kind !== 'one') return cells.User;
  const { user } = match;
  return [nameOf(user), user.mark && text(user.mark)].filter(Boolean).join(' · ');
}

function untilCell({ draft, errors }: CheckedLine) {
  if (errors.ValidTo && draft.ValidTo === '') return '?';
  return draft.ValidTo === '' ? text('noEnd') : writeDate(draft.ValidTo, 'ValidTo', REGION);
}

function State({ line, state, actions }: Props & { readonly line: ShownLine }) {
  const word = wordOf(line, state);
  const detail = detailOf(line, state);
  const { match } = line;
  const [suggestion, ...others] = match.kind === 'unknown' ? match.suggestions : [];
  const mayMend = !isLocked(state) && state.table !== null && !state.results.has(resultKey(line));
  return (
    <div class="beside">
      <div class="clip">
        <strong class={`state ${word}`}>{text(word)}</strong>{' '}
        <span class="hint" title={detail}>
          {detail}
        </span>
      </div>
      {mayMend && line.state === 'unknown' && suggestion && others.length === 0 && (
        <button
          type="button"
          class="quiet"
          title={text('didYouMean', suggestion.fullName)}
          onClick={() => actions.chooseUser(line.number, suggestion.associateId)}
        >
          {text('didYouMean', suggestion.fullName)}
        </button>
      )}
      {mayMend && line.state === 'twice' && (
        <button type="button" class="quiet" onClick={() => actions.leaveOut(line.number, true)}>
          {text('leaveOut')}
        </button>
      )}
    </div>
  );
}
