const CLEARED_AFTER_MS = 60_000;

/**
 * Browsers tell of a copy that was made elsewhere once the page has the focus again, a little later than of the focus itself. This
 * is how long to wait for that, in milliseconds.
 */
const TOLD_AFTER_MS = 1_000;

/** The one clearing that is still to come: a later copy replaces it. */
let planned: AbortController | undefined;

/**
 * Copies a secret, and empties the clipboard after a minute if it still holds the secret. Browsers let a page do that without a
 * permission while it is open and has the focus. A page without the focus does it once the focus comes back.
 * @returns false where the browser does not allow copying
 */
export async function copyForAWhile(secret: string): Promise<boolean> {
  const clearing = new AbortController();
  const { signal } = clearing;
  // The watch begins before the secret is written: that write is the one change which it may see.
  const isStillThere = watch(secret, signal);
  try {
    await navigator.clipboard.writeText(secret);
  } catch {
    clearing.abort();
    return false;
  }
  planned?.abort();
  planned = clearing;
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
 * Gives a function that tells whether the clipboard still holds the secret. Chromium tells of each later copy, and asks people
 * before it lets a page read. Firefox lets a page read what the page itself has copied: there a fingerprint is compared, so that
 * the secret is not kept for it. (https://developer.mozilla.org/en-US/docs/Web/API/Clipboard/clipboardchange_event)
 */
function watch(secret: string, signal: AbortSignal): () => Promise<boolean> {
  const { clipboard } = navigator;
  if (!('onclipboardchange' in clipboard)) {
    const copied = fingerprint(secret);
    return async () => (await fingerprint(await clipboard.readText().catch(() => ''))) === (await copied);
  }
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

/** The fingerprint of a text that must not be kept. */
async function fingerprint(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return bytes.toString();
}
