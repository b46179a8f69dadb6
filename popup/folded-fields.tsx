import { type Draft, emptyDraft } from '../src/credentials.ts';
import type { FieldTexts } from '../src/ui/field.tsx';
import { Fold } from '../src/ui/fold.tsx';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import type { FormState } from './state.ts';
import { TextField } from './text-field.tsx';
import { Validity } from './validity.tsx';

/** What most entries leave as it is. */
const FOLDED = ['Comment', 'ValidFrom', 'ValidTo', 'IsActive'] as const satisfies readonly (keyof Draft)[];

interface Props {
  readonly state: FormState;
  readonly texts: <F extends Exclude<(typeof FOLDED)[number], 'IsActive'>>(
    name: F,
  ) => FieldTexts & { readonly name: F };
  /** The server's time zone, where it differs from this computer's. */
  readonly otherTimeZone: string | null;
  /** Goes up where another entry begins. */
  readonly round: number;
  readonly onEdit: (changes: Partial<Draft>) => void;
}

/** Comment, validity and state, folded into a line that says what they hold. */
export function FoldedFields({ state, texts, otherTimeZone, round, onEdit }: Props) {
  const { draft, errors, opened } = state;
  const empty = emptyDraft(new Date(), opened.preset);
  return (
    <Fold
      id="folded"
      label={textOf(draft, empty)}
      isSet={FOLDED.some((name) => draft[name] !== empty[name])}
      isWrong={FOLDED.some((name) => errors[name])}
      round={round}
    >
      {(isByHand) => (
        <>
          <TextField {...texts('Comment')} value={draft.Comment} onEdit={onEdit} />
          <Validity key={round} {...{ draft, texts, otherTimeZone, isByHand, onEdit }} />
          <Checkbox
            label={text('labelIsActive')}
            isChecked={draft.IsActive}
            onChange={(IsActive) => onEdit({ IsActive })}
          />
        </>
      )}
    </Fold>
  );
}

/** What the folded fields say, in one line: “From today, no end · no comment”. */
function textOf({ ValidFrom, ValidTo, Comment, IsActive }: Draft, empty: Draft): string {
  const from = ValidFrom === empty.ValidFrom ? text('fromToday') : text('fromDay', day(ValidFrom));
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
  return new Intl.DateTimeFormat(text('locale'), { dateStyle: 'medium' }).format(date);
}
