import { useState } from 'preact/hooks';
import { LIMITS } from '../src/credentials.ts';
import { type CharacterClass, CLASSES, generateSecret } from '../src/generator.ts';
import { text } from '../src/ui/text.ts';
import './secret-generator.css';

const NAMES = Object.keys(CLASSES) as CharacterClass[];

/** Shorter ones are guessed. */
const LEAST = 12;

/** Makes a secret of a chosen length and of chosen characters. */
export function SecretGenerator({ onUse }: { readonly onUse: (secret: string) => void }) {
  const [wished, setWished] = useState('24');
  const [classes, setClasses] = useState<readonly CharacterClass[]>(NAMES);
  const length = Math.min(LIMITS.SecretValue, Math.max(LEAST, Math.round(Number(wished)) || LEAST));
  return (
    <fieldset class="generator">
      <legend>{text('generate')}</legend>
      <label>
        {text('generatorLength')}
        <input
          type="number"
          min={LEAST}
          max={LIMITS.SecretValue}
          value={wished}
          onInput={({ currentTarget }) => setWished(currentTarget.value)}
          onBlur={() => setWished(String(length))}
        />
      </label>
      {NAMES.map((name) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={classes.includes(name)}
            onChange={({ currentTarget }) =>
              setClasses(
                NAMES.filter((each) => (each === name ? currentTarget.checked : classes.includes(each))),
              )
            }
          />
          {name}
        </label>
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
