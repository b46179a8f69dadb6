import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { filesIn, pack } from '../scripts/package.ts';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What somebody else's rebuild of the same sources gives: in another folder, without git. */
async function rebuild(timeZone: string): Promise<Buffer> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyring-rebuild-'));
  folders.push(folder);
  const left = ['.git', 'dist', 'artifacts', 'demo'].map((each) => resolve(each));
  const filter = (path: string) => !left.includes(resolve(path)) && basename(path) !== 'node_modules';
  cpSync('.', folder, { recursive: true, filter });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  for (const script of ['build', 'package']) {
    await promisify(execFile)(resolve('node_modules/.bin/tsx'), [`scripts/${script}.ts`], {
      cwd: folder,
      env: { ...process.env, TZ: timeZone },
    });
  }
  return readFileSync(join(folder, 'artifacts', `${name}-${version}-firefox.zip`));
}

describe('an archive', () => {
  it('holds exactly what was built', () => {
    const dist = filesIn('dist');
    const held = unzipSync(pack(dist));
    expect(Object.keys(held)).toEqual(Object.keys(dist).sort());
    for (const [path, content] of Object.entries(dist))
      expect(Buffer.from(content).equals(held[path] ?? Buffer.of()), path).toBe(true);
  });

  it('is the same bytes in another folder, at another time, in another time zone', async () => {
    const rebuilt = await rebuild('Pacific/Kiritimati');
    expect(rebuilt.equals(pack(filesIn('dist')))).toBe(true);
  });
});

it('no command fetches a package that no lock file pins, with its checksum', () => {
  const workflows = readdirSync('.github/workflows').map((file) => `.github/workflows/${file}`);
  for (const file of ['package.json', '.ci/run', ...workflows])
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/\bnpx\b|npm (exec|i|install|x)\b/);
  for (const folder of ['.', 'linter', 'bench']) {
    const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8'));
    const entries = Object.entries<{ integrity?: string; inBundle?: true }>(packages);
    // What is in a bundle comes in the archive of another package; '' is the folder itself.
    const unpinned = entries.filter(([path, { integrity, inBundle }]) => path && !integrity && !inBundle);
    expect(unpinned).toEqual([]);
  }
});

it('the built extension sets no HTML, and makes no code of text', () => {
  const scripts = Object.entries(filesIn('dist')).filter(([path]) => path.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const [path, script] of scripts)
    expect(new TextDecoder().decode(script), path).not.toMatch(
      /\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|\bFunction\(/,
    );
});

it('the notices of others name every package that is bundled, with its licence', () => {
  const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const [bundled, pinned] of Object.entries(dependencies))
    expect(notices).toContain(`${bundled} ${pinned} (`);
  const named = [...notices.matchAll(/^(\S+) [\d.]+ \((\S+)\)\nSource: https/gm)];
  expect(named.map(([, name]) => name)).toEqual(Object.keys(dependencies).sort());
  expect(new Set(named.map(([, , licence]) => licence))).toEqual(new Set(['MIT']));
  expect(notices.match(/^Permission is hereby granted, free of charge/gm)).toHaveLength(named.length);
});
