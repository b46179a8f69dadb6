import { useMemo, useReducer, useRef } from 'preact/hooks';
import type { Changed } from './changes.ts';
import type { Page } from './page.ts';
import { defaultsOf } from './reading.ts';
import { storeActions } from './store-actions.ts';
import { emptyStore, reduceStore, type StoreEvent } from './store-state.ts';
import type { UserSource } from './users.ts';

/** The state of “Store for many”, and its actions. */
export function useStore(page: Page, users: UserSource, changed: (changed: readonly Changed[]) => void) {
  const [state, reduceNow] = useReducer(reduceStore, page.opened.preset, (preset) =>
    emptyStore(defaultsOf(preset)),
  );
  const latest = useRef(state);
  latest.current = state;
  const actions = useMemo(() => {
    const dispatch = (event: StoreEvent) => {
      // The new state is there at once: the next action of the same turn must find it.
      latest.current = reduceStore(latest.current, event);
      reduceNow(event);
    };
    return storeActions({
      page,
      users,
      dispatch,
      now: () => latest.current,
      changed,
      round: { current: 0 },
      readAt: { check: 0, lists: new Map() },
      saves: new Map(),
    });
  }, [page, users]);
  return { state, actions };
}
