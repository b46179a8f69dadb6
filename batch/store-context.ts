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
  /** Tells the other tab what it does not know any more. */
  readonly changed: (changed: readonly Changed[]) => void;
  /** Goes up with each check: an earlier one that is still under way is of no interest any more. */
  readonly round: { current: number };
  /**
   * When what is stored was read last, by the clock: the end of a check of all of it, and each list. A check that was stopped is
   * none.
   */
  readonly readAt: { check: number; lists: ReadonlyMap<string, number> };
  /** By line number what was sent for it last. */
  readonly saves: Map<number, SentLine>;
}
