/**
 * Builds the extension and loads it as the demo does. Whenever a source has changed, it is built anew and the browser takes it.
 * Ends with the browser, or with Ctrl+C.
 */
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Driver } from '../tests/driver/driver.ts';
import { buildExtension, PAGES } from './build.ts';
import { DEMO_OPTIONS, withDemo } from './with-demo.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = [...PAGES, 'background', 'src', 'scripts/substitutes', '_locales', 'icons'];
const FILES = ['manifest.json', 'managed_schema.json'];
const PAUSE_MS = 300;

const { values: options } = parseArgs({ options: DEMO_OPTIONS });
// The build does not go to `dist/`, which tests that run meanwhile use.
const folder = mkdtempSync(join(tmpdir(), 'keyring-dev-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const extension = join(folder, 'extension');

let built = stateOfSources();
await buildExtension(extension);
await withDemo(extension, options, async ({ driver, headless }) => {
  console.log(`
You are on an employee's page of the demo CRM${headless ? ', in a browser without a window' : ''}: the extension is loaded.
Change a source and it is built anew and reloaded; then open the form again. ${headless ? 'Press Ctrl+C' : 'Close the browser'} to end.
`);
  let isOpen = true;
  void driver.closed.then(() => {
    isOpen = false;
  });
  while (isOpen) {
    const now = stateOfSources();
    if (now !== built) await reload(driver);
    built = now;
    await Promise.race([driver.closed, setTimeout(PAUSE_MS)]);
  }
});

/**
 * Gives the sources, each with the time of its last change. They are compared, not watched: on Linux, Node's `fs.watch`
 * tells nothing more of a file that an editor has replaced (measured, Node 20).
 */
function stateOfSources(): string {
  const inside = FOLDERS.flatMap((each) =>
    readdirSync(root + each, { recursive: true, encoding: 'utf8' }).map((path) => join(each, path)),
  );
  return [...FILES, ...inside]
    .map((path) => `${path} ${statSync(root + path, { throwIfNoEntry: false })?.mtimeMs}`)
    .join('\n');
}

/** Builds the extension and reloads it. If the build fails, the browser keeps the last one that did not. */
async function reload(driver: Driver): Promise<void> {
  const begin = performance.now();
  try {
    const next = join(folder, 'next');
    await buildExtension(next);
    rmSync(extension, { recursive: true });
    renameSync(next, extension);
    await driver.reinstall();
    console.log(`Built and reloaded in ${Math.round(performance.now() - begin)} ms.`);
  } catch (error) {
    console.error((error as Error).message);
  }
}
