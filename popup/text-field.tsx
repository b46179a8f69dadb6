import type { ComponentChildren } from 'preact';
import { type Draft, LIMITS } from '../src/credentials.ts';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';

interface Props extends FieldTexts {
  readonly name: 'PublicValue' | 'Comment';
  readonly value: string;
  readonly onEdit: (changes: Partial<Draft>) => void;
  /** The offers in the field while it is empty, and below it. */
  readonly offers?: ComponentChildren;
}

/** A line of text; near its limit, its length is shown. */
export function TextField({ value, onEdit, offers, ...texts }: Props) {
  const { name } = texts;
  const limit = LIMITS[name];
  const count = value.length > limit * 0.8 && (
    <small>{text('countOf', String(value.length), String(limit))}</small>
  );
  return (
    <Field {...texts} aside={count}>
      {(inputProps) => (
        <div class="combobox">
          <input
            {...inputProps}
            type="text"
            autocomplete="off"
            // A public value is no word of any language.
            spellcheck={name === 'Comment'}
            value={value}
            onInput={({ currentTarget }) => onEdit({ [name]: currentTarget.value })}
          />
          {offers}
        </div>
      )}
    </Field>
  );
}
