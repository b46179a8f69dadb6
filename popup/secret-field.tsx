import { useLayoutEffect, useState } from 'preact/hooks';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import { useWhenOpen, whenOpen } from './later.ts';
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
  const use = (generated: string) => {
    const { current } = field;
    if (current) current.value = generated;
    show(true);
    // The form takes it as if it were typed.
    current?.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  useLayoutEffect(() => {
    show(false);
    setGenerating(false);
  }, [round]);
  return (
    <>
      <Field {...texts} note={loaded?.secretNote(field.current, isStored)}>
        {(inputProps) => (
          <>
            <input
              {...inputProps}
              ref={field}
              {...(isShown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
              class="secret"
              autocomplete="off"
              spellcheck={false}
              onInput={onEdit}
            />
            {/* The buttons come after the input, so that one Tab leads to it; they are drawn beside its label. */}
            <div class="beside">
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  setGenerating(true);
                  void whenOpen().then(({ generate }) => use(generate()));
                }}
              >
                {text('generate')}
              </button>
              <button
                type="button"
                class="quiet"
                // Automation finds the button by this title, whatever its label says.
                title={text('showSecret')}
                onClick={() => show(!isShown)}
              >
                {text(isShown ? 'hideSecret' : 'showSecret')}
              </button>
            </div>
          </>
        )}
      </Field>
      {loaded && isGenerating && <loaded.SecretGenerator field={field} onUse={use} />}
      {(mayBeEmpty || isMissing) && (
        <Checkbox label={text('withoutSecret')} isChecked={mayBeEmpty} onChange={setMayBeEmpty} />
      )}
    </>
  );
}
