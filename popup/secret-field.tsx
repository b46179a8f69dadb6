import { useLayoutEffect, useState } from 'preact/hooks';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import { useWhenOpen } from './later.ts';
import type { Secret } from './use-secret.ts';

interface Props extends FieldTexts {
  /** The only place of the secret. It is hidden again after each Save and Clear. */
  readonly secret: Secret;
  /** True when the form shows a stored entry, whose secret cannot be read. */
  readonly isStored: boolean;
  /** True where the empty secret was refused: the person may then choose to store none. */
  readonly isMissing: boolean;
  readonly onEdit: () => void;
}

/** The secret: hidden unless asked for, typed, pasted or generated. */
export function SecretField({ secret, isStored, isMissing, onEdit, ...texts }: Props) {
  const { field, round, mayBeEmpty, setMayBeEmpty } = secret;
  const loaded = useWhenOpen();
  const [isShown, show] = useState(false);
  const [isGenerating, setGenerating] = useState(false);
  useLayoutEffect(() => {
    show(false);
    setGenerating(false);
  }, [round]);
  return (
    <>
      <Field
        {...texts}
        note={isStored ? text('secretAgain') : undefined}
        aside={
          <>
            <button
              type="button"
              class="quiet"
              aria-expanded={isGenerating}
              onClick={() => setGenerating(!isGenerating)}
            >
              {text('generate')}
            </button>
            <button type="button" class="quiet" aria-pressed={isShown} onClick={() => show(!isShown)}>
              {text('showSecret')}
            </button>
          </>
        }
      >
        {(inputProps) => (
          <input
            {...inputProps}
            ref={field}
            {...(isShown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            class="secret"
            autocomplete="off"
            spellcheck={false}
            onInput={onEdit}
          />
        )}
      </Field>
      {loaded && isGenerating && (
        <loaded.SecretGenerator
          onUse={(generated) => {
            if (field.current) field.current.value = generated;
            show(true);
            onEdit();
          }}
        />
      )}
      {(mayBeEmpty || isMissing) && (
        <Checkbox label={text('withoutSecret')} isChecked={mayBeEmpty} onChange={setMayBeEmpty} />
      )}
    </>
  );
}
