import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { StoredList } from '../src/messages.ts';
import type { Result } from '../src/result.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import './stored-credentials.css';

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
  /** True while something runs: what would do nothing says so. */
  readonly isBusy: boolean;
  readonly onReload: () => void;
  readonly onEdit: (entry: StoredEntry, isActive: boolean) => void;
  readonly onRemove: (entry: StoredEntry) => void;
}

/** The list of what is stored already, with what can be done about each. */
export function StoredCredentials(props: Props) {
  const { tabId, type, entries, onReload, onRemove } = props;
  const listed = entries?.ok ? entries.value.entries : undefined;
  const { length } = listed ?? [];
  const [wished, showFrom] = useState(0);
  // The last of them may have been removed.
  const first = wished < length ? wished : 0;
  const list = useRef<HTMLUListElement>(null);
  const [asking, ask] = useAsking(list);
  const counts = countNames(listed ?? []);
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
        <Pager
          first={first}
          length={length}
          onTurn={(to) => {
            showFrom(to);
            list.current?.scrollTo(0, 0);
          }}
        />
      )}
      {listed && length > 0 && (
        <ul ref={list}>
          {listed.slice(first, first + ROWS_AT_ONCE).map((entry, index) => {
            const isTwin = (counts.get(entry.PublicValue) ?? 0) > 1;
            return (
              <li key={isTwin ? first + index : entry.PublicValue}>
                {asking === entry.PublicValue ? (
                  <Question
                    {...{ entry, index }}
                    isBusy={props.isBusy}
                    onRemove={() => {
                      ask(-1, null);
                      onRemove(entry);
                    }}
                    onKeep={() => ask(index, null)}
                  />
                ) : (
                  <Row {...props} {...{ entry, index, isTwin }} onAsk={() => ask(index, entry.PublicValue)} />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** The entry that is asked about, in its row. Asked, or taken back, the row's last button has the focus: Keep, or Remove. */
function useAsking(list: { readonly current: HTMLUListElement | null }) {
  const [asking, setAsking] = useState<string | null>(null);
  const row = useRef(-1);
  useLayoutEffect(() => {
    list.current?.children[row.current]?.querySelector<HTMLElement>('button:last-child')?.focus();
    row.current = -1;
  }, [asking]);
  const ask = (index: number, publicValue: string | null) => {
    row.current = index;
    setAsking(publicValue);
  };
  return [asking, ask] as const;
}

/** SuperOffice knows an entry by its public value: of two alike, nobody can say which one would be changed. */
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

/** Turns the pages of a long list. It stays where it is at either end: the focus may be on it. */
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
    <p class="rowActs">
      <span class="hint">{text('rowsOf', String(first + 1), String(last), String(length))}</span>
      {turn('previousRows', first - ROWS_AT_ONCE)}
      {turn('nextRows', first + ROWS_AT_ONCE)}
    </p>
  );
}

interface RowProps extends Pick<Props, 'now' | 'isBusy' | 'onEdit'> {
  readonly entry: StoredEntry;
  readonly index: number;
  /** True where another entry has the same public value. */
  readonly isTwin: boolean;
  readonly onAsk: () => void;
}

function Row({ entry, index, isTwin, now, isBusy, onEdit, onAsk }: RowProps) {
  const about = { row: index, isBusy };
  return (
    <>
      <strong id={`stored-${index}`}>{nameOf(entry)}</strong>
      {!isTwin && (
        <p class="rowActs">
          <Action what="edit" {...about} onClick={() => onEdit(entry, entry.IsActive)} />
          <Action
            what={entry.IsActive ? 'switchOff' : 'switchOn'}
            {...about}
            onClick={() => onEdit(entry, !entry.IsActive)}
          />
          <Action what="remove" {...about} onClick={onAsk} />
        </p>
      )}
      <p class="hint">{factsOf(entry, now)}</p>
      {isTwin && <p class="hint">{text('storedTwice')}</p>}
    </>
  );
}

interface QuestionProps {
  readonly entry: StoredEntry;
  readonly index: number;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
  readonly onKeep: () => void;
}

/** Asks once, in place, before an entry is removed. */
function Question({ entry, index, isBusy, onRemove, onKeep }: QuestionProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as one
    <div role="group" aria-labelledby={`stored-${index}`}>
      <p id={`stored-${index}`}>{text('confirmRemove', nameOf(entry))}</p>
      <p class="rowActs">
        <Action what="remove" isBusy={isBusy} onClick={onRemove} />
        <Action what="keep" onClick={onKeep} />
      </p>
    </div>
  );
}

interface ActionProps {
  readonly what: TextKey;
  /** Of many buttons alike, each says which row it is about. */
  readonly row?: number;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

/** Something that can be done about a row. */
function Action({ what, row, isBusy = false, onClick }: ActionProps) {
  return (
    <button
      type="button"
      class="quiet"
      aria-disabled={isBusy}
      aria-describedby={row === undefined ? undefined : `stored-${row}`}
      onClick={() => !isBusy && onClick()}
    >
      {text(what)}
    </button>
  );
}

function nameOf({ PublicValue }: StoredEntry): string {
  return makeVisible(PublicValue) || text('storedUnnamed');
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
