import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StoredEntry } from '../src/credentials.ts';
import type { StoredList } from '../src/messages.ts';
import type { Result } from '../src/outcomes.ts';
import { type TextKey, text } from '../src/texts.ts';
import { FailureNotice } from './failure-notice.tsx';

/** More would hold the page up while they are drawn; the next ones come as one scrolls. */
const ROWS_AT_ONCE = 50;

/** What the associate has of the type; `undefined` while it is being read. */
export type Entries = Result<StoredList> | undefined;

interface Props {
  readonly tabId: number;
  readonly entries: Entries;
  readonly now: Date;
  readonly onReload: () => void;
  readonly onEdit: (entry: StoredEntry, isActive: boolean) => void;
  readonly onRemove: (entry: StoredEntry) => void;
}

/** The list of what is stored already, with what can be done about each. */
export function StoredCredentials({ tabId, entries, now, onReload, onEdit, onRemove }: Props) {
  const [asking, setAsking] = useState<string | null>(null);
  const listed = entries?.ok ? entries.value.entries : [];
  const [most, showUpTo] = useState(ROWS_AT_ONCE);
  const list = useRef<HTMLUListElement>(null);
  /** The row that the question was asked in, or taken back: its last button, Keep or Remove, has the focus. */
  const row = useRef(-1);
  const ask = (index: number, publicValue: string | null) => {
    row.current = index;
    setAsking(publicValue);
  };
  const acts = useRef<Acts>({ onEdit, onRemove, ask });
  acts.current = { onEdit, onRemove, ask };
  useLayoutEffect(() => {
    list.current?.children[row.current]?.querySelector<HTMLElement>('button:last-child')?.focus();
    row.current = -1;
  }, [asking]);

  return (
    <section aria-labelledby="stored" aria-busy={entries === undefined} class="stored">
      <h2 id="stored">{text('storedCredentials')}</h2>
      {entries === undefined && <p class="hint">{text('storedLoading')}</p>}
      {entries && !entries.ok && (
        <FailureNotice
          lead="leadList"
          failure={entries.failure}
          tabId={tabId}
          steps={{ tryAgain: onReload }}
        />
      )}
      {!listed && <p class="hint">{text('storedNoList')}</p>}
      {entries?.ok && listed?.length === 0 && <p class="hint">{text('storedNone')}</p>}
      {listed && listed.length > 0 && (
        <ul
          ref={list}
          // Tab scrolls as well.
          onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
            if (scrollTop + 2 * clientHeight > scrollHeight)
              showUpTo(Math.min(most + ROWS_AT_ONCE, listed.length));
          }}
        >
          {listed.slice(0, most).map((entry, index) => (
            <Row
              key={entry.PublicValue}
              entry={entry}
              index={index}
              isAsking={asking === entry.PublicValue}
              now={now}
              acts={acts}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the buttons of the rows do, as of the last drawing: rows themselves are drawn less often. */
interface Acts extends Pick<Props, 'onEdit' | 'onRemove'> {
  ask(index: number, publicValue: string | null): void;
}

interface RowProps extends Pick<Props, 'now'> {
  readonly entry: StoredEntry;
  readonly index: number;
  readonly isAsking: boolean;
  readonly acts: { readonly current: Acts };
}

/** An entry; drawn anew when it changes, and not with each letter that is typed elsewhere. */
function Row({ entry, index, isAsking, now, acts }: RowProps) {
  return useMemo(
    () => (
      <li>
        {isAsking ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as one
          <div role="group" aria-labelledby={`stored-${index}`}>
            <p id={`stored-${index}`}>{text('confirmRemove', entry.PublicValue)}</p>
            <p class="rowActs">
              {act('remove', () => {
                acts.current.ask(-1, null);
                acts.current.onRemove(entry);
              })}
              {act('keep', () => acts.current.ask(index, null))}
            </p>
          </div>
        ) : (
          <>
            <strong id={`stored-${index}`}>{entry.PublicValue}</strong>
            <p class="rowActs">
              {act('edit', () => acts.current.onEdit(entry, entry.IsActive), index)}
              {act(
                entry.IsActive ? 'switchOff' : 'switchOn',
                () => acts.current.onEdit(entry, !entry.IsActive),
                index,
              )}
              {act('remove', () => acts.current.ask(index, entry.PublicValue), index)}
            </p>
            <p class="hint">{factsOf(entry, now)}</p>
          </>
        )}
      </li>
    ),
    [entry, index, isAsking],
  );
}

/** What can be done about a row: of many buttons alike, each says which row it is about. */
function act(what: TextKey, onClick: () => void, row?: number) {
  return (
    <button
      type="button"
      class="quiet"
      aria-describedby={row === undefined ? undefined : `stored-${row}`}
      onClick={onClick}
    >
      {text(what)}
    </button>
  );
}

/** Marks and facts of an entry, the marks first. */
function factsOf({ Comment, ValidFrom, ValidTo, IsActive }: StoredEntry, now: Date): string {
  const marks: (TextKey | false)[] = [
    !IsActive && 'off',
    new Date(ValidTo) < now && 'expired',
    new Date(ValidFrom) > now && 'notYetValid',
  ];
  const until = ValidTo.startsWith('9999') ? [] : [text('validUntil', day(ValidTo))];
  return [
    ...marks.flatMap((mark) => (mark ? [text(mark)] : [])),
    ...until,
    ...(Comment ? [Comment] : []),
  ].join(' · ');
}

/** One for all rows: to make it takes longer than to use it. */
let days: Intl.DateTimeFormat | undefined;

/** Wall-clock digits, read and shown in one and the same zone, whatever it is. */
function day(time: string): string {
  const date = new Date(time);
  days ??= new Intl.DateTimeFormat(text('locale'), { dateStyle: 'medium' });
  return Number.isNaN(date.getTime()) ? time : days.format(date);
}
