import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { gzipSync } from 'node:zlib';
import type { Page } from './build.ts';

export const KIB = 1024;

/** How many bytes, gzipped, each page may load to open: people wait for them. */
export const PAGE_LIMITS: Readonly<Record<Page, number>> = {
  popup: 17 * KIB,
  options: 14 * KIB,
  batch: 30 * KIB,
};

/** How many bytes, gzipped, popup and worker may have in scripts, with those that the popup loads later: reviewers read them. */
export const POPUP_AND_WORKER_LIMIT = 63 * KIB;

/** Bytes after gzip, as servers and stores count. */
export function gzipped(content: string | Uint8Array): number {
  return gzipSync(content, { level: 9 }).length;
}

/** Gives the bytes of files in `dist/`, each gzipped by itself. */
export function weigh(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipped(readFileSync(`dist/${file}`)), 0);
}

/**
 * Gives a page and all that it loads to open: its styles and scripts, and what those import in turn. Parts that `import()`
 * loads come later.
 */
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
