import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../scripts/build.ts';

const FOLDERS = ['src', 'background', ...PAGES, 'scripts', 'tests'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
);
const code = files
  .filter((file) => /\.tsx?$/.test(file) && file !== 'tests/documents.test.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** What stands for something else. */
const PLACEHOLDER = /(LANGUAGE|VERSION)\b/;
const PATH = new RegExp(`^(${FOLDERS.join('|')}|docs|bench)/[\\w./-]*$|^[\\w./-]+\\.(tsx?|md|html|css)$`);
const NAME = /^([a-z]+[A-Z]\w*|[A-Z][a-z]\w*|[A-Z_]{4,})$/;

/** What a document says in the type of code. */
function quotedIn(document: string): string[] {
  const quoted = readFileSync(document, 'utf8').matchAll(/`([^`\n]+)`/g);
  return [...quoted].map(([, text = '']) => text).filter((text) => !PLACEHOLDER.test(text));
}

/** True for a file or folder of the project; one of the code may go by the end of its path. */
function isThere(path: string): boolean {
  return existsSync(path) || files.some((file) => file.endsWith(`/${path}`));
}

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md'];

describe.each([...DOCUMENTS, 'docs/administrators.md'])('%s', (document) => {
  it('names files and folders that there are', () => {
    const paths = quotedIn(document).filter((text) => PATH.test(text));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it('links to what there is', () => {
    const links = [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)];
    const targets = links.map(([, target = '']) => join(dirname(document), target));
    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  });
});

it.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s names parts that the code has', (document) => {
  const names = quotedIn(document).filter((text) => NAME.test(text));
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
