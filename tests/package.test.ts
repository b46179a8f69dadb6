import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
  const left = ['.git', 'node_modules', 'dist', 'artifacts', 'demo'].map((each) => resolve(each));
  cpSync('.', folder, { recursive: true, filter: (path) => !left.includes(resolve(path)) });
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
