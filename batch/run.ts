import { concernsConnection, type Failure, leavesOpen, mayEndYet } from '../src/failures.ts';
import { failed, type Result } from '../src/result.ts';
import { DEFAULT_WIDTH, type Width } from './width.ts';

/** Nobody knows whether the item was carried out. Its time comes from `now` of the options, as do all others here. */
interface UnknownState {
  readonly kind: 'unknown';
  readonly failure: Failure;
  readonly at: number;
}

/** The state of an item: how far it has come. */
export type ItemState<Value> =
  /** Not asked for yet. With a failure: it was not carried out, mostly because of the connection, and will be asked for again. */
  | { readonly kind: 'waiting'; readonly failure?: Failure }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly value: Value; readonly at: number }
  /** It was not carried out. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly at: number }
  | UnknownState
  /** The run was stopped before the item was asked for. */
  | { readonly kind: 'skipped' };

/** An item that was asked for. */
export type Begun<Value> = Exclude<ItemState<Value>, { readonly kind: 'waiting' | 'skipped' }>;

/** True once an item has been asked for. */
export function isBegun<Value>(state: ItemState<Value>): state is Begun<Value> {
  return state.kind !== 'waiting' && state.kind !== 'skipped';
}

/** `pausing`, `stopping`: nothing more is asked for, and some items are still under way. */
type RunStatus = 'running' | 'pausing' | 'paused' | 'stopping' | 'ended';

export interface RunOptions<Item, Value> {
  readonly items: readonly Item[];
  /** Carries out one item. An item is asked for again only where it is known not to have been carried out. */
  readonly ask: (item: Item) => Promise<Result<Value>>;
  /**
   * Finds out how an item ended whose answer was lost. Absent where `ask` changes nothing. Its failures mean what those of `ask`
   * mean: a failure that leaves nothing open says that the item was not carried out.
   */
  readonly settle?: (item: Item) => Promise<Result<Value>>;
  /**
   * The state of an item that an earlier run has left unknown. The item is settled before it is asked for, and is unknown until
   * then.
   */
  readonly leftUnknown?: (item: Item) => UnknownState | undefined;
  /** True of an item that an earlier run has left unknown and that is not settled first: `ask` itself finds out what came of it. */
  readonly mayBeDone?: (item: Item) => boolean;
  readonly width?: Width;
  /** How many items are asked for beyond `width`. `ask` keeps these ready, and begins no more than `width` at a time. */
  readonly ahead?: number;
  readonly now: () => number;
  /** Called after every change, with the index of the item that has changed; `null` where the change is of the run. */
  readonly onChange: (index: number | null) => void;
}

/** A run over a table. It begins at once, and only once: another try is a run of its own, over what is left. */
export interface Run<Value> {
  readonly status: RunStatus;
  /** The state of each item, in their order. A state is replaced, never changed. */
  readonly states: readonly ItemState<Value>[];
  /** Why the run paused by itself; `null` where it did not, or has gone on since. */
  readonly pausedBy: Failure | null;
  /** True once somebody has stopped it. */
  readonly isStopped: boolean;
  /** How many items have ended: done, failed or unknown. */
  readonly ended: number;
  /** The time left, in milliseconds, by the pace so far; `null` before any item has ended, and once the run has. */
  readonly timeLeft: () => number | null;
  /** Lets the items under way end, and asks for no more. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends the run: items under way still end, and those that were never asked for are skipped. */
  readonly stop: () => void;
  readonly whenEnded: Promise<void>;
}

/** After so many like failures in a row, their cause is not a single item: the run pauses. */
const MAX_ALIKE = 3;

/** The failures after which only another question can tell whether an item was carried out. */
export const LOST: readonly Failure['kind'][] = ['interrupted', 'internal'];

/** The kinds of state of an item that has ended. A skipped item was never asked for, and is none of them. */
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
  /** The items still to be asked for, by index, in order. */
  readonly #waiting: number[] = [];
  /** The items to be settled before anything else is asked for. */
  #open: number[] = [];
  /** The items to be settled once more, when nothing else is left or the run goes on after a pause. */
  #openLater: number[] = [];
  /** The items that an earlier run has left unknown, and that this one has not asked for yet. */
  readonly #inherited = new Set<number>();
  /** The items whose request of an earlier run may still be carried out. */
  readonly #mayBeDone = new Set<number>();
  /** For each item whose right was refused, by index: how many items were done at that time. */
  readonly #refused = new Map<number, number>();
  /** The items asked for before the run went on. Their failures tell nothing of what has been put right since. */
  readonly #askedBefore = new Set<number>();
  /** The items that were settled once more since the run began or went on. */
  readonly #retried = new Set<number>();
  #inFlight = 0;
  readonly #settling = new Set<Promise<unknown>>();
  #alike = { signature: '', count: 0 };
  /** `#spent`: the time spent before the last pause, in milliseconds. `#since`: when the run went on after it. */
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
    // The run begins later than this: the caller has to hold it before `onChange` is first called.
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

  /** Begins as many items as may be under way at a time. Where none is under way, the run pauses or ends. */
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

  /**
   * The state of an item that was not carried out this time. It is unknown where an earlier request for the item may still be
   * carried out.
   */
  #failed(index: number, failure: Failure): ItemState<Value> {
    if (!this.#mayBeDone.has(index)) return this.#ended('failed', failure);
    return this.#ended('unknown', { kind: 'unsettled', lossReason: { kind: 'interrupted' }, cause: failure });
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
    // Where this answer is lost as well, nobody could say how the item ended.
    if (result.ok || !LOST.includes(result.failure.kind)) return result;
    return failed({ kind: 'unsettled', lossReason: lost, cause: result.failure });
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
      // The item goes to the end: if the failure is its own after all, it does not keep the others waiting.
      this.#waiting.push(index);
      this.#set(index, { kind: 'waiting', failure });
    } else this.#set(index, this.#failed(index, failure));
    if (this.#askedBefore.has(index)) return;
    // An item that was only settled does not count towards like failures in a row.
    if (isOfConnection || (!isSettling && this.#isAlikeAgain(failure))) this.#pauseBy(failure);
  }

  /**
   * True where a right is refused to an item once more, and others were carried out in between: the refusal is about this item
   * alone.
   */
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

  /** Pauses the run. Only the first failure is told as the reason: others under way fail for the same. */
  #pauseBy(failure: Failure): void {
    if (this.status !== 'running') return;
    this.pausedBy = failure;
    this.pause();
  }
}

/**
 * True where an item that an earlier run has left open may be asked for again: it was read, and reading it once more would tell
 * nothing new. `unsettled` means that it could not be read: a later reading may tell.
 */
function mayBeTriedAgain(failure: Failure): boolean {
  return failure.kind !== 'unsettled';
}

/** Takes an `ask` that throws for a lost answer. */
async function answerOf<Value>(ask: () => Promise<Result<Value>>): Promise<Result<Value>> {
  try {
    return await ask();
  } catch (error) {
    return failed({ kind: 'internal', error: error instanceof Error ? error.name : 'Error' });
  }
}

/** A text that is the same for two failures that mean the same, whomever they are about. */
function signatureOf(failure: Failure): string {
  return [
    failure.kind,
    ...('exceptionType' in failure ? [failure.exceptionType] : []),
    ...('status' in failure ? [failure.status] : []),
    ...('cause' in failure ? [signatureOf(failure.cause)] : []),
  ].join();
}
