import { describe, expect, it } from 'vitest';
import { PAGES, type Page } from '../scripts/build.ts';
import { KIB, loadedBy, PAGE_LIMITS, POPUP_AND_WORKER_LIMIT, scriptsIn, weigh } from '../scripts/weight.ts';

/** What a page loads before its module. */
const BEFORE: Partial<Record<Page, readonly string[]>> = { popup: ['opening.js'] };

describe('the built extension weighs, gzipped,', () => {
  it.each(PAGES.map((page) => ({ page, limit: PAGE_LIMITS[page] / KIB })))(
    '$limit KiB at most for what $page loads to open, which is its own',
    ({ page }) => {
      const loaded = loadedBy(`${page}/index.html`);
      const own = ['index.html', 'index.css', 'index.js', ...(BEFORE[page] ?? [])];
      expect([...loaded].sort()).toEqual(own.map((file) => `${page}/${file}`).sort());
      expect(weigh(loaded)).toBeLessThanOrEqual(PAGE_LIMITS[page]);
    },
  );

  it(`${POPUP_AND_WORKER_LIMIT / KIB} KiB at most for all JavaScript of popup and worker`, () => {
    expect(weigh(scriptsIn('popup', 'background'))).toBeLessThanOrEqual(POPUP_AND_WORKER_LIMIT);
  });
});
