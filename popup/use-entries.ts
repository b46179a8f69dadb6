import { useEffect, useRef, useState } from 'preact/hooks';
import type { Input } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Entries } from './stored-credentials.tsx';

type Question = Input<'list'>;

/** How long a list is trusted to tell what a Save would replace. After that, Save reads it again first. */
const CURRENT_FOR_MS = 60_000;

/**
 * What is stored for an associate and type. It is read when both are known, and again on `reload`; the form does not wait
 * for it. `null` while there is nothing to ask for.
 */
export function useEntries(question: Question | null): {
  entries: Entries | null;
  /** False from a reload until its answer, and once the list is old: others may have changed something since. */
  isCurrent: () => boolean;
  reload: (pauseMilliseconds?: number) => void;
} {
  const [read, setRead] = useState<{ key: string; round: number; entries: Entries; at: number }>();
  const [{ round, pause }, setRound] = useState({ round: 0, pause: 0 });
  const lastRound = useRef(round);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    // After Clear, the same question is asked again.
    if (!question || !key) return setRead(undefined);
    const isReload = lastRound.current !== round;
    lastRound.current = round;
    let outdated = false;
    const timer = setTimeout(
      async () => {
        const entries = await ask('list', question);
        if (!outdated) setRead({ key, round, entries, at: Date.now() });
      },
      isReload ? pause : 0,
    );
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [key, round]);
  // During a reload the known list stays visible. A list of another question does not.
  const entries = read?.key === key ? read?.entries : undefined;
  return {
    entries: key === null ? null : entries,
    isCurrent: () => entries !== undefined && read?.round === round && Date.now() - read.at < CURRENT_FOR_MS,
    reload: (pauseMilliseconds = 0) =>
      setRound((last) => ({ round: last.round + 1, pause: pauseMilliseconds })),
  };
}
