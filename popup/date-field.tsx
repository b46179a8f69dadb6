import { Field, type FieldTexts } from './field.tsx';

interface Props extends FieldTexts {
  /** `yyyy-MM-ddTHH:mm`, with or without seconds; empty for none. */
  readonly value: string;
  readonly onEdit: (value: string) => void;
}

/** What a date that is typed half is edited to: no date, so that it is not taken for none. */
const HALF_A_DATE = '?';

/** A date and time by the clock on the wall. */
export function DateField({ value, onEdit, ...texts }: Props) {
  const read = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    const now = currentTarget.validity.badInput ? HALF_A_DATE : currentTarget.value;
    if (now !== value) onEdit(now);
  };
  return (
    <Field {...texts}>
      {(ties) => (
        <input
          {...ties}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={value}
          onInput={read}
          // Browsers do not report every half-typed date while it is being typed.
          onBlur={read}
        />
      )}
    </Field>
  );
}
