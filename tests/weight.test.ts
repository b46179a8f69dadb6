import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const KIB = 1024;

function weigh(pattern: RegExp): number {
  return readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length, 0);
}

/** People wait for the popup, and reviewers read the rest. */
describe('the built extension weighs, gzipped,', () => {
  it('18 KiB at most for the popup', () => {
    expect(weigh(/^popup\/.*\.(html|css|js)$/)).toBeLessThanOrEqual(18 * KIB);
  });

  it('48 KiB at most for all JavaScript', () => {
    expect(weigh(/\.js$/)).toBeLessThanOrEqual(48 * KIB);
  });
});
