import { useState } from 'preact/hooks';
import { LIMITS } from '../src/credentials.ts';
import { type CharacterClass, CLASSES, generateSecret } from '../src/generator.ts';
import { text } from '../src/texts.ts';

const NAMES = Object.keys(CLASSES) as CharacterClass[];

/** Makes a secret of a chosen length and of chosen characters. */
export function SecretGenerator({ onUse }: { readonly onUse: (secret: string) => void }) {
  const [length, setLength] = useState(24);
  const [classes, setClasses] = useState<readonly CharacterClass[]>(NAMES);
  return (
    <fieldset class="generator">
      <legend>{text('generate')}</legend>
      <label>
        {text('generatorLength')}
        <input
          type="number"
          min={8}
          max={LIMITS.SecretValue}
          value={length}
          onChange={({ currentTarget }) => {
            const wished = Math.round(Number(currentTarget.value)) || 24;
            setLength(Math.min(LIMITS.SecretValue, Math.max(8, wished)));
          }}
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
