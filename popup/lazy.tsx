import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const loaders: (() => Promise<unknown>)[] = [];

/** What a page does not need to open: it loads after that, or when it is asked for before. */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  const loadOnce = () => {
    loading ??= load();
    return loading;
  };
  loaders.push(loadOnce);
  return loadOnce;
}

/** Loads all of it: the page is open. */
export function loadLater(): void {
  for (const load of loaders) void load();
}

/** A part of the page that is loaded later, and what loads it: once that is fulfilled, the part is drawn at once. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
): readonly [part: ComponentType<P>, load: () => Promise<void>] {
  let Part: ComponentType<P> | undefined;
  const loadOnce = later(async () => {
    Part = await load();
  });
  function Lazy(props: P) {
    const [isLoaded, setLoaded] = useState(Part !== undefined);
    useEffect(() => {
      // Not asked of `Part`: it may have come since this was drawn without it.
      if (!isLoaded) void loadOnce().then(() => setLoaded(true));
    }, []);
    return Part ? <Part {...props} /> : null;
  }
  return [Lazy, loadOnce];
}
