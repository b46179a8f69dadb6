import type { Draft } from '../src/credentials.ts';
import type { FieldTexts } from '../src/ui/field.tsx';
import { Fold } from '../src/ui/fold.tsx';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import { useWhenOpen } from './later.ts';
import type { FormState } from './state.ts';
import { TextField } from './text-field.tsx';
import { Validity } from './validity.tsx';

/** The fields that most entries leave as they are. */
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
  const { draft, errors, empty } = state;
  const loaded = useWhenOpen();
  return (
    <Fold
      round={round}
      id="folded"
      label={loaded ? loaded.foldedText(draft) : text('labelComment')}
      isSet={FOLDED.some((name) => draft[name] !== empty[name])}
      isWrong={FOLDED.some((name) => errors[name])}
    >
      {(isByHand) => (
        <>
          <TextField {...texts('Comment')} value={draft.Comment} onEdit={onEdit} />
          <Validity {...{ draft, texts, otherTimeZone, round, isByHand, onEdit }} />
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
