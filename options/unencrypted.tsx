import { ask } from '../popup/ask.ts';
import type { Failure } from '../src/failures.ts';
import { text } from '../src/texts.ts';
import type { Outcome } from './outcome.ts';

interface Props {
  /** Sites to which the person has agreed to send secrets unencrypted. */
  readonly origins: readonly string[];
  readonly load: () => Promise<unknown>;
  readonly report: (outcome: Outcome) => void;
  readonly fail: (failure: Failure, again: () => unknown) => void;
}

/** What was agreed to can be taken back. */
export function Unencrypted({ origins, load, report, fail }: Props) {
  const forbid = async (origin: string): Promise<void> => {
    const result = await ask('forbidUnencrypted', { origin });
    if (!result.ok) return fail(result.failure, () => forbid(origin));
    await load();
    report({ said: text('unencryptedForbidden', origin) });
  };
  return (
    <section class="section" aria-labelledby="unencrypted">
      <h2 id="unencrypted">{text('unencryptedSites')}</h2>
      <p class="hint">{text('hintUnencryptedSites')}</p>
      <ul>
        {origins.map((origin) => (
          <li key={origin} class="row">
            <span id={`unencrypted-${origin}`}>{origin}</span>
            <button type="button" aria-describedby={`unencrypted-${origin}`} onClick={() => forbid(origin)}>
              {text('forbidUnencrypted')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
