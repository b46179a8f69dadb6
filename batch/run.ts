import { concernsConnection, type Failure, leavesOpen, mayEndYet } from '../src/failures.ts';
import { failed, type Result } from '../src/result.ts';
import { DEFAULT_WIDTH, type Width } from './width.ts';

/** Nobody knows whether it was carried out. Times are the clock's. */
interface UnknownState {
  readonly kind: 'unknown';
  readonly failure: Failure;
  readonly at: number;
}

/** How far an item has come. */
export type ItemState<Value> =
  /** Not asked for yet; or, with a failure, not carried out for a reason of the connection's: it will be asked for again. */
  | { readonly kind: 'waiting'; readonly failure?: Failure }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly value: Value; readonly at: number }
  /** It was not carried out. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly at: number }
  | UnknownState
  /** The run was stopped before it was asked for. */
  | { readonly kind: 'skipped' };

/** An item that was asked for. */
export type Begun<Value> = Exclude<ItemState<Value>, { readonly kind: 'waiting' | 'skipped' }>;

/** True once an item has been asked for. */
export function isBegun<Value>(state: ItemState<Value>): state is Begun<Value> {
  return state.kind !== 'waiting' && state.kind !== 'skipped';
}

/** `pausing`, `stopping`: nothing more is asked for, and some are still under way. */
type RunStatus = 'running' | 'pausing' | 'paused' | 'stopping' | 'ended';

export interface RunOptions<Item, Value> {
  readonly items: readonly Item[];
  /** Carries out one item. It is asked for again only where it is known not to have been carried out. */
  readonly ask: (item: Item) => Promise<Result<Value>>;
  /**
   * How an item ended whose answer was lost; absent where asking changes nothing. Its failures mean what those of `ask` mean: one
   * that leaves nothing open says that it was not carried out.
   */
  readonly settle?: (item: Item) => Promise<Result<Value>>;
  /** How an earlier run has left an item unknown, if it has: it is settled before it is asked for, and unknown until then. */
  readonly leftUnknown?: (item: Item) => UnknownState | undefined;
  /** True of an item that an earlier run has left unknown otherwise: `ask` finds out what came of that. */
  readonly mayBeDone?: (item: Item) => boolean;
  readonly width?: Width;
  /** So many more are asked for: `ask` keeps them ready, and begins no more than `width` at a time. */
  readonly ahead?: number;
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
  /** True once somebody has stopped it. */
  readonly isStopped: boolean;
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

/** So many alike in a row are no matter of single entries any more. */
const MAX_ALIKE = 3;

/** Answers after which only asking can tell whether an item was carried out. */
export const LOST: readonly Failure['kind'][] = ['interrupted', 'internal'];

/** What an item is in the end, unless it was left out. */
const ENDS: readonly ItemState<unknown>['kind'][] = ['done', 'failed', 'unknown'];

/** Begins a run. */
export function startRun<Item, Value>(options: RunOptions<Item, Value>): Run<Value> {
  return new TableRun(options);
}

class TableRun<Item, Value> implements Run<Value> {
  status: RunStatus = 'running';
  pausedBy: Failure | null = null;
  isStopped = false;
  readonly states: ItemState<Value>[];
  readonly whenEnded: Promise<void>;

  readonly #options: RunOptions<Item, Value>;
  /** What is to be asked for, by index, in order. */
  readonly #waiting: number[] = [];
  /** What is to be settled before anything else is asked for. */
  #open: number[] = [];
  /** What is to be settled once more when nothing else is left, or the run goes on after a pause. */
  #openLater: number[] = [];
  /** Left unknown by an earlier run, and not asked for in this one yet. */
  readonly #inherited = new Set<number>();
  /** What an earlier run has sent for these may still be carried out. */
  readonly #mayBeDone = new Set<number>();
  /** How many were done when an item's rights were refused, by index. */
  readonly #refused = new Map<number, number>();
  /** Asked for before the run went on: their failures tell nothing of what has been put right since. */
  readonly #askedBefore = new Set<number>();
  /** Settled once more already since the run goes on. */
  readonly #retried = new Set<number>();
  #inFlight = 0;
  readonly #settling = new Set<Promise<unknown>>();
  #alike = { signature: '', count: 0 };
  /** Time that was spent before the last pause, and when the run went on after it. */
  #spent = 0;
  #since: number;
  #end: () => void = () => undefined;

