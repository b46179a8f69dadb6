import browser from '../src/browser.ts';
import { isRecord } from '../src/is-record.ts';
import { failed, type Result, success } from '../src/result.ts';

/** Things that the worker has learned, by base address and by origin. */
interface Memory {
  /** The name of the endpoint that worked last, by base address. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Origins to which the person has agreed to send secrets unencrypted. */
  readonly unencryptedSites: readonly string[];
}

/** The data that the worker keeps for itself, and an administrator's policy. */
interface LocalData {
  /** The value as it came, unchecked: `src/settings.ts` reads it. */
  readonly settings: unknown;
  readonly policy: unknown;
  /** False where the browser's storage failed: the person may have settings that are missing here. */
  readonly settingsRead: boolean;
  /** False where there may be a policy that could not be read. */
  readonly policyRead: boolean;
  /** Gives what the worker has learned. What it has learned in private windows is apart, and in the browser's memory only. */
  memory(isPrivate: boolean): Memory;
}

const LOCAL = ['settings', 'endpoints', 'unencryptedSites'];
const PRIVATE = 'private';

let cache: Promise<LocalData> | undefined;

/** Gives the stored data. Every Save needs it, so it is read once in the worker's life, and again when something has changed. */
export function localData(): Promise<LocalData> {
  cache ??= read().then((data) => {
    // Data that could not be read is read again the next time.
    if (!data.settingsRead || !data.policyRead) cache = undefined;
    return data;
  });
  return cache;
}

let writing: Promise<unknown> = Promise.resolve();

/** Changes the settings. Later readers wait for this write, and later writers for both. */
export function saveSettings(change: (settings: unknown) => unknown): Promise<Result<null>> {
  return inTurn(async (data) => {
    await browser.storage.local.set({ settings: change(data.settings) });
  });
}

/** Remembers what the worker has learned. */
export function saveMemory(
  isPrivate: boolean,
  change: (memory: Memory) => Partial<Memory>,
): Promise<Result<null>> {
  return inTurn(async (data) => {
    const memory = data.memory(isPrivate);
    const changed = change(memory);
    if (isPrivate) await browser.storage.session.set({ [PRIVATE]: { ...memory, ...changed } });
    else await browser.storage.local.set(changed);
  });
}

/** Lets writes run one after the other: two that read the same data would each undo the other's change. */
function inTurn(write: (data: LocalData) => Promise<void>): Promise<Result<null>> {
  const turn = writing.then(async () => {
    const data = await localData();
    // Writing now would wipe what could not be read.
    if (!data.settingsRead) return failed({ kind: 'browserStorage' });
    try {
      await write(data);
      return success(null);
    } catch {
      return failed({ kind: 'browserStorage' });
    } finally {
      cache = undefined;
    }
  });
  writing = turn;
  return turn;
}

/** Drops the data that was read once others have changed it: the person elsewhere, or an administrator. */
export function onStorageChanged(changes: object, area: string): void {
  if (area === 'managed' || (area === 'local' && LOCAL.some((key) => key in changes))) cache = undefined;
}

async function read(): Promise<LocalData> {
  const [local, session, managed] = await Promise.allSettled([
    browser.storage.local.get(LOCAL),
    browser.storage.session.get(PRIVATE),
    browser.storage.managed.get(),
  ]);
  const own = local.status === 'fulfilled' ? local.value : {};
  const apart = session.status === 'fulfilled' ? session.value[PRIVATE] : undefined;
  return {
    settings: own.settings ?? {},
    settingsRead: local.status === 'fulfilled',
    policy: managed.status === 'fulfilled' ? managed.value : {},
    // Firefox rejects where no administrator has set anything.
    policyRead: managed.status === 'fulfilled' || /manifest not found/i.test(String(managed.reason)),
    memory: (isPrivate) => toMemory(isPrivate ? apart : own),
  };
}

/** Reads what the worker has learned. Older releases, and hands, may have written anything there. */
function toMemory(value: unknown): Memory {
  const { endpoints, unencryptedSites } = isRecord(value) ? value : {};
  return {
    endpoints: Object.fromEntries(
      Object.entries(isRecord(endpoints) ? endpoints : {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    unencryptedSites: Array.isArray(unencryptedSites)
      ? unencryptedSites.filter((site) => typeof site === 'string')
      : [],
  };
}
