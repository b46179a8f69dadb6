import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { expect, it } from 'vitest';
import { PAGES } from '../scripts/build.ts';

const FOLDERS = ['src', 'background', ...PAGES];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);

/** What a file imports: the project's own by their paths, packages by their names. */
function importsOf(file: string): string[] {
  const named = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g);
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
  [/^background\//, /^(src\/(?!ui\/)|src\/ui\/(text|navigate)\.ts$|background\/)/],
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
