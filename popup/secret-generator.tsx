import { useState } from 'preact/hooks';
import { LIMITS } from '../src/credentials.ts';
import { type CharacterClass, CLASSES, generateSecret } from '../src/generator.ts';
import { text } from '../src/ui/text.ts';
import { Checkbox } from './checkbox.tsx';
import './secret-generator.css';

const NAMES = Object.keys(CLASSES) as CharacterClass[];

/** Shorter secrets can be guessed. */
const MIN_LENGTH = 12;

/** Generates a secret of the chosen length and characters. */
export function SecretGenerator({ onUse }: { readonly onUse: (secret: string) => void }) {
  const [wished, setWished] = useState('24');
  const [classes, setClasses] = useState<readonly CharacterClass[]>(NAMES);
  const length = Math.min(LIMITS.SecretValue, Math.max(MIN_LENGTH, Math.round(Number(wished)) || MIN_LENGTH));
  return (
    <fieldset class="generator">
      <legend>{text('generate')}</legend>
      <label>
        {text('generatorLength')}
        <input
          type="number"
          min={MIN_LENGTH}
          max={LIMITS.SecretValue}
          value={wished}
          onInput={({ currentTarget }) => setWished(currentTarget.value)}
          onBlur={() => setWished(String(length))}
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
      <button
        type="button"
        aria-disabled={classes.length === 0}
        onClick={() => {
          if (classes.length > 0)
            onUse(generateSecret(length, classes, (array) => crypto.getRandomValues(array)));
        }}
      >
        {text('generatorUse')}
      </button>
    </fieldset>
  );
}
