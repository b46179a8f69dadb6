import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { LIMITS } from '../src/credentials.ts';
import { type CharacterClass, CLASSES, generateSecret } from '../src/generator.ts';
import { Fold } from '../src/ui/fold.tsx';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import { copyForAWhile } from './copy-for-a-while.ts';
import './secret-generator.css';

const NAMES = Object.keys(CLASSES) as CharacterClass[];

/** Shorter secrets can be guessed. */
const MIN_LENGTH = 12;
const USUAL_LENGTH = 24;

/** A secret of the usual length, or another one, of all characters or some. */
export function generate(length = USUAL_LENGTH, classes: readonly CharacterClass[] = NAMES): string {
  return generateSecret(length, classes, (array) => crypto.getRandomValues(array));
}

interface Props {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onUse: (secret: string) => void;
}

/** What one can do with a generated secret: copy it, or have another one, of another length or other characters. */
export function SecretGenerator({ field, onUse }: Props) {
  const [wished, setWished] = useState(String(USUAL_LENGTH));
  const [classes, setClasses] = useState<readonly CharacterClass[]>(NAMES);
  const [said, say] = useState('');
  const length = Math.min(LIMITS.SecretValue, Math.max(MIN_LENGTH, Math.round(Number(wished)) || MIN_LENGTH));
  const [isEmpty, setEmpty] = useState(false);
  useLayoutEffect(() => {
    const { current } = field;
    const changed = () => {
      // The copied secret is another one by now.
      say('');
      setEmpty(current?.value === '');
    };
    current?.addEventListener('input', changed);
    return () => current?.removeEventListener('input', changed);
  }, []);
  const copy = async () => {
    if (isEmpty) return;
    // The text is emptied first: otherwise nobody is told of a second copy.
    say('');
    const isCopied = await copyForAWhile(field.current?.value ?? '');
    say(text(isCopied ? 'copied' : 'notCopied'));
  };
  const use = () => classes.length > 0 && onUse(generate(length, classes));
  return (
    <div class="generator">
      <button type="button" class="quiet" aria-disabled={isEmpty} onClick={copy}>
        {text('copy')}
      </button>
      <Fold id="generator" label={text('generatorOptions')} isSet={false} isWrong={false} isPassedBy>
        {() => (
          <fieldset>
            <legend class="unseen">{text('generatorOptions')}</legend>
            <label>
              {text('generatorLength')}
              <input
                type="number"
                min={MIN_LENGTH}
                max={LIMITS.SecretValue}
                value={wished}
                onInput={({ currentTarget }) => setWished(currentTarget.value)}
                onBlur={() => setWished(String(length))}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  // Enter must not save: the secret still has its old length.
                  event.preventDefault();
                  use();
                }}
              />
            </label>
            {NAMES.map((name) => (
              <Checkbox
                key={name}
                label={name}
                isChecked={classes.includes(name)}
                onChange={(isChecked) =>
                  setClasses(NAMES.filter((each) => (each === name ? isChecked : classes.includes(each))))
                }
              />
            ))}
            <button type="button" aria-disabled={classes.length === 0} onClick={use}>
              {text('generatorUse')}
            </button>
          </fieldset>
        )}
      </Fold>
      <p class="hint" aria-live="polite">
        {said}
      </p>
    </div>
  );
}
