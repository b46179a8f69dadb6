import { useEffect, useReducer, useRef } from 'preact/hooks';
import { isSameName } from '../src/credentials.ts';
import type { Input, StoredList } from '../src/messages.ts';
import type { Result } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';

/** The associate whose entries are read; the types come one by one. */
type Whose = Omit<Input<'list'>, 'type'>;

/** The answer for one type. */
export interface Listed {
  readonly result: Result<StoredList>;
  /** When the answer came, in milliseconds since 1970. */
  readonly at: number;
}

/** The answers by type, in the order in which they came: a list in sight stays where it is. */
export type Lists = ReadonlyMap<string, Listed>;

/** How many lists are read at a time. More would keep the server, and a Save, waiting. */
const MAX_AT_ONCE = 4;

/** Reads the entries of one associate, type by type. */
class Reader {
  lists: Lists = new Map();
  /** The types that are to be read. */
  types: readonly string[] = [];
  /** The type among them that the form is about. */
  listedType = '';
  #isOver = false;
  readonly #due = new Set<string>();
  readonly #running = new Set<string>();

  constructor(
    private readonly whose: Whose,
    private readonly onChange: () => void,
  ) {}

  get isBusy(): boolean {
    return this.#running.size > 0 || this.lists.size === 0;
  }

  end(): void {
    this.#isOver = true;
  }

  /**
   * Reads a type again, in each spelling that was read: many servers take them for one type. Known entries stay visible meanwhile.
   */
  reload(type: string, pauseMilliseconds: number): void {
    for (const each of [type, ...this.lists.keys()]) if (isSameName(each, type)) this.#due.add(each);
    setTimeout(() => this.read(), pauseMilliseconds);
  }

  /** True from a reload until its answer: others may have changed something since. */
  isOutdated(type: string): boolean {
    return this.#due.has(type) || this.#running.has(type);
  }

  read(): void {
    for (let type = this.#next(); type !== undefined; type = this.#next()) void this.#readOne(type);
  }

  /**
   * The next type to read. The first one is read alone, as it finds the endpoint. Where it fails, the others would fail alike: then
   * only the type of the form, or one that is asked for again, is read.
   */
  #next(): string | undefined {
    const hasAnswer = [...this.lists.values()].some(({ result }) => result.ok);
    if (this.#isOver || this.#running.size >= (hasAnswer ? MAX_AT_ONCE : 1)) return undefined;
    const isFree = (type: string) => !this.#running.has(type);
    const due = [...this.#due].find(isFree);
    if (due !== undefined) return due;
    const unread = this.types.find((type) => isFree(type) && !this.lists.has(type));
    return hasAnswer || this.lists.size === 0 || unread === this.listedType ? unread : undefined;
  }

  async #readOne(type: string): Promise<void> {
    this.#due.delete(type);
    this.#running.add(type);
    this.onChange();
    const result = await ask('list', { ...this.whose, type });
    this.#running.delete(type);
    if (this.#isOver) return;
    // Where the type was asked for again meanwhile, only that answer counts.
    if (!this.#due.has(type)) this.#set(type, { result, at: Date.now() });
    this.onChange();
    this.read();
  }

  #set(type: string, listed: Listed): void {
    this.lists = new Map(this.lists).set(type, listed);
  }
}

/**
 * Reads what is stored for an associate, once for each type, and again on `reload`. The form does not wait for it.
 * @param whose `null` while there is nothing to ask for
 * @param types the types to read, the first one first
 * @param listedType the type that the form is about: it is read even where another one could not be
 */
export function useEntries(whose: Whose | null, types: readonly string[], listedType: string) {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0);
  const reader = useRef<Reader>(undefined);
  const key = whose && JSON.stringify(whose);
  const of = useRef(key);
  if (of.current !== key) {
    // The entries of another associate are not shown, not even for a moment.
    of.current = key;
    reader.current?.end();
    reader.current = undefined;
  }
  if (whose) reader.current ??= new Reader(whose, () => draw(undefined));
  useEffect(() => {
    const { current } = reader;
    if (!current) return;
    current.types = types;
    current.listedType = listedType;
    current.read();
  }, [key, types.join('\n')]);
  useEffect(() => () => reader.current?.end(), []);
  const { current } = reader;
  return {
    lists: current?.lists,
    isBusy: current?.isBusy ?? false,
    reload: (type: string, pauseMilliseconds = 0) => reader.current?.reload(type, pauseMilliseconds),
    isOutdated: (type: string) => reader.current?.isOutdated(type) ?? true,
  };
}
