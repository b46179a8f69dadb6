import { useLayoutEffect, useRef } from 'preact/hooks';
import { Field, type FieldTexts } from '../src/ui/field.tsx';

interface Props extends FieldTexts {
  /** `yyyy-MM-ddTHH:mm`, with or without seconds; empty for none. */
  readonly value: string;
  /** Goes up where another entry begins. */
  readonly round: number;
  /** The time that completes a date, where only dates are shown; otherwise `null`. */
  readonly wholeDay: string | null;
  readonly onEdit: (value: string) => void;
}

/** True while a date is half-typed: its value is empty then, and only the browser knows what was typed. */
export function isHalfTyped(input: HTMLInputElement | null | undefined): boolean {
  return input?.validity.badInput ?? false;
}

/** The text that stands for a half-typed date in a draft: it is not taken for “no date”, even when the form opens again. */
const HALF_A_DATE = '?';

/** A date with its time of day. */
export function DateField({ value, round, wholeDay, onEdit, ...texts }: Props) {
  const isHalf = value === HALF_A_DATE;
  /** True once something was typed here. Until then, the half-typed date of an earlier form stays in the draft. */
  const isTyped = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  // The input is emptied, and not made anew: in Firefox two new ones take some 10 ms. A new value would not do: that of a
  // half-typed date is empty, too.
  useLayoutEffect(() => {
    isTyped.current = false;
    if (isHalfTyped(input.current)) (input.current as HTMLInputElement).value = '';
  }, [round]);
  const shown = isHalf ? '' : wholeDay === null ? value : value.slice(0, 10);
  const read = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    if (isHalfTyped(currentTarget)) return isHalf || onEdit(HALF_A_DATE);
    const typed = currentTarget.value;
    if ((isHalf && isTyped.current) || typed !== shown)
      onEdit(wholeDay !== null && typed !== '' ? `${typed}T${wholeDay}` : typed);
  };
  const max = '9999-12-31';
  return (
    <Field {...texts}>
      {(inputProps) => (
        <input
          {...inputProps}
          ref={input}
          type={wholeDay === null ? 'datetime-local' : 'date'}
          max={wholeDay === null ? `${max}T23:59` : max}
          value={shown}
          onInput={(event) => {
            isTyped.current = true;
            read(event);
          }}
          // Browsers do not report every change while a date is being typed.
          onBlur={read}
        />
      )}
    </Field>
  );
}
