import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { expect, it } from 'vitest';
import { PAGES } from '../scripts/build.ts';

const FOLDERS = ['src', 'background', ...PAGES];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|css)$/.test(file))
    .map((file) => join(folder, file)),
);

/** What a file imports: the project's own by their paths, packages by their names. */
const importsOf = (file: string) => importsIn(readFileSync(file, 'utf8'), file);

function importsIn(code: string, file: string): string[] {
  const named = code.matchAll(/(?:\bfrom|\bimport)\b\s*(?:\(|url\()?\s*['"]([^'"]+)['"]/g);
  return [...named].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
  );
}

/** Each room, and what its files may import; the first row that a file fits counts. */
const RULES: readonly (readonly [room: RegExp, mayImport: RegExp])[] = [
  // SOAP and REST as values: they run anywhere.
  [/^src\/netserver\//, /^(src\/netserver\/|src\/(associates|characters)\.ts$|fast-xml-parser$)/],
  [/^src\/browser\.ts$/, /^webextension-polyfill$/],
  // The texts' keys are those of the English ones.
  [/^src\/ui\//, /^(src\/|preact|_locales\/en\/)/],
  [/^src\//, /^src\/(?!ui\/|browser\.ts)/],
  // Below the jobs: what it keeps and what can be cancelled is all that it knows of them.
  [/^background\/server\//, /^(src\/(?!ui\/)|background\/server\/|background\/(stored|tasks)\.ts$)/],
  [/^background\/index\.ts$/, /^(src\/(?!ui\/)|background\/(?!server\/))/],
  [/^background\/commands\.ts$/, /^(src\/(?!ui\/)|background\/(?!index\.ts))/],
  // It opens the form, as pages do.
  [/^background\/context-menu\.ts$/, /^(src\/|background\/(?!index\.ts|commands\.ts|server\/))/],
  // The jobs.
  [/^background\//, /^(src\/(?!ui\/)|background\/(?!index\.ts|commands\.ts))/],
  ...PAGES.map((page) => [new RegExp(`^${page}/`), new RegExp(`^(src/|${page}/|preact)`)] as const),
];

it.each(files)('%s imports nothing from a room above or beside it', (file) => {
  const [, mayImport] = RULES.find(([room]) => room.test(file)) ?? [];
  expect(importsOf(file).filter((name) => !mayImport?.test(name))).toEqual([]);
});

it('only background/server asks the browser to run anything in a tab', () => {
  const asking = files.filter((file) => readFileSync(file, 'utf8').includes('.scripting'));
  expect(asking.filter((file) => !file.startsWith('background/server/'))).toEqual([]);
});

/** The files that have to be loaded before a file runs: no types, and nothing that it loads later. */
function loadedWith(file: string): string[] {
  const code = readFileSync(file, 'utf8').replace(/import type [^;]+;|import\([^)]+\)/g, '');
  return importsIn(code, file).filter((name) => files.includes(name));
}

it('no files wait for each other to be loaded', () => {
  const cycles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const next of loadedWith(file)) follow(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
  expect(cycles).toEqual([]);
});
