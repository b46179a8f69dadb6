/** How often the page shows how far a run is, in milliseconds: nobody can read more often. */
const TICK_MS = 100;

/** Calls `show` at most once in that time; `now` does so at once. It takes a timer and no frame, as a hidden page has no frames. */
export function ticking(show: () => void): { readonly soon: () => void; readonly now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    show();
  };
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, TICK_MS);
    },
  };
}
