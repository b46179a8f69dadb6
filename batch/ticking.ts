/** How often the page shows how far a run is: more often nobody can read. */
const TICK_MS = 100;

/** Calls at most every so often; a timer and no frame, as a page that is not in sight has none. */
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
