import type { Failure } from '../src/failures.ts';
import type { Result } from '../src/result.ts';

/** How far an item has come. Times are the clock's. */
export type ItemState<Value> =
  /** Not asked for yet, or not carried out for a reason that concerns the connection: it will be asked for again. */
  | { readonly kind: 'waiting'; readonly failure?: Failure }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly value: Value; readonly at: number }
  /** It was not carried out. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly at: number }
  /** Nobody knows yet whether it was carried out. */
  | { readonly kind: 'unknown'; readonly failure: Failure; readonly at: number }
  /** The run was stopped before it was asked for. */
  | { readonly kind: 'skipped' };

export const WIDTHS = [1, 2, 3, 4, 5, 6] as const;
export type Width = (typeof WIDTHS)[number];
export const DEFAULT_WIDTH: Width = 4;

/** `pausing`, `stopping`: nothing more is asked for, and some are still under way. */
export type RunStatus = 'running' | 'pausing' | 'paused' | 'stopping' | 'ended';

export interface RunOptions<Item, Value> {
  readonly items: readonly Item[];
  /** Carries out one item. Asked for once, unless it is known not to have been carried out. */
  readonly ask: (item: Item) => Promise<Result<Value>>;
  /** How an item ended whose answer was lost; absent where asking changes nothing. */
  readonly settle?: (item: Item) => Promise<Result<Value>>;
  /** True for an item that an earlier run has left open: it is settled before it is asked for. */
  readonly isOpen?: (item: Item) => boolean;
  readonly width?: Width;
  readonly now: () => number;
  /** After every change; with the item's index where it is one of an item. */
  readonly onChange: (index: number | null) => void;
}

/** A run over a table: begun at once, and never begun again. Another try is a run of its own, over what is left. */
export interface Run<Value> {
  readonly status: RunStatus;
  /** By item; each is replaced, never changed. */
  readonly states: readonly ItemState<Value>[];
  /** Why it paused by itself; `null` where it did not, or goes on. */
  readonly pausedBy: Failure | null;
  /** How many have ended: done, failed or unknown. */
  readonly ended: number;
  /** What is left, in milliseconds, by the pace so far; `null` where there is none yet. */
  readonly timeLeft: () => number | null;
  /** Lets those under way end, and asks for no more. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Likewise, for good: what was not asked for is skipped. */
  readonly stop: () => void;
  readonly whenEnded: Promise<void>;
}

export declare function startRun<Item, Value>(options: RunOptions<Item, Value>): Run<Value>;
