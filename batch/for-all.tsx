import type { CheckedLine } from '../src/check-lines.ts';
import type { Preset } from '../src/messages.ts';
import type { Defaults } from '../src/read-lines.ts';
import { Field } from '../src/ui/field.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import { lineErrorText } from './line-words.ts';

interface Props {
  readonly defaults: Defaults;
  readonly preset: Preset;
  readonly errors: CheckedLine['errors'];
  readonly isLocked: boolean;
  readonly onChange: (changes: Partial<Defaults>) => void;
}

const FIELDS = {
  Type: ['labelType', 'hintType'],
  PublicValue: ['labelPublicValue', 'hintPattern'],
  ValidFrom: ['labelValidFrom', 'hintDate'],
  ValidTo: ['labelValidTo', 'hintValidTo'],
  Comment: ['labelComment', 'hintComment'],
} as const satisfies { readonly [F in Exclude<keyof Defaults, 'IsActive'>]: readonly [TextKey, TextKey] };

/** The values for each line that gives none of its own. */
export function ForAll({ defaults, preset, errors, isLocked, onChange }: Props) {
  return (
    <fieldset class="group" disabled={isLocked}>
      <legend>{text('forAll')}</legend>
      <div class="pair">
        {(Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map((name) => {
          const [label, hint] = FIELDS[name];
          const error = errors[name];
          return (
            <Field
              key={name}
              name={`all-${name}`}
              label={text(label)}
              hint={text(hint)}
              error={error && lineErrorText(error)}
            >
              {(inputProps) => (
                <input
                  {...inputProps}
                  type="text"
                  autocomplete="off"
                  spellcheck={name === 'Comment'}
                  list={name === 'Type' && preset.types.length > 0 ? 'allowed-types' : undefined}
                  value={defaults[name]}
                  onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
                />
              )}
            </Field>
          );
        })}
      </div>
      {preset.types.length > 0 && (
        <datalist id="allowed-types">
          {preset.types.map((type) => (
            <option key={type} value={type} />
          ))}
        </datalist>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={defaults.IsActive === 'yes'}
          onChange={({ currentTarget }) => onChange({ IsActive: currentTarget.checked ? 'yes' : 'no' })}
        />
        {text('labelIsActive')}
      </label>
    </fieldset>
  );
}
