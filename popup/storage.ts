/** The event on the page when the browser's storage for the extension fails. */
const FAILED = 'keyring-storage-failed';

/** Does not wait for a write; the form says so if it fails. */
export function write(writing: Promise<unknown>): void {
  writing.catch(() => dispatchEvent(new Event(FAILED)));
}

/** Gives what the storage holds; nothing where it cannot be read, and the form says so. */
export async function read(reading: Promise<Record<string, unknown>>): Promise<Record<string, unknown>> {
  try {
    return await reading;
  } catch {
    dispatchEvent(new Event(FAILED));
    return {};
  }
}

/** Calls back when the storage fails. @returns a function that ends this */
export function onStorageFailed(callback: () => void): () => void {
  addEventListener(FAILED, callback);
  return () => removeEventListener(FAILED, callback);
}
