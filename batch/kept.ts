import browser from '../src/browser.ts';
import { nameKey } from '../src/tenants.ts';
import type { Page } from './page.ts';

/**
 * What a run has stored, as long as that run is not done: fingerprints of lines without their secrets, so that the same table
 * given once more goes on where it stopped. On the disk, as a browser that is closed is what it is for; of a private window in the
 * browser's memory only.
 */
interface Kept {
  readonly version: 1;
  /** When the last one was stored. */
  readonly at: number;
  readonly keys: readonly string[];
}

const PREFIX = 'batch:';

/** Later the same table is another one: with new secrets, which no fingerprint tells. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Each note writes all keys anew. After every line, that took a quarter of a run of 2,000 lines (measured). What is not written when
 * the browser closes is stored once more the next time, which replaces it by the same.
 */
const NOTE_INTERVAL_MS = 250;

function areaOf({ tab }: Page) {
  return tab.isPrivate ? browser.storage.session : browser.storage.local;
}

function keyOf({ as }: Page): string {
  return `${PREFIX}${nameKey(as.tenant)}`;
}

/**
 * What is kept of a run that was not done, with all that was noted until now; `null` where there is nothing. What no longer counts
 * is not left behind.
 */
export async function keptRun(page: Page): Promise<Kept | null> {
  await allNoted();
  return read(page);
}

async function read(page: Page): Promise<Kept | null> {
  const key = keyOf(page);
  try {
    const { [key]: kept } = await areaOf(page).get(key);
    if (isKept(kept) && Date.now() - kept.at < KEPT_MS) return kept;
    if (kept !== undefined) await areaOf(page).remove(key);
    return null;
  } catch {
    // Without it lines are stored once more, which replaces what is there by the same.
    return null;
  }
}

/** The fingerprints of what was stored. */
export async function keptKeys(page: Page): Promise<ReadonlySet<string>> {
  return new Set((await keptRun(page))?.keys);
}

/** Nothing is left to be skipped. */
export function forgetRun(page: Page): Promise<void> {
  noteNow();
  return inTurn(() => areaOf(page).remove(keyOf(page)));
}

/** Of some lines nothing is to be skipped; those of other tables stay noted. */
export function forgetLines(page: Page, keys: readonly string[]): Promise<void> {
  const gone = new Set(keys);
  noteNow();
  return inTurn(async () => {
    const kept = await read(page);
    const left = kept?.keys.filter((key) => !gone.has(key)) ?? [];
    if (kept && left.length > 0) await areaOf(page).set({ [keyOf(page)]: { ...kept, keys: left } });
    else await areaOf(page).remove(keyOf(page));
  });
}

/** Fulfilled once all that was to be noted is. */
export function allNoted(): Promise<void> {
  noteNow();
  return writing;
}

/** Keepers that wait for their timer; each call writes at once. */
const delayed = new Set<() => void>();

function noteNow(): void {
  for (const writeNow of delayed) writeNow();
}

/** Notes that lines are stored, beside those that were noted before, or that they are not any more. */
export function keeper(page: Page): (key: string, isStored: boolean) => void {
  const changes: [key: string, isStored: boolean][] = [];
  let writtenAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const note = async () => {
    if (changes.length === 0) return;
    // Another page may have noted or forgotten some since.
    const before = await read(page);
    const keys = new Set(before?.keys);
    let at = before?.at ?? 0;
    for (const [key, isStored] of changes.splice(0)) {
      if (isStored) at = Date.now();
      if (isStored) keys.add(key);
      else keys.delete(key);
    }
    const kept: Kept = { version: 1, at, keys: [...keys] };
    if (keys.size > 0) await areaOf(page).set({ [keyOf(page)]: kept });
    else await areaOf(page).remove(keyOf(page));
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
    // Further changes join the next note. In a hidden tab a timer may take a minute: after the interval, a line writes at once.
    const left = writtenAt + NOTE_INTERVAL_MS - performance.now();
    if (left <= 0) return writeNow();
    delayed.add(writeNow);
    timer ??= setTimeout(writeNow, left);
  };
}

let writing: Promise<void> = Promise.resolve();

/** One after the other: what is forgotten is not noted by an earlier one that comes late. */
function inTurn(write: () => Promise<void>): Promise<void> {
  // What cannot be noted is stored once more, which replaces it by the same.
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
