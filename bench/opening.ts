import { alternate, type Sample } from './rounds.ts';
import type { Opened, Stage, Who } from './stage.ts';

type Times = 'fromClick' | 'fromFirstByte';

function timesOf({ clicked, opening }: Opened): Sample<Times> {
  return {
    fromClick: opening.timeOrigin + opening.ready - clicked,
    fromFirstByte: opening.ready - opening.firstByte,
  };
}

/** Icon → ready: ours with its worker asleep, as a click usually finds it, and awake; the floor; and what else takes turns. */
export function measureOpening<N extends string = never>(
  { open, reload, stopWorker }: Stage,
  rounds: number,
  others: Readonly<Record<N, () => Promise<Sample<Times>>>> = {} as Record<N, never>,
) {
  const opening = async (who: Who) => {
    // A page that nobody has asked anything of yet.
    await reload();
    const opened = await open(who);
    await opened.popup.close();
    return timesOf(opened);
  };
  const own = {
    asleep: async () => {
      await stopWorker();
      return opening('ours');
    },
    awake: () => opening('ours'),
    floor: () => opening('floor'),
  };
  return alternate<keyof typeof own | N, Times>(rounds, { ...own, ...others });
}
