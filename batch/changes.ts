import type { ListName } from '../src/lists.ts';
import type { ItemState, Run } from './run.ts';

/** A list that a run of one tab has changed: the other tab no longer knows what it holds. */
export interface Changed extends ListName {
  /** The entry that is gone, if one is. `at` is by the clock, in milliseconds since 1970. */
  readonly removed: { readonly publicValue: string; readonly at: number } | null;
}

/**
 * Tells what a run has changed, whenever it pauses or ends. An item that is done is told once, and an unknown one each time.
 * @param changeOf what there is to tell of an item
 */
export function telling<Item, Value>(
  items: readonly Item[],
  changeOf: (item: Item, state: ItemState<Value>) => Changed,
  tell: (changed: readonly Changed[]) => void,
): (run: Run<Value>) => void {
  const told = new Set<number>();
  return ({ status, states }) => {
    if (status !== 'paused' && status !== 'ended') return;
    const changed = [...states.entries()].filter(
      ([index, { kind }]) => (kind === 'done' && !told.has(index)) || kind === 'unknown',
    );
    for (const [index, { kind }] of changed) if (kind === 'done') told.add(index);
    if (changed.length > 0) tell(changed.map(([index, state]) => changeOf(items[index] as Item, state)));
  };
}
