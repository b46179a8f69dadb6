import { useEffect, useState } from 'preact/hooks';
import type { Input } from '../src/messages.ts';
import { ask } from './ask.ts';
import type { Entries } from './stored-credentials.tsx';

type Question = Input<'list'>;

/**
 * What is stored for an associate and type, read when both are known and again on `reload`, beside the form and never in
 * its way. `null` while there is nothing to ask for.
 */
export function useEntries(question: Question | null): { entries: Entries | null; reload: () => void } {
  const [entries, setEntries] = useState<Entries>();
  const [round, setRound] = useState(0);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    if (!question) return;
    let outdated = false;
    setEntries(undefined);
    void ask('list', question).then((answer) => {
      if (!outdated) setEntries(answer);
    });
    return () => {
      outdated = true;
    };
  }, [key, round]);
  return { entries: question ? entries : null, reload: () => setRound((last) => last + 1) };
}
