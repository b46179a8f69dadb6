import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { type ESTree, parseSync, Visitor } from 'vite';
import { expect, it } from 'vitest';
import { PAGES } from '../scripts/build.ts';

const FOLDERS = ['src', 'background', ...PAGES];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);

type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression;

/** Every function of a file, and its lines, those of JSX among them: the linter does not count those. */
function functionsIn(
  file: string,
): { readonly name: string; readonly lines: number; readonly takes: number }[] {
  const code = readFileSync(file, 'utf8');
  const found: { name: string; lines: number; takes: number }[] = [];
  const passed = new Set<ESTree.Node>();
  const note = (node: AnyFunction) => {
    const text = code.slice(node.start, node.end);
    const name = `${file}: ${text.slice(0, text.indexOf('\n')).slice(0, 60)}`;
    // What a function of JavaScript's own calls takes what that gives.
    found.push({ name, lines: text.split('\n').length, takes: passed.has(node) ? 0 : node.params.length });
  };
  new Visitor({
    CallExpression: ({ arguments: given }) => given.forEach((each) => void passed.add(each)),
    FunctionDeclaration: note,
    FunctionExpression: note,
    ArrowFunctionExpression: note,
  }).visit(parseSync(file, code).program);
  return found;
}

const functions = files.flatMap(functionsIn);

it('no function of the product is longer than 80 lines, but the one that is sent into the page as text', () => {
  const long = functions.filter(({ lines }) => lines > 80).map(({ name }) => name);
  expect(long).toEqual([expect.stringMatching(/in-page\.ts: .*function sendFromPage/)]);
});

it('no function of the product takes more than three values by their places', () => {
  expect(functions.filter(({ takes }) => takes > 3)).toEqual([]);
});
