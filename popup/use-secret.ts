import { useEffect, useRef, useState } from 'preact/hooks';

/** The secret, which is in its field and nowhere else. */
export function useSecret() {
  const field = useRef<HTMLInputElement>(null);
  const [round, setRound] = useState(0);
  const [mayBeEmpty, setMayBeEmpty] = useState(false);
  const empty = () => {
    // At once, not when it is drawn: the page may be going away.
    if (field.current) field.current.value = '';
    setRound((last) => last + 1);
    setMayBeEmpty(false);
  };
  useEffect(() => {
    // The popup may be kept alive after it has gone from sight.
    addEventListener('pagehide', empty);
    return () => removeEventListener('pagehide', empty);
  }, []);
  return { field, round, mayBeEmpty, setMayBeEmpty, empty };
}

export type Secret = ReturnType<typeof useSecret>;
