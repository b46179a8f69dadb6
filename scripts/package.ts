/**
 * Writes the archives for the stores into `artifacts/`, from `dist/` and from what git tracks. The same commit gives the
 * same bytes, whenever and wherever this runs. With `--store` it stops where the publisher still has something to decide.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { publisher, undecided } from './publisher.ts';

/** Packs files into an archive. Nothing in it says when and where it was made. */
export function pack(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  // ZIP has no time zone: an archive holds the time of a clock on the wall, and this constructor takes that time.
  const mtime = new Date(1980, 0, 1, 12);
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime, os: 0 });
}

/** A folder's files, by their paths inside it. */
export function filesIn(folder: string): Record<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(`${folder}/${path}`).isFile());
  return Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(`${folder}/${path}`))]));
}

function writeArchives(root: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  // The unpacked archive of the sources is no checkout. From there this makes the archives of the extension only.
  const isCheckout = existsSync(`${root}.git`);
  if (isCheckout && git('status', '--porcelain') !== '')
    throw new Error('There are changes that are not committed: archives are made of a commit.');

  const extension = pack(filesIn(`${root}dist`));
  const archives: Record<string, Uint8Array> = { chrome: extension, firefox: extension };
  if (isCheckout) {
    const tracked = git('ls-files', '-z').split('\0').filter(Boolean);
    archives.source = pack(
      Object.fromEntries(tracked.map((path) => [path, new Uint8Array(readFileSync(root + path))])),
    );
  }

  const { name, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  rmSync(`${root}artifacts`, { recursive: true, force: true });
  mkdirSync(`${root}artifacts`);
  for (const [kind, archive] of Object.entries(archives)) {
    const path = `artifacts/${name}-${version}-${kind}.zip`;
    writeFileSync(root + path, archive);
    console.log(`${path}: ${archive.length} bytes`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const missing = undecided(publisher()).map((field) => `  ${field}`);
    const isMissing = `Before an upload, package.json still needs (docs/store/publisher.md):\n${missing.join('\n')}`;
    if (missing.length > 0 && argv.includes('--store')) throw new Error(isMissing);
    if (missing.length > 0) console.log(isMissing);
    writeArchives(fileURLToPath(new URL('..', import.meta.url)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
