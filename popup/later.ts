import { useEffect, useState } from 'preact/hooks';

/** Loads a part of the page, the first time that it is called. */
export interface Later<T> {
  (): Promise<T>;
  /** The part, once it is there. */
  loaded?: T;
}

/** A part that the page does not need to open. */
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

/** The part that says why there is no form. */
export const whenBlocked = later(() => import('./when-blocked.ts'));

/** The part that finds what was typed before. */
export const whenKept = later(() => import('./kept-drafts.ts'));

/** The part that a form needs once it is open. */
export const whenOpen = later(() => import('./when-open.ts'));

/** {@link whenOpen} once it is loaded; at once where it is loaded already. */
export function useWhenOpen(): typeof whenOpen.loaded {
  const [, setLoaded] = useState(whenOpen.loaded);
  useEffect(() => void whenOpen().then(setLoaded), []);
  return whenOpen.loaded;
}
