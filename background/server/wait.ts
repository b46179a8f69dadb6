/** Gives the value of a promise, or `undefined` once the time is over or nobody waits any more. */
export function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  over?: AbortSignal,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value?: T) => {
      clearTimeout(timer);
      over?.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = () => end();
    const timer = setTimeout(stop, milliseconds);
    over?.addEventListener('abort', stop);
    void promise.then(end);
  });
}

/** Fulfilled after the time, or once nobody waits any more. */
export function pause(milliseconds: number, over?: AbortSignal): Promise<void> {
  return within(milliseconds, new Promise<void>(() => {}), over);
}
