import { useLayoutEffect, useRef } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import {
  ENCODINGS,
  type Encoding,
  encodingSample,
  type Rows,
  SEPARATORS,
  type Separator,
} from '../src/table.ts';
import { belowHeading, COLUMNS, headingOf, isUserColumn, type Placed } from '../src/table-columns.ts';
import { text } from '../src/ui/text.ts';
import { COLUMN_TEXTS } from './line-words.ts';
import type { Source, StoreState } from './store-state.ts';

interface Props {
  readonly state: StoreState;
  readonly isLocked: boolean;
  readonly onPlace: (column: number, placed: Placed) => void;
  readonly onHeading: (hasHeading: boolean) => void;
  readonly onReadAs: (choice: { encoding?: Encoding; separator?: Separator | null }) => void;
}

/** How many cells of a column are shown, to tell what it holds. */
const SAMPLES = 2;
/** How many rows are looked through for such cells. */
const SAMPLE_ROWS = 100;

/** Shows what each column was taken for. Where a column cannot be placed, the person is asked, and nothing is guessed. */
export function Columns({ state, isLocked, onPlace, onHeading, onReadAs }: Props) {
  const { rows, placing, source } = state;
  const details = useRef<HTMLDetailsElement>(null);
  const { columns, hasHeading } = placing;
  const namesUser = columns.some(isUserColumn);
  const isAsked = columns.includes(null) || !namesUser || source.isGuess;
  // The details open by themselves. They do not close by themselves: somebody may be at work in them.
  useLayoutEffect(() => {
    if (isAsked && details.current) details.current.open = true;
  }, [isAsked, rows]);
  if (rows.length === 0) return null;
  const heading = hasHeading ? headingOf(rows) : [];
  const isLine = hasHeading ? belowHeading(rows) : () => true;
  const lines = rows.slice(0, SAMPLE_ROWS).filter(isLine);
  return (
    <details ref={details} class="group">
      <summary>
        {text('columns')} <span class="hint">{namesOf(columns)}</span>
      </summary>
      <fieldset disabled={isLocked} aria-label={text('columns')}>
        <ReadAs {...{ source, rows, columns, onReadAs }} />
        <label class="check">
          <input
            type="checkbox"
            checked={hasHeading}
            onChange={({ currentTarget }) => onHeading(currentTarget.checked)}
          />
          {text('hasHeading')}
        </label>
        {!namesUser && <p class="error">{text('noUserColumn')}</p>}
        <div class="columns">
          {columns.map((placed, index) => (
            <ColumnField
              key={index}
              {...{ index, placed, onPlace }}
              heading={heading[index]}
              cells={lines.map((row) => row[index] ?? '')}
            />
          ))}
        </div>
      </fieldset>
    </details>
  );
}

/** False of a column that may hold secrets. A column that nobody has placed yet, or that is not used, may hold some. */
function maySee(placed: Placed | undefined): boolean {
  return placed !== undefined && placed !== null && placed !== 'ignored' && placed !== 'SecretValue';
}

/** The names of the columns that are read, in short. */
function namesOf(columns: readonly Placed[]): string {
  return columns
    .filter((placed) => placed !== 'ignored')
    .map((placed) =>
      placed === null ? '?' : text(placed === 'AssociateId' ? 'columnId' : COLUMN_TEXTS[placed]),
    )
    .join(' · ');
}

interface ColumnProps extends Pick<Props, 'onPlace'> {
  readonly index: number;
  readonly placed: Placed;
  readonly heading: string | undefined;
  readonly cells: readonly string[];
}

function ColumnField({ index, placed, heading, cells, onPlace }: ColumnProps) {
  const samples = cells.filter((cell) => cell.trim() !== '').slice(0, SAMPLES);
  const isShown = maySee(placed);
  const id = `column-${index}`;
  return (
    <div class="field">
      <label for={id}>{heading || text('columnNumber', String(index + 1))}</label>
      <select
        id={id}
        aria-invalid={placed === null ? 'true' : undefined}
        aria-describedby={`${id}-about`}
        value={placed ?? ''}
        onChange={({ currentTarget: { value } }) => onPlace(index, value === '' ? null : (value as Placed))}
      >
        <option value="">{text('chooseColumn')}</option>
        {COLUMNS.map((column) => (
          <option key={column} value={column}>
            {text(COLUMN_TEXTS[column])}
          </option>
        ))}
        <option value="AssociateId">{text('columnId')}</option>
        <option value="ignored">{text('columnIgnored')}</option>
      </select>
      <p id={`${id}-about`} class={placed === null ? 'error' : 'hint'}>
        {placed === null && text('error_columnUnknown')}
        {isShown ? samples.map(makeVisible).join(' · ') : placed && '•••'}
      </p>
    </div>
  );
}

interface ReadAsProps extends Pick<Props, 'onReadAs'> {
  readonly source: Source;
  readonly rows: Rows;
  readonly columns: readonly Placed[];
}

/** Lets the person choose how the text is read. A text need not tell what divides its cells, nor a file what its bytes mean. */
function ReadAs({ source, rows, columns, onReadAs }: ReadAsProps) {
  const sample = encodingSample(rows, (column) => maySee(columns[column]));
  return (
    <div class="row">
      {source.bytes && (
        <label>
          {text('labelEncoding')}{' '}
          <select
            value={source.encoding}
            onChange={({ currentTarget }) => onReadAs({ encoding: currentTarget.value as Encoding })}
          >
            {ENCODINGS.map((encoding) => (
              <option key={encoding} value={encoding}>
                {encoding.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {text('labelSeparator')}{' '}
        <select
          value={source.separator ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onReadAs({ separator: (value || null) as Separator | null })
          }
        >
          <option value="">{text('automatic')}</option>
          {SEPARATORS.map((separator) => (
            <option key={separator} value={separator}>
              {separator === '\t' ? text('tabulator') : separator}
            </option>
          ))}
        </select>
      </label>
      {source.isGuess && sample.length > 0 && (
        <p class="note">{text('encodingSample', sample.join(' · '))}</p>
      )}
    </div>
  );
}
