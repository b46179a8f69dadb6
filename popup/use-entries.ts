import { useEffect, useState } from 'preact/hooks';
import type { Input } from '../src/messages.ts';
import { ask } from './ask.ts';
import type { Entries } from './stored-credentials.tsx';

type Question = Input<'list'>;

/** What was done is confirmed first; only then is anything else asked. */
const PAUSE_MILLISECONDS = 300;

/**
 * What is stored for an associate and type, read when both are known and again on `reload`, beside the form and never in
 * its way. `null` while there is nothing to ask for.
 */
export function useEntries(question: Question | null): {
  entries: Entries | null;
  /** False from a reload until its answer: something may have changed since. */
  isCurrent: boolean;
  reload: () => void;
} {
  const [read, setRead] = useState<{ key: string; round: number; entries: Entries }>();
  const [round, setRound] = useState(0);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    // After Clear the same question is a new one.
    if (!question || !key) return setRead(undefined);
    let outdated = false;
    const timer = setTimeout(
      async () => {
        const entries = await ask('list', question);
        if (!outdated) setRead({ key, round, entries });
      },
      round === 0 ? 0 : PAUSE_MILLISECONDS,
    );
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [key, round]);
  // While it is read anew, what is known stays in sight; what belongs to another question does not.
  const entries = read?.key === key ? read?.entries : undefined;
  return {
    entries: key === null ? null : entries,
    isCurrent: entries !== undefined && read?.round === round,
    reload: () => setRound((last) => last + 1),
  };
}
