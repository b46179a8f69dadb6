import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const KIB = 1024;

function weigh(files: Iterable<string>): number {
  return [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length,
    0,
  );
}

/** A page, and all that it loads: its styles and scripts, and what those import in turn. */
function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const named = /(?:\b(?:src|href)=|\bfrom|\bimport\(?)\s*["'`]([^"'`]+\.(?:js|css))["'`]/g;
  for (const [, path = ''] of readFileSync(`dist/${file}`, 'utf8').matchAll(named)) {
    loadedBy(join(file, '..', path), loaded);
  }
  return loaded;
}

/** People wait for the popup, and reviewers read the rest. */
describe('the built extension weighs, gzipped,', () => {
  it('18 KiB at most for the popup', () => {
    const loaded = loadedBy('popup/index.html');
    expect([...loaded].sort()).toEqual([
      'popup/index.css',
      'popup/index.html',
      'popup/index.js',
      'popup/shared.js',
    ]);
    expect(weigh(loaded)).toBeLessThanOrEqual(18 * KIB);
  });

  it('48 KiB at most for all JavaScript', () => {
    const all = readdirSync('dist', { recursive: true, encoding: 'utf8' });
    expect(weigh(all.filter((file) => file.endsWith('.js')))).toBeLessThanOrEqual(48 * KIB);
  });
});
