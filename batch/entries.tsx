import { nameOf } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import { fromServerTime } from '../src/credentials.ts';
import { writeDate } from '../src/table-dates.ts';
import { text } from '../src/ui/text.ts';
import { untilOf } from './line-details.ts';
import { REGION } from './reading.ts';
import { type TableColumn, VirtualTable } from './virtual-table.tsx';
import { statusOf } from './who-rows.ts';
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

/** The entries of users, a row each. */
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
    { key: 'comment', label: text('labelComment'), width: '16%', cell: (row) => commentOf(row, now) },
  ];
}

/**
 * The comment of an entry. The reason why a list could not be read, or an entry not removed, takes its place: there is room for it.
 */
function commentOf(row: EntryRow, now: string) {
  const [, reason] = statusOf(row, now);
  return reason !== '' ? (
    <span class="hint" title={reason}>
      {reason}
    </span>
  ) : (
    row.entry?.Comment
  );
}

function State({ row, now, props }: { readonly row: EntryRow; readonly now: string; readonly props: Props }) {
  const [word, reason] = statusOf(row, now);
  if (row.failure)
    return (
      <>
        <strong class="state lineWrong">{word}</strong>{' '}
        {!isBusy(props.state) && (
          <button type="button" class="quiet" onClick={() => props.onAskAgain(row)}>
            {text('again')}
          </button>
        )}
      </>
    );
  return reason === '' ? word : <strong class="state notRemoved">{word}</strong>;
}
