import { nameOf } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import { fromServerTime } from '../src/credentials.ts';
import { writeDate } from '../src/table-dates.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { untilOf } from './line-words.ts';
import { REGION } from './reading.ts';
import { type TableColumn, VirtualTable } from './virtual-table.tsx';
import { type EntryRow, isBusy, type WhoState } from './who-state.ts';

interface Props {
  readonly state: WhoState;
  readonly rows: readonly EntryRow[];
  readonly now: string;
  readonly mayWrite: boolean;
  readonly onSort: (sorting: NonNullable<WhoState['sorting']>) => void;
  readonly onChoose: (keys: ReadonlySet<string>) => void;
  readonly onAskAgain: (row: EntryRow) => void;
}

/** What people have, a row each. */
export function Entries(props: Props) {
  const { state, rows } = props;
  return (
    <VirtualTable
      name={text('entries')}
      columns={columnsOf(props)}
      rows={rows}
      keyOf={({ key }) => key}
      sorting={state.sorting}
      onSort={props.onSort}
    />
  );
}

/** What a column is sorted and searched by. */
export const SORTED: { readonly [key: string]: (row: EntryRow) => string } = {
  user: ({ user }) => nameOf(user),
  email: ({ user }) => user.email,
  type: ({ type }) => type,
  publicValue: ({ entry }) => entry?.PublicValue ?? '',
  validFrom: ({ entry }) => entry?.ValidFrom ?? '',
  validTo: ({ entry }) => entry?.ValidTo ?? '',
  comment: ({ entry }) => entry?.Comment ?? '',
};

/** The rows in the order that the person has chosen; as they came where none is. */
export function inOrder(rows: readonly EntryRow[], sorting: WhoState['sorting']): readonly EntryRow[] {
  const of = sorting && SORTED[sorting.key];
  if (!of) return rows;
  const { compare } = new Intl.Collator(text('locale'), { numeric: true });
  const sign = sorting.isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: of(row) }))
    .sort((one, other) => sign * compare(one.key, other.key))
    .map(({ row }) => row);
}

function columnsOf(props: Props): readonly TableColumn<EntryRow>[] {
  const { state, now, mayWrite, onChoose } = props;
  const choose: TableColumn<EntryRow> = {
    key: 'choose',
    label: '',
    width: '40px',
    cell: (row) =>
      !row.failure &&
      row.removal?.kind !== 'done' && (
        <label class="check">
          <input
            type="checkbox"
            aria-label={[nameOf(row.user), row.type, row.entry?.PublicValue].filter(Boolean).join(' · ')}
            checked={state.chosen.has(row.key)}
            onChange={({ currentTarget }) => {
              const chosen = new Set(state.chosen);
              if (currentTarget.checked) chosen.add(row.key);
              else chosen.delete(row.key);
              onChoose(chosen);
            }}
          />
        </label>
      ),
  };
  return [
    ...(mayWrite ? [choose] : []),
    { key: 'user', label: text('columnUser'), width: '19%', cell: ({ user }) => nameOf(user) },
    { key: 'email', label: text('columnEmail'), width: '17%', cell: ({ user }) => user.email },
    { key: 'type', label: text('labelType'), width: '80px', cell: ({ type }) => makeVisible(type) },
    {
      key: 'publicValue',
      label: text('labelPublicValue'),
      width: '19%',
      cell: ({ entry }) => entry && makeVisible(entry.PublicValue),
    },
    {
      key: 'validFrom',
      label: text('labelValidFrom'),
      width: '96px',
      cell: ({ entry }) => entry && writeDate(fromServerTime(entry.ValidFrom), 'ValidFrom', REGION),
    },
    {
      key: 'validTo',
      label: text('labelValidTo'),
      width: '96px',
      cell: ({ entry }) => entry && untilOf(entry.ValidTo),
    },
    {
      key: 'state',
      label: text('columnState'),
      width: '15%',
      cell: (row) => <State row={row} now={now} props={props} />,
    },
    { key: 'comment', label: text('labelComment'), width: '16%', cell: ({ entry }) => entry?.Comment },
  ];
}

function State({ row, now, props }: { readonly row: EntryRow; readonly now: string; readonly props: Props }) {
  const { failure, removal } = row;
  if (failure)
    return (
      <>
        <strong class="state lineWrong">{text('notRead')}</strong>{' '}
        {!isBusy(props.state) && (
          <button type="button" class="quiet" onClick={() => props.onAskAgain(row)}>
            {text('again')}
          </button>
        )}{' '}
        <span class="hint">{describe(failure)}</span>
      </>
    );
  const [word, detail] = removal ? removalWords(removal) : [entryWord(row, now), ''];
  return (
    <>
      {word} <span class="hint">{detail}</span>
    </>
  );
}

function removalWords(removal: NonNullable<EntryRow['removal']>): readonly [string, string] {
  switch (removal.kind) {
    case 'done':
      return [text('lineRemoved'), ''];
    case 'running':
      return [text('lineRemoving'), ''];
    case 'failed':
      return [text('notRemoved'), describe(removal.failure)];
    case 'unknown':
      return [text('lineNotKnown'), describe(removal.failure)];
    case 'waiting':
      return [text('lineWaiting'), ''];
    case 'skipped':
      return [text('lineSkipped'), ''];
  }
}

function entryWord({ entry }: EntryRow, now: string): string {
  if (!entry) return text('hasNone');
  if (!entry.IsActive) return text('off');
  if (entry.ValidTo < now) return text('expired');
  return text(entry.ValidFrom > now ? 'notYetValid' : 'valid');
}
