import { Field, type FieldTexts } from '../src/ui/field.tsx';

interface Props extends FieldTexts {
  /** `yyyy-MM-ddTHH:mm`, with or without seconds; empty for none. */
  readonly value: string;
  readonly onEdit: (value: string) => void;
}

/** True while a date is typed half: the input's value is empty then, and what was typed is known to the browser only. */
export function isHalfTyped(input: HTMLInputElement | null | undefined): boolean {
  return input?.validity.badInput ?? false;
}

/** A date and time by the clock on the wall. */
export function DateField({ value, onEdit, ...texts }: Props) {
  const read = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    if (currentTarget.value !== value) onEdit(currentTarget.value);
  };
  return (
    <Field {...texts}>
      {(inputProps) => (
        <input
          {...inputProps}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={value}
          onInput={read}
          // Browsers do not report every change while a date is being typed.
          onBlur={read}
        />
      )}
    </Field>
  );
}
