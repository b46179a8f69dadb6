import { defineConfig } from 'vitest/config';
import { SUBSTITUTES } from './scripts/substitutes/index.ts';

/** The suites of `tests/browser/`, in one of the browsers. */
const browserTests = (browser: 'chromium' | 'firefox') => ({
  extends: true as const,
  test: { name: browser, include: ['tests/browser/*.test.ts'], provide: { browser } },
});

export default defineConfig({
  // What ships is what is tested.
  resolve: { alias: SUBSTITUTES },
  test: {
    server: { deps: { inline: ['fast-xml-parser'] } },
    projects: [
      // All that needs no browser: the parts, and the real worker in Node on the demo CRM.
      {
        extends: true,
        test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: ['tests/browser/**'] },
      },
      browserTests('chromium'),
      browserTests('firefox'),
    ],
    reporters: ['default', './tests/closing-line.ts'],
    // A browser file holds one browser each; two cores carry two.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
