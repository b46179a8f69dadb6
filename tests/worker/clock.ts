import { vi } from 'vitest';

/** Takes the clock into the test's hands: who waits, waits until {@link elapse}. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(globalThis, 'setTimeout');
}

/** Gives the clock back. */
export function startClock(): void {
  vi.useRealTimers();
}

/** Waits until somebody waits for so long, and lets the time pass. */
export async function elapse(milliseconds: number): Promise<void> {
  const set = vi.mocked(setTimeout);
  // Node's own fetch closes its connections by timers of the same length, and gives them an argument.
  const isWaitedFor = () => set.mock.calls.some((call) => call.length === 2 && call[1] === milliseconds);
  await until(isWaitedFor, `somebody who waits for ${milliseconds} ms`);
  set.mockClear();
  vi.advanceTimersByTime(milliseconds);
}

/** Waits for a state. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}.`);
    await new Promise(setImmediate);
  }
}
