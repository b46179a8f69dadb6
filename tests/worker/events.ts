/** An event of the browser's API, with the listeners of one worker. */
export class BrowserEvent<A extends unknown[] = unknown[]> {
  readonly #listeners = new Set<(...details: A) => unknown>();

  addListener(listener: (...details: A) => unknown): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: (...details: A) => unknown): void {
    this.#listeners.delete(listener);
  }

  /** Tells all listeners. */
  dispatch(...details: A): unknown[] {
    return [...this.#listeners].map((listener) => listener(...details));
  }
}
