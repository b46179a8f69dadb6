import { type Draft, emptyDraft } from '../src/credentials.ts';
import { localeOfDates, text } from '../src/ui/text.ts';

/** What the folded fields say, in one line: “From today, no end · no comment”. */
export function foldedText({ ValidFrom, ValidTo, Comment, IsActive }: Draft): string {
  const today = emptyDraft(new Date(), { type: '', validityDays: 0 }).ValidFrom;
  const from =
    ValidFrom.slice(0, 10) === today.slice(0, 10) ? text('fromToday') : text('fromDay', day(ValidFrom));
  const to = ValidTo === '' ? text('noEnd') : text('validUntil', day(ValidTo));
  const marks = [
    `${from}, ${to}`,
    shortened(Comment) || text('noComment'),
    ...(IsActive ? [] : [text('off')]),
  ];
  return marks.join(' · ');
}

/** Enough of a comment to know it again. */
function shortened(comment: string): string {
  return comment.length > 40 ? `${comment.slice(0, 39)}…` : comment;
}

/** The day of a draft's time; “…” for one that is typed half. */
function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '…';
  return new Intl.DateTimeFormat(localeOfDates(), { dateStyle: 'medium' }).format(date);
}
