const CLEARED_AFTER_MS = 60_000;

/** Browsers tell of what was copied elsewhere once the page has the focus again, and a little later than of the focus. */
const TOLD_AFTER_MS = 1_000;

/** The one clearing that is still to come: a later copy replaces it. */
let planned: AbortController | undefined;

/**
 * Copies a secret, and empties the clipboard after a minute if it still holds it. Browsers let a page do that while it is open and has
 * the focus, without a permission; a later chance is taken when the focus comes back.
 * @returns false where the browser does not allow copying
 */
export async function copyForAWhile(secret: string): Promise<boolean> {
  planned?.abort();
  const clearing = new AbortController();
  planned = clearing;
  const { signal } = clearing;
  // Before it is written: that is the one change which may be told.
  const isStillThere = watch(secret, signal);
  try {
    await navigator.clipboard.writeText(secret);
  } catch {
    clearing.abort();
    return false;
  }
  setTimeout(() => {
    const clear = async () => {
      if (signal.aborted || !document.hasFocus()) return;
      clearing.abort();
      if (await isStillThere()) await navigator.clipboard.writeText('').catch(() => {});
    };
    void clear();
    addEventListener('focus', () => setTimeout(clear, TOLD_AFTER_MS), { signal });
  }, CLEARED_AFTER_MS);
  return true;
}

/**
 * Chromium tells of each later copy, and asks people before it lets a page read. Firefox lets a page read what the page itself has
 * copied. (https://developer.mozilla.org/en-US/docs/Web/API/Clipboard/clipboardchange_event)
 */
function watch(secret: string, signal: AbortSignal): () => Promise<boolean> {
  const { clipboard } = navigator;
  if (!('onclipboardchange' in clipboard))
    return async () => (await navigator.clipboard.readText().catch(() => '')) === secret;
  let changes = 0;
  clipboard.addEventListener(
    'clipboardchange',
    () => {
      changes += 1;
    },
    { signal },
  );
  return async () => changes <= 1;
}
