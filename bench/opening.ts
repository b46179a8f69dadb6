import { alternate, type Sample } from './rounds.ts';
import type { Opened, Stage, Who } from './stage.ts';

type Times = 'fromClick' | 'fromFirstByte';

function timesOf({ clicked, opening }: Opened): Sample<Times> {
  return {
    fromClick: opening.timeOrigin + opening.ready - clicked,
    fromFirstByte: opening.ready - opening.firstByte,
  };
}

/**
 * Icon → ready: ours and both floors, with their workers awake and asleep, and whatever else takes turns with them. The one
 * floor has no use for its worker, but where that runs, Chromium has a process at hand for the popup.
 */
export function measureOpening<N extends string = never>(
  { open, reload, setWorker }: Stage,
  rounds: number,
  others: Readonly<Record<N, () => Promise<Sample<Times>>>> = {} as Record<N, never>,
) {
  const opening = (who: Who, state: 'awake' | 'asleep') => async () => {
    // A page that nobody has asked anything of yet.
    await reload();
    await setWorker(who, state);
    const opened = await open(who);
    await opened.popup.close();
    return timesOf(opened);
  };
  const own = {
    oursAwake: opening('ours', 'awake'),
    floorAwake: opening('floor', 'awake'),
    floorByWorkerAwake: opening('floorByWorker', 'awake'),
    oursAsleep: opening('ours', 'asleep'),
    floorAsleep: opening('floor', 'asleep'),
    floorByWorkerAsleep: opening('floorByWorker', 'asleep'),
  };
  return alternate<keyof typeof own | N, Times>(rounds, { ...own, ...others });
}
