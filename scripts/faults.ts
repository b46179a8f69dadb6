/** Writes `docs/faults.md` from what the tests expect. */
import { writeFileSync } from 'node:fs';
import { faultsDocument } from '../tests/worker/fault-matrix.ts';

writeFileSync(new URL('../docs/faults.md', import.meta.url), faultsDocument());
