import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../src/failures.ts';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import type { Outcome } from './outcome.ts';

interface Props {
  /** The settings that the page has read; the sites are read again with them. */
  readonly views: unknown;
  readonly report: (outcome: Outcome) => void;
  readonly fail: (failure: Failure, again: () => unknown) => void;
}

/** The sites to which the person has agreed to send secrets unencrypted. Consent can be withdrawn. */
export function Unencrypted({ views, report, fail }: Props) {
  const [origins, setOrigins] = useState<readonly string[]>([]);
  const load = async () => {
    const result = await ask('unencryptedSites', {});
    if (result.ok) setOrigins(result.value);
  };
  useEffect(() => void load(), [views]);
  const forbid = async (origin: string): Promise<void> => {
    const result = await ask('forbidUnencrypted', { origin });
    if (!result.ok) return fail(result.failure, () => forbid(origin));
    await load();
    report({ said: text('unencryptedForbidden', origin) });
  };
  if (origins.length === 0) return null;
  return (
    <section class="section" aria-labelledby="unencrypted">
      <h2 id="unencrypted">{text('unencryptedSites')}</h2>
      <p class="hint">{text('hintUnencryptedSites')}</p>
      <ul class="origins">
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
