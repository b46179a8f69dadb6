import { useEffect, useState } from 'preact/hooks';

/** Loads a part of the page, once. */
export interface Later<T> {
  (): Promise<T>;
  /** The part, once it is there. */
  loaded?: T;
}

/** What a page does not need to open: it loads when it is asked for. */
function later<T>(load: () => Promise<T>): Later<T> {
  let loading: Promise<T> | undefined;
  const part: Later<T> = () => {
    loading ??= load().then((loaded) => {
      part.loaded = loaded;
      return loaded;
    });
    return loading;
  };
  return part;
}

/** What says why there is no form. */
export const whenBlocked = later(() => import('./when-blocked.ts'));

/** What a form needs from its opening on. */
export const whenOpen = later(() => import('./when-open.ts'));

/** {@link whenOpen} as soon as it is there. What is loaded before it is drawn is there at once. */
export function useWhenOpen(): typeof whenOpen.loaded {
  const [, setLoaded] = useState(whenOpen.loaded);
  useEffect(() => void whenOpen().then(setLoaded), []);
  return whenOpen.loaded;
}
