import { describe, expect, it } from 'vitest';
import { allScripts, KIB, loadedBy, WEIGHT_LIMITS, weigh } from '../scripts/weight.ts';

describe('the built extension weighs, gzipped,', () => {
  it(`${WEIGHT_LIMITS.popup / KIB} KiB at most for the popup`, () => {
    const loaded = loadedBy('popup/index.html');
    expect([...loaded].sort()).toEqual([
      'popup/index.css',
      'popup/index.html',
      'popup/index.js',
      'popup/opening.js',
      'popup/shared.js',
    ]);
    expect(weigh(loaded)).toBeLessThanOrEqual(WEIGHT_LIMITS.popup);
  });

  it(`${WEIGHT_LIMITS.scripts / KIB} KiB at most for all JavaScript`, () => {
    expect(weigh(allScripts())).toBeLessThanOrEqual(WEIGHT_LIMITS.scripts);
  });
});
