import { useRef } from 'preact/hooks';
import { type Draft, emptyDraft } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import { type DateName, FIELDS, TIMES } from './validity.tsx';
import './validity.css';

interface Props {
  readonly draft: Draft;
  /** True where only dates are shown. */
  readonly wholeDays: boolean;
  readonly onWholeDays: (wholeDays: boolean) => void;
  readonly onEdit: (changes: Partial<Pick<Draft, DateName>>) => void;
}

const DAYS = [30, 90, 365];

/** The tools for dates: whole days, and the usual ends. An end is some days after today or a later begin; or there is none. */
export function ValidityTools({ draft, wholeDays, onWholeDays, onEdit }: Props) {
  /** The dates with their times, as they were before they became whole days. */
  const timed = useRef<Partial<Pick<Draft, DateName>>>({});
  const toggle = () => {
    onWholeDays(!wholeDays);
    const dayOf = (name: DateName) => draft[name].slice(0, 10);
    const set = FIELDS.filter((name) => draft[name].length > 1);
    const changes = set.map((name) => {
      const before = timed.current[name];
      const isSameDay = before?.startsWith(dayOf(name));
      return [name, wholeDays ? (isSameDay ? before : draft[name]) : `${dayOf(name)}T${TIMES[name]}`];
    });
    if (!wholeDays) timed.current = { ...draft };
    if (changes.some(([name, value]) => draft[name as DateName] !== value))
      onEdit(Object.fromEntries(changes));
  };
  const pick = (ValidTo: string) => {
    // A half-typed date is no value: only its input can let go of it.
    const input = document.querySelector<HTMLInputElement>('#ValidTo');
    if (input) input.value = '';
    onEdit({ ValidTo });
  };
  const inDays = (days: number) => {
    const begin = new Date(Math.max(Date.now(), Date.parse(draft.ValidFrom) || 0));
    return emptyDraft(begin, { type: '', validityDays: days }).ValidTo;
  };
  return (
    <>
      <button type="button" class="quiet" aria-pressed={wholeDays} onClick={toggle}>
        {text('wholeDays')}
      </button>
      <div class="ends">
        {DAYS.map((days) => (
          <button key={days} type="button" class="quiet" onClick={() => pick(inDays(days))}>
            {text('inDays', String(days))}
          </button>
        ))}
        <button type="button" class="quiet" onClick={() => pick('')}>
          {text('noEndDate')}
        </button>
      </div>
    </>
  );
}
