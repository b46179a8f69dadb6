import type { Changed } from './changes.ts';
import type { Page } from './page.ts';
import type { SentLine } from './store-lines.ts';
import type { StoreEvent, StoreState } from './store-state.ts';
import type { UserSource } from './users.ts';

/** What the actions of “Store for many” work with. */
export interface StoreContext {
  readonly page: Page;
  readonly users: UserSource;
  readonly dispatch: (event: StoreEvent) => void;
  /** The tab as it is by now. */
  readonly now: () => StoreState;
  /** Tells the other tab which lists have changed: it no longer knows what they hold. */
  readonly changed: (changed: readonly Changed[]) => void;
  /** Goes up with each check. An earlier check that is still under way then gives up. */
  readonly round: { current: number };
  /**
   * When stored entries were last read, by the clock: `check` is the end of a check of all, and `lists` has each list. A check that
   * was stopped does not count.
   */
  readonly readAt: { check: number; lists: ReadonlyMap<string, number> };
  /** The last thing that was sent for each line, by line number. */
  readonly saves: Map<number, SentLine>;
}
