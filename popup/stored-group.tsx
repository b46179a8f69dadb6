import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import type { StoredEntry } from '../src/credentials.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import { type Asked, Row, type RowActions } from './stored-row.tsx';
import type { Listed } from './use-entries.ts';

/** More rows would slow the page down, as they are drawn and with each typed letter. */
const ROWS_AT_ONCE = 25;

/** The entry that was saved last. */
export interface SavedEntry {
  /** The id of the Save: the same entry may be saved again. */
  readonly id: string;
  readonly publicValue: string;
}

interface Props extends RowActions {
  readonly id: string;
  readonly tabId: number;
  readonly type: string;
  readonly result: Listed['result'];
  readonly now: Date;
  readonly isBusy: boolean;
  /** True for the type that the form is about: its group is in sight. */
  readonly isListed: boolean;
  /** The entry that was saved last, if it is of this type. Its row is marked, and in sight. */
  readonly saved: SavedEntry | undefined;
  readonly onReload: () => void;
}

/** The entries of one type that an associate has, with the actions of each. */
export function Group(props: Props) {
  const { id, tabId, type, result, isListed, saved, onReload } = props;
  const entries = (result.ok && result.value.entries) || [];
  const savedRow = entries.findIndex(({ PublicValue }) => PublicValue === saved?.publicValue);
  const [first, showFrom] = usePage(entries.length, savedRow, saved?.id);
  const group = useRef<HTMLDivElement>(null);
  const [asking, ask] = useAsking(group);
  const counts = countNames(entries);
  const isMarked = savedRow >= 0;
  useEffect(() => {
    if (!isMarked) return;
    // The list scrolls again where the text about the Save takes room from it.
    const observer = new ResizeObserver(() => showInList(group.current?.querySelector('.saved')));
    const room = group.current?.closest('.room');
    if (room) observer.observe(room);
    return () => observer.disconnect();
  }, [isMarked, saved?.id, first]);
  useKeptFocus(group, result.ok);
  useEffect(() => {
    if (isListed && !isMarked) showInList(group.current, true);
  }, [isListed]);
  return (
    <div ref={group}>
      <h3>
        <span id={id}>{makeVisible(type)}</span>{' '}
        {result.ok && <span class="hint">{entries.length || hintOf(result.value)}</span>}
      </h3>
      {!result.ok && (
        <div class="unread">
          <FailureNotice lead="leadList" failure={result.failure} tabId={tabId} steps={{}} />
          <button type="button" onClick={onReload}>
            {text('step_tryAgain')}
          </button>
        </div>
      )}
      {entries.length > ROWS_AT_ONCE && <Pager first={first} length={entries.length} onTurn={showFrom} />}
      {entries.length > 0 && (
        <ul aria-labelledby={id}>
          {entries.slice(first, first + ROWS_AT_ONCE).map((entry, index) => {
            const hasDuplicate = (counts.get(entry.PublicValue) ?? 0) > 1;
            return (
              <li
                key={hasDuplicate ? first + index : entry.PublicValue}
                class={classOf(entry.PublicValue === saved?.publicValue, hasDuplicate)}
                onFocusIn={({ currentTarget }) => showInList(currentTarget.querySelector('.what'))}
              >
                <Row
                  {...props}
                  id={`${id}-${index}`}
                  {...{ entry, hasDuplicate }}
                  asked={asking?.publicValue === entry.PublicValue ? asking.asked : null}
                  onAsk={(asked) => ask(index, { publicValue: entry.PublicValue, asked })}
                  onAnswered={(isDone) => ask(isDone ? -1 : index, null)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function classOf(isSaved: boolean, hasDuplicate: boolean): string {
  return `${isSaved ? 'saved' : ''} ${hasDuplicate ? 'twice' : ''}`;
}

/** Gives the list the focus after a person has had it read again, as its notice with the button is gone. */
function useKeptFocus(group: { readonly current: HTMLElement | null }, isRead: boolean): void {
  useLayoutEffect(() => {
    if (isRead && document.activeElement === document.body)
      group.current?.closest<HTMLElement>('.rows')?.focus({ preventScroll: true });
  }, [isRead]);
}

/** Why a group is empty. */
function hintOf({ entries }: { readonly entries: readonly StoredEntry[] | null }): string {
  return text(entries ? 'storedNone' : 'storedNoList');
}

/** The first row of the page that is shown. */
function usePage(length: number, savedRow: number, savedId: string | undefined) {
  const [wished, showFrom] = useState(0);
  const pageOf = (row: number) => row - (row % ROWS_AT_ONCE);
  useLayoutEffect(() => {
    if (savedRow >= 0) showFrom(pageOf(savedRow));
  }, [savedRow, savedId]);
  // The last row of the last page may have been removed.
  return [Math.min(wished, pageOf(Math.max(length - 1, 0))), showFrom] as const;
}

/** Scrolls the list, and nothing else, until the part is in sight. */
function showInList(part: Element | null | undefined, atTop = false): void {
  const list = part?.closest('.rows');
  if (!part || !list) return;
  const room = list.getBoundingClientRect();
  const { top, bottom } = part.getBoundingClientRect();
  if (atTop || top < room.top) list.scrollTop += top - room.top;
  else if (bottom > room.bottom) list.scrollTop += bottom - room.bottom;
}

interface Asking {
  readonly publicValue: string;
  readonly asked: Asked;
}

/**
 * The entry that the person is asked about. The focus stays in its row: on Keep, the last button of the question; afterwards on the
 * button that asked.
 */
function useAsking(group: { readonly current: HTMLElement | null }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const focus = useRef<{ readonly row: number; readonly button: string }>(undefined);
  useLayoutEffect(() => {
    const { row, button } = focus.current ?? { row: -1, button: '' };
    group.current?.querySelectorAll('li')[row]?.querySelector<HTMLElement>(button)?.focus();
    focus.current = undefined;
  }, [asking]);
  const ask = (row: number, next: Asking | null) => {
    const isRemoval = (next ?? asking)?.asked === 'remove';
    focus.current = { row, button: next || isRemoval ? 'button:last-child' : 'button:nth-child(2)' };
    setAsking(next);
  };
  return [asking, ask] as const;
}

/**
 * How many entries have each public value. SuperOffice identifies an entry by it: of two alike, nobody knows which one would be
 * changed.
 */
function countNames(entries: readonly StoredEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { PublicValue } of entries) counts.set(PublicValue, (counts.get(PublicValue) ?? 0) + 1);
  return counts;
}

interface PagerProps {
  readonly first: number;
  readonly length: number;
  readonly onTurn: (to: number) => void;
}

/** Turns the pages of a long list. Its buttons stay at either end of the list, as one may have the focus. */
function Pager({ first, length, onTurn }: PagerProps) {
  const turn = (what: TextKey, to: number) => {
    const isThere = to >= 0 && to < length;
    return (
      <button type="button" class="quiet" aria-disabled={!isThere} onClick={() => isThere && onTurn(to)}>
        {text(what)}
      </button>
    );
  };
  const last = Math.min(first + ROWS_AT_ONCE, length);
  return (
    <p class="rowActions pager">
      <span class="hint" aria-live="polite">
        {text('rowsOf', String(first + 1), String(last), String(length))}
      </span>
      {turn('previousRows', first - ROWS_AT_ONCE)}
      {turn('nextRows', first + ROWS_AT_ONCE)}
    </p>
  );
}
