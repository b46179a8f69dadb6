import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { StoredList } from '../src/messages.ts';
import type { Result } from '../src/result.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';

/** More would hold the page up, while they are drawn and with each letter that is typed. */
const ROWS_AT_ONCE = 25;

/** What the associate has of the type; `undefined` while it is being read. */
export type Entries = Result<StoredList> | undefined;

interface Props {
  readonly tabId: number;
  /** What is removed here is of this type, whatever is typed by now. */
  readonly type: string;
  readonly entries: Entries;
  readonly now: Date;
  readonly onReload: () => void;
  readonly onEdit: (entry: StoredEntry, isActive: boolean) => void;
  readonly onRemove: (entry: StoredEntry) => void;
}

/** The list of what is stored already, with what can be done about each. */
export function StoredCredentials({ tabId, type, entries, now, onReload, onEdit, onRemove }: Props) {
  const [asking, setAsking] = useState<string | null>(null);
  const listed = entries?.ok ? entries.value.entries : undefined;
  // SuperOffice knows an entry by its public value: of two alike, nobody can say which one would be changed.
  const counts = new Map<string, number>();
  for (const { PublicValue } of listed ?? []) counts.set(PublicValue, countOf(PublicValue) + 1);
  function countOf(publicValue: string): number {
    return counts.get(publicValue) ?? 0;
  }
  const { length } = listed ?? [];
  const [wished, showFrom] = useState(0);
  // The last of them may have been removed.
  const first = wished < length ? wished : 0;
  const list = useRef<HTMLUListElement>(null);
  /** The row that the question was asked in, or taken back: its last button, Keep or Remove, has the focus. */
  const row = useRef(-1);
  const ask = (index: number, publicValue: string | null) => {
    row.current = index;
    setAsking(publicValue);
  };
  useLayoutEffect(() => {
    list.current?.children[row.current]?.querySelector<HTMLElement>('button:last-child')?.focus();
    row.current = -1;
  }, [asking]);

  /** Stays where it is at either end: the focus may be on it. */
  const turn = (what: TextKey, to: number) => {
    const isThere = to >= 0 && to < length;
    const go = () => {
      showFrom(to);
      list.current?.scrollTo(0, 0);
    };
    return (
      <button type="button" class="quiet" aria-disabled={!isThere} onClick={() => isThere && go()}>
        {text(what)}
      </button>
    );
  };

  return (
    <section aria-labelledby="stored" aria-busy={entries === undefined} class="stored">
      <div class="above">
        <h2 id="stored">{text('storedCredentials')}</h2>
        <p class="hint">{makeVisible(type)}</p>
      </div>
      {entries === undefined && <p class="hint">{text('storedLoading')}</p>}
      {entries && !entries.ok && (
        <FailureNotice
          lead="leadList"
          failure={entries.failure}
          tabId={tabId}
          steps={{ tryAgain: onReload }}
        />
      )}
      {listed === null && <p class="hint">{text('storedNoList')}</p>}
      {listed && length === 0 && <p class="hint">{text('storedNone')}</p>}
      {length > ROWS_AT_ONCE && (
        <p class="rowActs">
          <span class="hint">
            {text(
              'rowsOf',
              String(first + 1),
              String(Math.min(first + ROWS_AT_ONCE, length)),
              String(length),
            )}
          </span>
          {turn('previousRows', first - ROWS_AT_ONCE)}
          {turn('nextRows', first + ROWS_AT_ONCE)}
        </p>
      )}
      {listed && length > 0 && (
        <ul ref={list}>
          {listed.slice(first, first + ROWS_AT_ONCE).map((entry, index) => (
            <li key={countOf(entry.PublicValue) > 1 ? first + index : entry.PublicValue}>
              {asking === entry.PublicValue ? (
                // biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as one
                <div role="group" aria-labelledby={`stored-${index}`}>
                  <p id={`stored-${index}`}>{text('confirmRemove', nameOf(entry))}</p>
                  <p class="rowActs">
                    {act('remove', () => {
                      setAsking(null);
                      onRemove(entry);
                    })}
                    {act('keep', () => ask(index, null))}
                  </p>
                </div>
              ) : (
                <>
                  <strong id={`stored-${index}`}>{nameOf(entry)}</strong>
                  {countOf(entry.PublicValue) === 1 && (
                    <p class="rowActs">
                      {act('edit', () => onEdit(entry, entry.IsActive), index)}
                      {act(
                        entry.IsActive ? 'switchOff' : 'switchOn',
                        () => onEdit(entry, !entry.IsActive),
                        index,
                      )}
                      {act('remove', () => ask(index, entry.PublicValue), index)}
                    </p>
                  )}
                  <p class="hint">{factsOf(entry, now)}</p>
                  {countOf(entry.PublicValue) > 1 && <p class="hint">{text('storedTwice')}</p>}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function nameOf({ PublicValue }: StoredEntry): string {
  return makeVisible(PublicValue) || text('storedUnnamed');
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
  days ??= new Intl.DateTimeFormat(localeOfDates(), { dateStyle: 'medium' });
  return Number.isNaN(date.getTime()) ? time : days.format(date);
}

/** The person's own variety of the language that the texts are in: British dates are not American ones. */
function localeOfDates(): string {
  const { language } = navigator;
  const locale = text('locale');
  return language.startsWith(locale) ? language : locale;
}
