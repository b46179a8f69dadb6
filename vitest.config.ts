import { defineConfig } from 'vitest/config';
import { SUBSTITUTES } from './scripts/substitutes.ts';

export default defineConfig({
  // What ships is what is tested.
  resolve: { alias: SUBSTITUTES },
  test: {
    server: { deps: { inline: ['fast-xml-parser'] } },
    include: ['tests/**/*.test.ts'],
    reporters: ['default', './tests/closing-line.ts'],
    // A browser file holds one browser each; two cores carry two.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
