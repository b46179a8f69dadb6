import { useEffect, useRef, useState } from 'preact/hooks';

/** The secret. Its field holds it, and nothing else does. */
export function useSecret() {
  const field = useRef<HTMLInputElement>(null);
  const [round, setRound] = useState(0);
  const [mayBeEmpty, setMayBeEmpty] = useState(false);
  const empty = () => {
    // The field is emptied at once, not with the next draw: the page may be closing.
    if (field.current) field.current.value = '';
    setRound((last) => last + 1);
    setMayBeEmpty(false);
  };
  useEffect(() => {
    // A browser may keep a closed popup in memory.
    addEventListener('pagehide', empty);
    return () => removeEventListener('pagehide', empty);
  }, []);
  return { field, round, mayBeEmpty, setMayBeEmpty, empty };
}

export type Secret = ReturnType<typeof useSecret>;
