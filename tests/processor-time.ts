import process from 'node:process';

// What something costs the processor, for tests that hold it beside something else measured in the same run. Of itself a time says
// nothing: machines differ by a factor of three, and a busy one is slower still.

/** What came of an act, and this process's own time for it, in milliseconds. It includes what runs beside: garbage collection, the compiler. */
export function timed<T>(act: () => T): { readonly result: T; readonly took: number } {
  const before = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(before);
  return { result, took: (user + system) / 1000 };
}

/**
 * The heaviest step of work that is done in steps, as a share of the whole.
 * @param begin begins the work anew. It is done three times, and of each step the lightest counts: collecting garbage falls on a step by
 *   chance, while what a step does is always the same.
 */
export function heaviestShare(begin: () => Generator<void, unknown>): number {
  const lightest: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    const work = begin();
    for (let [step, isDone] = [0, false]; !isDone; step += 1) {
      const { result, took } = timed(() => work.next());
      isDone = result.done === true;
      lightest[step] = Math.min(lightest[step] ?? Number.POSITIVE_INFINITY, took);
    }
  }
  return Math.max(...lightest) / lightest.reduce((sum, each) => sum + each, 0);
}
