import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Evaluate } from '../tests/driver/document.ts';
import type { Surface } from '../tests/driver/driver.ts';
import type { Opening } from './probe.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders of what takes turns: ours, the floor whose popup asks by itself, and the one whose worker asks, as ours does. */
export const FOLDERS = {
  ours: `${root}dist`,
  floor: `${root}bench/floor`,
  floorByWorker: floorByWorker(),
};

export type Who = keyof typeof FOLDERS;

function floorByWorker(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-floor-'));
  cpSync(`${root}bench/floor`, folder, { recursive: true });
  const manifest = readFileSync(`${folder}/manifest.json`, 'utf8')
    .replace('popup.html', 'popup.html?worker')
    .replace('floor@', 'floor-by-worker@');
  writeFileSync(`${folder}/manifest.json`, manifest);
  return folder;
}

export interface Opened {
  readonly popup: Surface;
  /** When the icon was clicked, in milliseconds since 1970. */
  readonly clicked: number;
  readonly opening: Opening;
}

/** A browser with all of them, and a tab of the CRM in which its administrator is signed in. */
export interface Stage {
  readonly version: string;
  /** Runs in the page. */
  readonly evaluate: Evaluate;
  /** Loads an employee's page anew. */
  reload(): Promise<void>;
  /** Clicks the icon there, and waits until the form is ready. */
  open(who: Who): Promise<Opened>;
  /** Has an extension's worker run, or stops it, as the browser does after half a minute without work. */
  setWorker(who: Who, state: 'awake' | 'asleep'): Promise<void>;
  /** Clicks the icon of the floor that asks by its worker, and gives a document of it that stays while our popup is open. */
  besideFloor(): Promise<{ readonly evaluate: Evaluate }>;
  /** Our page for many, for the tab of the CRM. */
  openBatch(): Promise<Surface>;
  /** When our worker, which runs, had begun, and had run its script where that can be seen; in milliseconds since 1970. */
  workerBegun(): Promise<{ readonly begun: number; readonly ran?: number }>;
  close(): Promise<void>;
}
