import type { Draft } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import { DateField, isHalfTyped } from './date-field.tsx';
import { fieldTexts } from './field-texts.ts';
import type { FormErrors } from './state.ts';

interface Props {
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly help: boolean;
  /** The server's zone, where its clock is another than this computer's. */
  readonly otherTimeZone: string | null;
  readonly onEdit: (changes: Partial<Draft>) => void;
}

const FIELDS = ['ValidFrom', 'ValidTo'] as const;

/** From when to when an entry is valid. */
export function Validity({ draft, errors, help, otherTimeZone, onEdit }: Props) {
  return (
    <div class="dates">
      {FIELDS.map((name) => (
        <DateField
          key={name}
          {...fieldTexts(name, errors, help)}
          value={draft[name]}
          onEdit={(value) => onEdit({ [name]: value })}
        />
      ))}
      {otherTimeZone && <p class="note">{text('otherTimeZone', otherTimeZone)}</p>}
    </div>
  );
}

/** The browser tells a half-typed date by `validity` only, and its value is empty: not to be taken for “no end”. */
export function halfTyped(form: HTMLFormElement | null): FormErrors {
  const wrong = FIELDS.filter((name) => isHalfTyped(form?.querySelector<HTMLInputElement>(`#${name}`)));
  return Object.fromEntries(wrong.map((name) => [name, { rule: 'noDate' }]));
}
