import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { lazy } from './lazy.tsx';

const [SecretGenerator] = lazy(async () => (await import('./secret-generator.tsx')).SecretGenerator);

interface Props extends FieldTexts {
  /** The one place where the secret is. */
  readonly input: RefObject<HTMLInputElement | null>;
  /** Another number whenever a secret is done with: the next one begins hidden. */
  readonly round: number;
  /** True when the form shows a stored entry, whose secret cannot be read. */
  readonly isStored: boolean;
  /** The person has chosen to store an empty secret, and whether that is to be asked at all. */
  readonly mayBeEmpty: boolean;
  readonly asksWhetherEmpty: boolean;
  readonly onMayBeEmpty: (mayBe: boolean) => void;
  readonly onEdit: () => void;
}

/** The secret: hidden unless asked for, typed, pasted or generated. */
export function SecretField(props: Props) {
  const { input, round, isStored, mayBeEmpty, asksWhetherEmpty, onMayBeEmpty, onEdit, ...texts } = props;
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
            ref={input}
            {...(isShown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            class="secret"
            autocomplete="off"
            spellcheck={false}
            onInput={onEdit}
          />
        )}
      </Field>
      {isGenerating && (
        <SecretGenerator
          onUse={(secret) => {
            if (input.current) input.current.value = secret;
            show(true);
            onEdit();
          }}
        />
      )}
      {asksWhetherEmpty && (
        <label class="check">
          <input
            type="checkbox"
            checked={mayBeEmpty}
            onChange={({ currentTarget }) => onMayBeEmpty(currentTarget.checked)}
          />
          {text('withoutSecret')}
        </label>
      )}
    </>
  );
}
