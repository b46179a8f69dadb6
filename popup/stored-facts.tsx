import type { StoredEntry } from '../src/credentials.ts';
import { localeOfDates, text } from '../src/ui/text.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** An end that is nearer than this is pointed out. */
const SOON_DAYS = 30;

/** One fact of an entry; `soon` for what calls for attention. */
interface Fact {
  readonly says: string;
  readonly soon?: boolean;
}

/** The facts of an entry, on one line: its state, its beginning or end, its comment. */
export function Facts({ entry, now }: { readonly entry: StoredEntry; readonly now: Date }) {
  const facts = factsOf(entry, now);
  const whole = facts.map(({ says }) => says).join(' · ');
  return (
    <p class="hint" title={whole}>
      {facts.map(({ says, soon }, index) => (
        <>
          {index > 0 && ' · '}
          {soon ? <em>{says}</em> : says}
        </>
      ))}
    </p>
  );
}

function factsOf({ Comment, ValidFrom, ValidTo, IsActive }: StoredEntry, now: Date): readonly Fact[] {
  const facts = [
    ...(IsActive ? [] : [{ says: text('off'), soon: true }]),
    ...(new Date(ValidFrom) > now ? [{ says: text('starts', day(ValidFrom)) }] : []),
    ...endOf(ValidTo, now),
    ...(Comment ? [{ says: Comment }] : []),
  ];
  return facts.length > 0 ? facts : [{ says: text('noEnd') }];
}

function endOf(validTo: string, now: Date): readonly Fact[] {
  if (validTo.startsWith('9999')) return [];
  const end = new Date(validTo);
  if (end < now) return [{ says: text('ended', day(validTo)), soon: true }];
  const days = Math.round((startOfDay(end) - startOfDay(now)) / DAY_MS);
  if (!(days <= SOON_DAYS)) return [{ says: text('validUntil', day(validTo)) }];
  const relative = new Intl.RelativeTimeFormat(text('locale'), { numeric: 'auto' });
  return [{ says: text('ends', relative.format(days, 'day')), soon: true }];
}

function startOfDay(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

/** One format for all rows: creating it takes longer than using it. */
let days: Intl.DateTimeFormat | undefined;

/** The day of a server time. Read and written in the same zone, so that the zone does not matter. */
function day(time: string): string {
  const date = new Date(time);
  days ??= new Intl.DateTimeFormat(localeOfDates(), { dateStyle: 'medium' });
  return Number.isNaN(date.getTime()) ? time : days.format(date);
}