  constructor(options: RunOptions<Item, Value>) {
    this.#options = options;
    this.#since = options.now();
    this.states = options.items.map((item) => options.leftUnknown?.(item) ?? { kind: 'waiting' });
    for (const [index, { kind }] of this.states.entries()) {
      if (kind === 'unknown') this.#inherited.add(index);
      else this.#waiting.push(index);
    }
    this.#open = [...this.#inherited];
    for (const [index, item] of options.items.entries())
      if (this.#inherited.has(index) || options.mayBeDone?.(item)) this.#mayBeDone.add(index);
    this.whenEnded = new Promise((resolve) => {
      this.#end = resolve;
    });
    // The caller has the run in hand before anything of it is told.
    queueMicrotask(() => this.#goOn());
  }

  get ended(): number {
    const left = new Set([...this.#open, ...this.#waiting]);
    return this.states.filter(({ kind }, index) => ENDS.includes(kind) && !left.has(index)).length;
  }

  timeLeft = (): number | null => {
    const { ended } = this;
    const isMoving = this.status !== 'paused' && this.status !== 'ended';
    const spent = this.#spent + (isMoving ? this.#options.now() - this.#since : 0);
    return ended === 0 || this.status === 'ended' ? null : (spent / ended) * (this.states.length - ended);
  };

  pause = (): void => {
    if (this.status === 'running') this.#become('pausing');
  };

  resume = (): void => {
    if (this.status !== 'paused' && this.status !== 'pausing') return;
    if (this.status === 'paused') this.#since = this.#options.now();
    this.pausedBy = null;
    this.#alike = { signature: '', count: 0 };
    this.#retried.clear();
    for (const [index, { kind }] of this.states.entries())
      if (kind === 'running') this.#askedBefore.add(index);
    this.#open.push(...this.#openLater.splice(0));
    this.#become('running');
  };

  stop = (): void => {
    if (this.status === 'ended' || this.status === 'stopping') return;
    if (this.status === 'paused') this.#since = this.#options.now();
    this.isStopped = true;
    this.#become('stopping');
  };

  #become(status: RunStatus): void {
    this.status = status;
    this.#options.onChange(null);
    this.#goOn();
  }

  /** Begins as much as may be under way at a time; where nothing is, the run pauses or ends. */
  #goOn(): void {
    const { width = DEFAULT_WIDTH, ahead = 0 } = this.#options;
    const mayAskAhead = () => this.#open.length + this.#settling.size === 0;
    while (this.status === 'running' && this.#inFlight < width + (mayAskAhead() ? ahead : 0)) {
      if (this.#open.length + this.#waiting.length + this.#inFlight === 0) {
        for (const index of this.#openLater) this.#retried.add(index);
        this.#open = this.#openLater.splice(0);
      }
      const open = this.#open.shift();
      const index = open ?? this.#waiting.shift();
      if (index === undefined) break;
      void this.#carryOut(index, open !== undefined);
    }
    if (this.#inFlight > 0 || this.status === 'paused' || this.status === 'ended') return;
    const isLeft = this.#open.length + this.#waiting.length + this.#openLater.length > 0;
    this.#spent += this.#options.now() - this.#since;
    this.#since = this.#options.now();
    if (this.status === 'pausing' && isLeft) this.#become('paused');
    else this.#finish();
  }

  #finish(): void {
    for (const [index, state] of this.states.entries()) {
      if (state.kind !== 'waiting') continue;
      this.#set(index, state.failure ? this.#failed(index, state.failure) : { kind: 'skipped' });
    }
    this.pausedBy = null;
    this.#become('ended');
    this.#end();
  }

  #set(index: number, state: ItemState<Value>): void {
    this.states[index] = state;
    this.#options.onChange(index);
  }

  #ended(kind: 'failed' | 'unknown', failure: Failure): ItemState<Value> {
    return { kind, failure, at: this.#options.now() };
  }

  /** It was not carried out this time. */
  #failed(index: number, failure: Failure): ItemState<Value> {
    if (!this.#mayBeDone.has(index)) return this.#ended('failed', failure);
    return this.#ended('unknown', { kind: 'unsettled', lost: { kind: 'interrupted' }, cause: failure });
  }

  async #carryOut(index: number, isOpen: boolean): Promise<void> {
    this.#inFlight += 1;
    this.#set(index, { kind: 'running' });
    if (!isOpen) this.#inherited.delete(index);
    const item = this.#options.items[index] as Item;
    const result = isOpen ? await this.#settle(item, { kind: 'interrupted' }) : await this.#ask(item);
    this.#take(index, result, isOpen);
    this.#askedBefore.delete(index);
    this.#inFlight -= 1;
    this.#goOn();
  }

  async #ask(item: Item): Promise<Result<Value>> {
    const result = await answerOf(() => this.#options.ask(item));
    if (result.ok || !LOST.includes(result.failure.kind)) return result;
    return this.#settle(item, result.failure);
  }

  /** Asks how an item ended whose answer was lost. */
  async #settle(item: Item, lost: Failure): Promise<Result<Value>> {
    const { settle, width = DEFAULT_WIDTH } = this.#options;
    if (!settle) return failed(lost);
    while (this.#settling.size >= width) await Promise.race(this.#settling);
    const settling = answerOf(() => settle(item));
    this.#settling.add(settling);
    const result = await settling;
    this.#settling.delete(settling);
    // Nobody could say.
    if (result.ok || !LOST.includes(result.failure.kind)) return result;
    return failed({ kind: 'unsettled', lost, cause: result.failure });
  }

  #take(index: number, result: Result<Value>, isSettling: boolean): void {
    if (result.ok) {
      this.#alike = { signature: '', count: 0 };
      this.#set(index, { kind: 'done', value: result.value, at: this.#options.now() });
    } else if (isSettling && this.#inherited.has(index) && mayBeTriedAgain(result.failure)) {
      this.#waiting.push(index);
      const { failure } = result;
      if (!leavesOpen(failure)) this.#mayBeDone.delete(index);
      this.#set(index, leavesOpen(failure) ? this.#ended('unknown', failure) : { kind: 'waiting', failure });
    } else this.#takeFailure(index, result.failure, isSettling);
  }

