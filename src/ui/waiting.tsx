import { useEffect, useState } from 'preact/hooks';
import { ask } from './ask.ts';
import { text } from './text.ts';

/** After this time a person wonders whether anything happens. */
const PATIENCE_MILLISECONDS = 1_000;

/** What is being waited for; after a second with a sign of it, and a way out: Cancel gives up what has the id. */
export function Waiting({ id, what }: { readonly id: string; readonly what: string }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <span class={long ? 'waiting long' : 'waiting'}>
      {long ? text('stillWaiting') : what}
      {long && (
        <button type="button" onClick={() => void ask('cancel', { id })}>
          {text('cancel')}
        </button>
      )}
    </span>
  );
}
