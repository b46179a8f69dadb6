import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { gzipSync } from 'node:zlib';

export const KIB = 1024;

/** What may ship, in bytes: people wait for the popup, and reviewers read the rest. */
export const WEIGHT_LIMITS = {
  /** What the popup loads to open. */
  popup: 18 * KIB,
  /** All scripts of popup and worker, with what the popup loads later. */
  popupAndWorker: 48 * KIB,
  /** The settings page's own script, beside what it shares with the popup. */
  options: 5 * KIB,
} as const;

/** Bytes after gzip, as servers and stores count. */
export function gzipped(content: string | Uint8Array): number {
  return gzipSync(content, { level: 9 }).length;
}

/** What files of `dist/` weigh, each gzipped by itself. */
export function weigh(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipped(readFileSync(`dist/${file}`)), 0);
}

/** A page, and all that it loads to open: its styles and scripts, and what those import in turn; `import()` comes later. */
export function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const named = /(?:\b(?:src|href)=|\bfrom|\bimport)\s*["'`]([^"'`]+\.(?:js|css))["'`]/g;
  for (const [, path = ''] of readFileSync(`dist/${file}`, 'utf8').matchAll(named)) {
    loadedBy(join(file, '..', path), loaded);
  }
  return loaded;
}

/** The scripts in some of the folders. */
export function scriptsIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(`dist/${folder}`)
      .filter((file) => file.endsWith('.js'))
      .map((file) => `${folder}/${file}`),
  );
}
