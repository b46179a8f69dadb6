/**
 * `npm run bench`: measures the built extension beside others, in turns, and writes `docs/performance.md`. The only numbers
 * in that document which that run has not measured are the limits, and those of what was tried and not kept.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { documentOf } from './document.ts';
import { measure } from './measure.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number');
const text = documentOf(await measure(rounds));
writeFileSync(fileURLToPath(new URL('../docs/performance.md', import.meta.url)), text);
console.log(text);
