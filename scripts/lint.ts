/**
 * Has Mozilla's linter look at a copy of `dist/`, as its store will. The linter brings hundreds of packages. `linter/` pins
 * them apart from the packages that build the extension, and they are not handed what will be packed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'keyring-lint-'));
try {
  cpSync(`${root}dist`, copy, { recursive: true });
  const webExt = `${root}linter/node_modules/web-ext/bin/web-ext.js`;
  const args = ['lint', '--source-dir', copy, '--warnings-as-errors', '--no-config-discovery'];
  process.exitCode = spawnSync(execPath, [webExt, ...args], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
