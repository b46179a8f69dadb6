import { useEffect, useState } from 'preact/hooks';
import { text } from './text.ts';

/** After this time a person wonders whether anything is happening. */
const PATIENCE_MS = 1_000;

/** Says what is being waited for; after a second with a moving sign, and a Cancel button. */
export function Waiting({ what, onCancel }: { readonly what: string; readonly onCancel: () => unknown }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <span class={long ? 'waiting long' : 'waiting'}>
      {long ? text('stillWaiting') : what}
      {long && (
        <button type="button" onClick={onCancel}>
          {text('cancel')}
        </button>
      )}
    </span>
  );
}
