import { useEffect, useState } from 'preact/hooks';

/** Loads a part of the page, the first time that it is called. */
export interface Later<T> {
  (): Promise<T>;
  /** The part, once it is there. */
  loaded?: T;
}

/** A part that the page does not need to open. */
export function later<T>(load: () => Promise<T>): Later<T> {
  let loading: Promise<T> | undefined;
  const part: Later<T> = () => {
    loading ??= load().then((loaded) => {
      part.loaded = loaded;
      return loaded;
    });
    // A part that failed to load is not kept: the next try may fare better.
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  return part;
}

/** Does something with a part: at once where it is loaded, so that a second press finds the first one begun. */
export function withPart<T>(part: Later<T>, act: (loaded: T) => unknown): void {
  void (part.loaded ? act(part.loaded) : part().then(act));
}

/** The part once it is loaded; at once where it is loaded already. */
export function useLater<T>(part: Later<T>): T | undefined {
  const [, setLoaded] = useState(part.loaded);
  useEffect(() => void part().then(setLoaded), []);
  return part.loaded;
}
