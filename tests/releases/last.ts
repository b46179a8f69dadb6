import { readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** The files of the release before this one, as the stores had them; CONTRIBUTING.md says how it comes here. */
export function lastRelease(): Record<string, Uint8Array> {
  const [name, ...others] = readdirSync('tests/releases').filter((file) => file.endsWith('.zip'));
  if (!name || others.length > 0) throw new Error('tests/releases is to hold one archive, the last release.');
  return unzipSync(new Uint8Array(readFileSync(`tests/releases/${name}`)));
}
