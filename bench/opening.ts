import { alternate, type Sample } from './rounds.ts';
import type { Opened, Stage, Who } from './stage.ts';

type Times = 'fromClick' | 'fromFirstByte';

function timesOf({ clicked, opening }: Opened): Sample<Times> {
  return {
    fromClick: opening.timeOrigin + opening.ready - clicked,
    fromFirstByte: opening.ready - opening.firstByte,
  };
}

/** Icon → ready: ours with its worker asleep, as a click usually finds it, and awake; and the floor. */
export function measureOpening({ open, reload, stopWorker }: Stage, rounds: number) {
  const opening = async (who: Who) => {
    // A page that nobody has asked anything of yet.
    await reload();
    const opened = await open(who);
    await opened.popup.close();
    return timesOf(opened);
  };
  return alternate(rounds, {
    asleep: async () => {
      await stopWorker();
      return opening('ours');
    },
    awake: () => opening('ours'),
    floor: () => opening('floor'),
  });
}
