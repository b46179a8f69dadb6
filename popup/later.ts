import { useEffect, useState } from 'preact/hooks';

/** Loads a part of the page, once. */
export interface Later<T> {
  (): Promise<T>;
  /** The part, once it is there. */
  loaded?: T;
}

const parts: Later<unknown>[] = [];

/** What a page does not need to open: it loads after that, or when it is asked for before. */
export function later<T>(load: () => Promise<T>): Later<T> {
  let loading: Promise<T> | undefined;
  const part: Later<T> = () => {
    loading ??= load().then((loaded) => {
      part.loaded = loaded;
      return loaded;
    });
    return loading;
  };
  parts.push(part);
  return part;
}

/** Loads all of it: the page is open. */
export function loadLater(): void {
  for (const part of parts) void part();
}

/** The part as soon as it is there. Where it is loaded before it is drawn, it is there at once. */
export function useLater<T extends object>(part: Later<T>): T | undefined {
  const [, setLoaded] = useState(part.loaded);
  useEffect(() => void part().then(setLoaded), []);
  return part.loaded;
}
