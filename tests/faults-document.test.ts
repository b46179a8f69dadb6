import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultsDocument } from './worker/fault-matrix.ts';

it('the document about faults says what the tests expect', () => {
  const written = readFileSync('docs/faults.md', 'utf8');
  expect(written, 'docs/faults.md is not what the tests expect; `npm run faults` writes it anew').toBe(
    faultsDocument(),
  );
});
