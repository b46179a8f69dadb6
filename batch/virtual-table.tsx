import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeptFocus } from './use-kept-focus.ts';

export interface TableColumn<Row> {
  readonly key: string;
  readonly label: string;
  /** As CSS writes it. The columns keep their widths, whatever rows are scrolled into sight. */
  readonly width: string;
  readonly cell: (row: Row, index: number) => ComponentChildren;
}

/** The column by which rows are sorted, and the direction; `null` in its place: rows stay in the order in which they came. */
export interface Sorting {
  readonly key: string;
  readonly isDescending: boolean;
}

interface Props<Row> {
  readonly name: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sorting?: Sorting | null | undefined;
  readonly onSort?: ((sorting: Sorting) => void) | undefined;
}

/** In pixels, as in the stylesheet. All rows have to be of this height, as those out of sight are not drawn. */
const ROW_HEIGHT = 46;
/** How many rows are drawn above and below those in sight: a fast wheel then shows no blank. */
const MARGIN_ROWS = 8;

/** A table of which only the rows in sight are drawn; assistive technology is told how many there are. */
export function VirtualTable<Row>({ name, columns, rows, keyOf, sorting, onSort }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [first, count, look] = useView(box);
  useKeptFocus(box);
  const from = Math.min(first, Math.max(0, rows.length - count));
  const seen = rows.slice(from, from + count);
  const after = rows.length - from - seen.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be within reach of the keyboard
    <div ref={box} class="scroll" tabIndex={0} onScroll={look}>
      <div style={{ paddingTop: `${from * ROW_HEIGHT}px`, paddingBottom: `${after * ROW_HEIGHT}px` }}>
        <table aria-label={name} aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(({ key, label, width }) => (
                <Heading key={key} column={key} {...{ label, width, sorting, onSort }} />
              ))}
            </tr>
          </thead>
          <tbody>
            {seen.map((row, index) => (
              <tr key={keyOf(row)} aria-rowindex={from + index + 2}>
                {columns.map(({ key, cell }) => {
                  const content = cell(row, from + index);
                  return (
                    <td key={key} data-column={key}>
                      <div class="clip" title={typeof content === 'string' ? content : undefined}>
                        {content}
                      </div>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function useView(box: { readonly current: HTMLDivElement | null }) {
  const [view, setView] = useState({ first: 0, count: 30 });
  const look = () => {
    const { scrollTop, clientHeight } = box.current as HTMLDivElement;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN_ROWS);
    const count = Math.ceil(clientHeight / ROW_HEIGHT) + 2 * MARGIN_ROWS;
    setView((now) => (now.first === first && now.count === count ? now : { first, count }));
  };
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(look);
    watcher.observe(box.current as HTMLDivElement);
    return () => watcher.disconnect();
  }, []);
  return [view.first, view.count, look] as const;
}

interface HeadingProps extends Pick<Props<never>, 'sorting' | 'onSort'> {
  readonly column: string;
  readonly label: string;
  readonly width: string;
}

function Heading({ column, label, width, sorting, onSort }: HeadingProps) {
  if (label === '') return <td data-column={column} style={{ '--width': width }} />;
  const isSorted = sorting?.key === column;
  const direction = isSorted ? (sorting.isDescending ? 'descending' : 'ascending') : undefined;
  const sign = { ascending: ' ▴', descending: ' ▾' };
  return (
    <th scope="col" data-column={column} aria-sort={direction} style={{ '--width': width }}>
      {onSort ? (
        <button
          type="button"
          class="quiet"
          onClick={() => onSort({ key: column, isDescending: isSorted && !sorting.isDescending })}
        >
          {label}
          <span aria-hidden="true">{direction && sign[direction]}</span>
        </button>
      ) : (
        label
      )}
    </th>
  );
}
