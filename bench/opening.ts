import type { Opened, Stage } from './chromium.ts';
import { alternate, type Sample } from './rounds.ts';

type Times = 'fromClick' | 'fromFirstByte';

function timesOf({ clicked, opening }: Opened): Sample<Times> {
  return {
    fromClick: opening.timeOrigin + opening.ready - clicked,
    fromFirstByte: opening.ready - opening.firstByte,
  };
}

/** Icon → ready: ours with its worker asleep, as a click usually finds it, and awake; and the floor. */
export function measureOpening({ openAnew, drivers }: Stage, rounds: number) {
  const opening = async (who: 'ours' | 'floor') => {
    const opened = await openAnew(who);
    await opened.popup.close();
    return timesOf(opened);
  };
  return alternate(rounds, {
    asleep: async () => {
      await drivers.ours.stopBackground();
      return opening('ours');
    },
    awake: () => opening('ours'),
    floor: () => opening('floor'),
  });
}