  /** What follows from a failure, for the item and for the run. */
  #takeFailure(index: number, failure: Failure, isSettling: boolean): void {
    const isOfConnection = concernsConnection(failure) && !this.#isOfOne(index, failure);
    if (leavesOpen(failure)) {
      this.#set(index, this.#ended('unknown', failure));
      if (mayEndYet(failure) && (isOfConnection || !this.#retried.has(index))) this.#openLater.push(index);
    } else if (isOfConnection) {
      // At the end: what is about this entry after all does not keep the others waiting.
      this.#waiting.push(index);
      this.#set(index, { kind: 'waiting', failure });
    } else this.#set(index, this.#failed(index, failure));
    if (this.#askedBefore.has(index)) return;
    // What stays unknown does not count towards failures alike in a row.
    if (isOfConnection || (!isSettling && this.#isAlikeAgain(failure))) this.#pauseBy(failure);
  }

  /** True where a right is refused for an item once more, though others were carried out since: it is about this one alone. */
  #isOfOne(index: number, { kind }: Failure): boolean {
    if (kind !== 'notAllowed' && kind !== 'forbidden') return false;
    const done = this.states.filter((state) => state.kind === 'done').length;
    const before = this.#refused.get(index);
    this.#refused.set(index, done);
    return before !== undefined && before < done;
  }

  #isAlikeAgain(failure: Failure): boolean {
    const signature = signatureOf(failure);
    const count = signature === this.#alike.signature ? this.#alike.count + 1 : 1;
    this.#alike = { signature, count };
    return count >= MAX_ALIKE;
  }

  /** The first reason is the one that is told: the others under way fail for it, too. */
  #pauseBy(failure: Failure): void {
    if (this.status !== 'running') return;
    this.pausedBy = failure;
    this.pause();
  }
}

/**
 * True where an item that an earlier run has left open may be asked for again: to read once more would tell nothing new. Only where
 * it could not be read so far, it may.
 */
function mayBeTriedAgain(failure: Failure): boolean {
  return failure.kind !== 'unsettled';
}

/** An asker that throws has lost the answer. */
async function answerOf<Value>(ask: () => Promise<Result<Value>>): Promise<Result<Value>> {
  try {
    return await ask();
  } catch (error) {
    return failed({ kind: 'internal', error: error instanceof Error ? error.name : 'Error' });
  }
}

/** What makes two failures alike: what they mean, and not whom they are about. */
function signatureOf(failure: Failure): string {
  return [
    failure.kind,
    ...('exceptionType' in failure ? [failure.exceptionType] : []),
    ...('status' in failure ? [failure.status] : []),
    ...('cause' in failure ? [signatureOf(failure.cause)] : []),
  ].join();
}
