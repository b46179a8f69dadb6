import browser from '../src/browser.ts';
import { nameKey } from '../src/tenants.ts';
import type { Page } from './page.ts';

/**
 * Notes of the lines that a run has stored, until the run is done. They are fingerprints of lines without their secrets, and let
 * the same table, given once more, go on where it stopped. They are on the disk, to outlast a closed browser; those of a private
 * window are in the browser's memory only.
 */
interface Kept {
  readonly version: 1;
  /** When the last line was stored, in milliseconds since 1970. */
  readonly at: number;
  readonly keys: readonly string[];
}

const PREFIX = 'batch:';

/** How long notes count. A table given later is another one: it may hold new secrets, which no fingerprint tells. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Each note writes all keys anew. Writing after every line took a quarter of a run of 2,000 lines (measured). A line that is not
 * noted when the browser closes is stored once more the next time, and replaces its entry by the same.
 */
const NOTE_INTERVAL_MS = 250;

function areaOf({ tab }: Page) {
  return tab.isPrivate ? browser.storage.session : browser.storage.local;
}

function storageKey({ as }: Page): string {
  return `${PREFIX}${nameKey(as.tenant)}`;
}

/**
 * Gives the notes of a run that was not done, with all that was noted until now; `null` where there are none. Notes that no longer
 * count are removed.
 */
export async function keptRun(page: Page): Promise<Kept | null> {
  await allNoted();
  return read(page);
}

async function read(page: Page): Promise<Kept | null> {
  const key = storageKey(page);
  try {
    const { [key]: kept } = await areaOf(page).get(key);
    if (isKept(kept) && Date.now() - kept.at < KEPT_MS) return kept;
    if (kept !== undefined) await areaOf(page).remove(key);
    return null;
  } catch {
    // Without notes, lines are stored once more, and replace their entries by the same.
    return null;
  }
}

/** The fingerprints of the lines that were stored. */
export async function keptKeys(page: Page): Promise<ReadonlySet<string>> {
  return new Set((await keptRun(page))?.keys);
}

/** Forgets all notes of the tenant: no line is skipped any more. A failure of the storage is ignored. */
export function forgetRun(page: Page): Promise<void> {
  noteNow();
  return inTurn(() => areaOf(page).remove(storageKey(page)));
}

/** Forgets the notes of some lines: these are not skipped any more. Lines of other tables stay noted. */
export function forgetLines(page: Page, keys: readonly string[]): Promise<void> {
  const gone = new Set(keys);
  noteNow();
  return inTurn(async () => {
    const kept = await read(page);
    const left = kept?.keys.filter((key) => !gone.has(key)) ?? [];
    if (kept && left.length > 0) await areaOf(page).set({ [storageKey(page)]: { ...kept, keys: left } });
    else await areaOf(page).remove(storageKey(page));
  });
}

/** Writes what is still to be noted. Fulfilled once all of it is. */
export function allNoted(): Promise<void> {
  noteNow();
  return writing;
}

/** The keepers that wait for their timer, as functions that write at once. */
const delayed = new Set<() => void>();

function noteNow(): void {
  for (const writeNow of delayed) writeNow();
}

/** Gives a function that notes a line as stored, or strikes its note out. Earlier notes stay. */
export function keeper(page: Page): (key: string, isStored: boolean) => void {
  const changes: [key: string, isStored: boolean][] = [];
  let writtenAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const note = async () => {
    if (changes.length === 0) return;
    // Another page may have noted or forgotten some lines since.
    const before = await read(page);
    const keys = new Set(before?.keys);
    let at = before?.at ?? 0;
    for (const [key, isStored] of changes.splice(0)) {
      if (isStored) at = Date.now();
      if (isStored) keys.add(key);
      else keys.delete(key);
    }
    const kept: Kept = { version: 1, at, keys: [...keys] };
    if (keys.size > 0) await areaOf(page).set({ [storageKey(page)]: kept });
    else await areaOf(page).remove(storageKey(page));
  };
  const writeNow = () => {
    clearTimeout(timer);
    timer = undefined;
    delayed.delete(writeNow);
    writtenAt = performance.now();
    void inTurn(note);
  };
  return (...change) => {
    changes.push(change);
    // Changes within the interval wait for the next note. A timer may take a minute in a hidden tab, so a change after the interval
    // is written at once.
    const left = writtenAt + NOTE_INTERVAL_MS - performance.now();
    if (left <= 0) return writeNow();
    delayed.add(writeNow);
    timer ??= setTimeout(writeNow, left);
  };
}

let writing: Promise<void> = Promise.resolve();

/** Writes one after the other: an earlier note that comes late must not bring back a line that was forgotten. */
function inTurn(write: () => Promise<void>): Promise<void> {
  // A line that cannot be noted is stored once more, and replaces its entry by the same.
  writing = writing.then(write).catch(() => undefined);
  return writing;
}

function isKept(value: unknown): value is Kept {
  const { version, at, keys } = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  return (
    version === 1 &&
    typeof at === 'number' &&
    Array.isArray(keys) &&
    keys.every((key) => typeof key === 'string')
  );
}
