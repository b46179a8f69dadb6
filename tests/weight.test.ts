import { describe, expect, it } from 'vitest';
import { KIB, loadedBy, scriptsIn, WEIGHT_LIMITS, weigh } from '../scripts/weight.ts';

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

  it(`${WEIGHT_LIMITS.popupAndWorker / KIB} KiB at most for all JavaScript of popup and worker`, () => {
    expect(weigh(scriptsIn('popup', 'background'))).toBeLessThanOrEqual(WEIGHT_LIMITS.popupAndWorker);
  });

  it(`${WEIGHT_LIMITS.options / KIB} KiB at most for the settings page's own`, () => {
    expect(weigh(scriptsIn('options'))).toBeLessThanOrEqual(WEIGHT_LIMITS.options);
  });
});
