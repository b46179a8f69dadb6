import { useState } from 'preact/hooks';
import type { StoredEntry } from '../src/credentials.ts';
import type { StoredList } from '../src/messages.ts';
import type { Result } from '../src/outcomes.ts';
import { type TextKey, text } from '../src/texts.ts';
import { FailureNotice } from './failure-notice.tsx';

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
  const list = entries?.ok ? entries.value.entries : [];
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
      {!list && <p class="hint">{text('storedNoList')}</p>}
      {entries?.ok && list?.length === 0 && <p class="hint">{text('storedNone')}</p>}
      {list && list.length > 0 && (
        <ul>
          {list.map((entry) => (
            <li key={entry.PublicValue}>
              <strong>{entry.PublicValue}</strong>
              {asking === entry.PublicValue ? (
                <p class="asking" ref={(shown) => shown?.scrollIntoView({ block: 'nearest' })}>
                  {text('confirmRemove', entry.PublicValue)}{' '}
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => {
                      setAsking(null);
                      onRemove(entry);
                    }}
                  >
                    {text('remove')}
                  </button>
                  <button type="button" class="quiet" onClick={() => setAsking(null)}>
                    {text('keep')}
                  </button>
                </p>
              ) : (
                <p class="rowActs">
                  <button type="button" class="quiet" onClick={() => onEdit(entry, entry.IsActive)}>
                    {text('edit')}
                  </button>
                  <button type="button" class="quiet" onClick={() => onEdit(entry, !entry.IsActive)}>
                    {text(entry.IsActive ? 'switchOff' : 'switchOn')}
                  </button>
                  <button type="button" class="quiet" onClick={() => setAsking(entry.PublicValue)}>
                    {text('remove')}
                  </button>
                </p>
              )}
              <p class="hint">{factsOf(entry, now)}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
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

/** Wall-clock digits, read and shown in one and the same zone, whatever it is. */
function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleDateString(text('locale'), { dateStyle: 'medium' });
}
