import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { StoredList } from '../src/messages.ts';
import type { Result } from '../src/result.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import './stored-credentials.css';

/** More rows would slow the page down, as they are drawn and with each typed letter. */
const ROWS_AT_ONCE = 25;

/** What the associate has of the type; `undefined` while it is being read. */
export type Entries = Result<StoredList> | undefined;

interface Props {
  readonly tabId: number;
  /** The type of the listed entries, whatever is typed by now. */
  readonly type: string;
  readonly entries: Entries;
  readonly now: Date;
  /** True while an action runs: the buttons are disabled. */
  readonly isBusy: boolean;
  readonly onReload: () => void;
  readonly onEdit: (entry: StoredEntry, isActive: boolean) => void;
  readonly onRemove: (entry: StoredEntry) => void;
}

/** The list of stored entries, with the actions of each. */
export function StoredCredentials(props: Props) {
  const { tabId, type, entries, onReload, onRemove } = props;
  const listed = entries?.ok ? entries.value.entries : undefined;
  const { length } = listed ?? [];
  const [wished, showFrom] = useState(0);
  // The last row of the page may have been removed.
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
            const hasDuplicate = (counts.get(entry.PublicValue) ?? 0) > 1;
            return (
              <li key={hasDuplicate ? first + index : entry.PublicValue}>
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
                  <Row
                    {...props}
                    {...{ entry, index, hasDuplicate }}
                    onAsk={() => ask(index, entry.PublicValue)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** The entry whose removal is being confirmed. The last button of its row gets the focus: Keep, afterwards Remove. */
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

/** SuperOffice identifies an entry by its public value: of two alike, it is unknown which one would be changed. */
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

/** Turns the pages of a long list. Its buttons stay at either end, as one may have the focus. */
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
    <p class="rowActions">
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
  readonly hasDuplicate: boolean;
  readonly onAsk: () => void;
}

function Row({ entry, index, hasDuplicate, now, isBusy, onEdit, onAsk }: RowProps) {
  const about = { row: index, isBusy };
  return (
    <>
      <strong id={`stored-${index}`}>{nameOf(entry)}</strong>
      {!hasDuplicate && (
        <p class="rowActions">
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
      {hasDuplicate && <p class="hint">{text('storedTwice')}</p>}
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
      <p class="rowActions">
        <Action what="remove" isBusy={isBusy} onClick={onRemove} />
        <Action what="keep" onClick={onKeep} />
      </p>
    </div>
  );
}

interface ActionProps {
  readonly what: TextKey;
  /** The row that describes the button: its label is the same in each. */
  readonly row?: number;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

/** A button of a row. */
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

/** What is worth knowing of an entry: its state, its end, its comment. */
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

/** One for all rows: creating it takes longer than using it. */
let days: Intl.DateTimeFormat | undefined;

/** The day of a server time. Read and written in the same zone, so that the zone does not matter. */
function day(time: string): string {
  const date = new Date(time);
  days ??= new Intl.DateTimeFormat(localeOfDates(), { dateStyle: 'medium' });
  return Number.isNaN(date.getTime()) ? time : days.format(date);
}

/** The person's own variety of the texts' language: British dates differ from American ones. */
function localeOfDates(): string {
  const { language } = navigator;
  const locale = text('locale');
  return language.startsWith(locale) ? language : locale;
}
