/** What a page is told when the browser's storage for the extension fails. */
const FAILED = 'keyring-storage-failed';

/** Waits for nothing, but has the form say so where the browser cannot keep a note. */
export function keep(writing: Promise<unknown>): void {
  writing.catch(() => dispatchEvent(new Event(FAILED)));
}

/** What the browser has kept; nothing where it cannot tell, and then the form says so. */
export async function recall(reading: Promise<Record<string, unknown>>): Promise<Record<string, unknown>> {
  try {
    return await reading;
  } catch {
    dispatchEvent(new Event(FAILED));
    return {};
  }
}

/** Calls back when the storage fails. @returns what ends that */
export function onStorageFailed(tell: () => void): () => void {
  addEventListener(FAILED, tell);
  return () => removeEventListener(FAILED, tell);
}
