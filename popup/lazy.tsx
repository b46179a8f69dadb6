import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part that is not needed to open: it loads when it is first shown, and then stays. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Part: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [, setLoaded] = useState(Part !== undefined);
    useEffect(() => {
      if (!Part)
        load().then((loaded) => {
          Part = loaded;
          setLoaded(true);
        });
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
