import { alternate, type Sample } from './rounds.ts';
import type { Stage, Who } from './stage.ts';

type Times = 'fromFirstByte';

/** In milliseconds from the click to the popup's first byte, by the state of the workers: the same for all extensions. */
interface BrowserPart {
  readonly awake: number;
  readonly asleep: number;
}

/**
 * Icon → ready: ours and both floors, with their workers awake and asleep, and whatever else takes turns with them. The one
 * floor has no use for its worker, but where that runs, Chromium has a process at hand for the popup.
 *
 * Until the first byte nothing of any extension has run, and Chromium takes one of two times for it, a quarter of a second or
 * a third of that, in no order: so that part is the mean of all, and not which of the two each happened to meet.
 */
export async function measureOpening<N extends string = never>(
  { open, reload, setWorker }: Stage,
  rounds: number,
  others: Readonly<Record<N, () => Promise<Sample<Times>>>> = {} as Record<N, never>,
) {
  const toFirstByte = { awake: [] as number[], asleep: [] as number[] };
  const opening = (who: Who, state: keyof BrowserPart) => async () => {
    // A page that nobody has asked anything of yet.
    await reload();
    await setWorker(who, state);
    const { popup, clicked, opening } = await open(who);
    await popup.close();
    toFirstByte[state].push(opening.timeOrigin + opening.firstByte - clicked);
    return { fromFirstByte: opening.ready - opening.firstByte };
  };
  const own = {
    oursAwake: opening('ours', 'awake'),
    floorAwake: opening('floor', 'awake'),
    floorByWorkerAwake: opening('floorByWorker', 'awake'),
    oursAsleep: opening('ours', 'asleep'),
    floorAsleep: opening('floor', 'asleep'),
    floorByWorkerAsleep: opening('floorByWorker', 'asleep'),
  };
  const ready = await alternate<keyof typeof own | N, Times>(rounds, { ...own, ...others });
  const browserPart: BrowserPart = { awake: mean(toFirstByte.awake), asleep: mean(toFirstByte.asleep) };
  return { ready, browserPart };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
