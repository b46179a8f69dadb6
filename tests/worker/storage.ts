type Items = Record<string, unknown>;
type Changes = Record<string, { oldValue?: unknown; newValue?: unknown }>;
type Keys = string | string[] | Items | null;

/** An area of the extension's storage. */
export class StorageArea {
  items: Items = {};
  /** What is asked of it in vain, until it is taken out of here. */
  readonly broken = new Set<'get' | 'set' | 'remove'>();
  /** What it says then. */
  complaint = 'IO error: the disk is full or unreadable.';

  constructor(readonly onChanged: (changes: Changes) => void) {}

  /** What `browser.storage` offers of it. Values travel as JSON, as in Chromium. */
  readonly api = {
    get: async (keys: Keys = null): Promise<Items> => {
      this.#use('get');
      const isDefaults = typeof keys === 'object' && keys !== null && !Array.isArray(keys);
      const names = keys === null ? Object.keys(this.items) : isDefaults ? Object.keys(keys) : [keys].flat();
      const found = names.filter((name) => Object.hasOwn(this.items, name as string));
      const values = Object.fromEntries(found.map((name) => [name, this.items[name as string]]));
      return copy({ ...(isDefaults ? keys : {}), ...values });
    },
    set: async (items: Items): Promise<void> => {
      this.#use('set');
      this.#change({ ...this.items, ...copy(items) });
    },
    remove: async (names: string | string[]): Promise<void> => {
      this.#use('remove');
      const removed = [names].flat();
      this.#change(
        Object.fromEntries(Object.entries(this.items).filter(([name]) => !removed.includes(name))),
      );
    },
  };

  #use(what: 'get' | 'set' | 'remove'): void {
    if (this.broken.has(what)) throw new Error(this.complaint);
  }

  #change(items: Items): void {
    const before = this.items;
    this.items = items;
    const names = [...new Set([...Object.keys(before), ...Object.keys(items)])];
    const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(items[name]));
    const changes = changed.map((name) => [
      name,
      {
        ...(name in before && { oldValue: before[name] }),
        ...(name in items && { newValue: items[name] }),
      },
    ]);
    if (changed.length > 0) this.onChanged(copy(Object.fromEntries(changes)));
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
