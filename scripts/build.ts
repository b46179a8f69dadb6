/** Writes `dist/`: one unpacked extension that loads in Chrome, Edge and Firefox. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { publisher } from './publisher.ts';
import { SUBSTITUTES } from './substitutes/index.ts';

/** The extension's pages: folders with an `index.html`. Each has its budget in `scripts/weight.ts`. */
export const PAGES = ['popup', 'options', 'batch'] as const;
export type Page = (typeof PAGES)[number];

const root = fileURLToPath(new URL('..', import.meta.url));

/** Nothing here sets HTML, so Preact's way to do so is taken out: nobody has to prove that it is not used. */
const withoutInnerHtml: Plugin = {
  name: 'without-inner-html',
  transform(code, id) {
    if (!id.endsWith('/preact/dist/preact.mjs')) return;
    const sets = /\w+\|\|\w+&&\([^()]*\.innerHTML\)\|\|\(\w+\.innerHTML=\w+\.__html\)/;
    const without = code.replace(sets, '0');
    if (without.includes('.innerHTML')) throw new Error('Preact sets innerHTML in another way than it did.');
    return { code: without, map: null };
  },
};

/** Loads the styles of a later part before the part itself. Vite's own way knows much that no page here has. */
const loadWithStyles: Plugin = {
  name: 'load-with-styles',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? LOAD_WITH_STYLES : null),
};

const LOAD_WITH_STYLES = `
const styles = new Map();

export const __vitePreload = async (load, paths = [], importer) => {
  await Promise.all(paths.map((path) => {
    if (!styles.has(path)) styles.set(path, addStyles(new URL(path, importer)));
    return styles.get(path);
  }));
  return load();
};

function addStyles(href) {
  return new Promise((onload, onerror) => {
    const link = document.createElement('link');
    document.head.append(Object.assign(link, { rel: 'stylesheet', href, onload, onerror }));
  });
}`;

/** Writes the extension into a folder, in place of what is there. */
export async function buildExtension(folder = `${root}dist`): Promise<void> {
  // Vite follows the environment, but the same sources must give the same bytes everywhere.
  process.env.NODE_ENV = 'production';
  rmSync(folder, { recursive: true, force: true });

  /** The packages whose code is in the output. */
  const bundled = new Set<string>();
  const notePackages: Plugin = {
    name: 'note-packages',
    generateBundle(_options, files) {
      for (const file of Object.values(files)) {
        if (file.type !== 'chunk') continue;
        for (const [id, { renderedLength }] of Object.entries(file.modules)) {
          const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
          if (name && renderedLength > 0) bundled.add(name);
        }
      }
    },
  };
  const bundle = (input: string, output: Rolldown.OutputOptions, plugins: InlineConfig['plugins'] = []) =>
    build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      base: './',
      resolve: { alias: SUBSTITUTES },
      plugins: [...plugins, notePackages],
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: ['chrome127', 'firefox140'],
        // The HTML of a page names all that it needs to open. A part that loads later loads alone.
        modulePreload: false,
        rolldownOptions: { input: root + input, output },
      },
    });

  // Each page is built by itself, so the parts of one page do not change what another one loads.
  for (const page of PAGES) {
    const names = {
      entryFileNames: `${page}/index.js`,
      chunkFileNames: `${page}/[name].js`,
      assetFileNames: `${page}/[name].[ext]`,
      // All that a page needs to open is one file, whatever its later parts share with it.
      codeSplitting: { groups: [{ name: 'index', tags: ['$initial'] as ['$initial'] }] },
    };
    const jsx = preact({ devToolsEnabled: false, prefreshEnabled: false });
    await bundle(`${page}/index.html`, names, [jsx, withoutInnerHtml, loadWithStyles]);
  }
  // As a module, this script would run only after the page has been read.
  await bundle('popup/opening.ts', { format: 'iife', entryFileNames: 'popup/opening.js' });
  await bundle('background/index.ts', { entryFileNames: 'background/index.js' });

  for (const name of ['_locales', 'icons']) {
    cpSync(`${root}${name}`, `${folder}/${name}`, {
      recursive: true,
      filter: (path) => !path.endsWith('.svg'),
    });
  }
  // Norwegian goes by several names: a Chrome in Norwegian looks for nb, Chrome's own list of languages says no, and a Firefox
  // in Nynorsk looks for nn and then for English (measured: no browser tries one of them for another).
  for (const name of ['no', 'nn'])
    cpSync(`${folder}/_locales/nb`, `${folder}/_locales/${name}`, { recursive: true });
  for (const file of ['managed_schema.json', 'LICENSE']) cpSync(`${root}${file}`, `${folder}/${file}`);
  writeFileSync(`${folder}/THIRD-PARTY-NOTICES.txt`, [...bundled].sort().map(noticeOf).join('\n'));
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const { author, homepage } = publisher();
  const manifest = {
    ...JSON.parse(readFileSync(`${root}manifest.json`, 'utf8')),
    version,
    ...(author.name && { author: author.name }),
    ...(homepage && { homepage_url: homepage }),
  };
  writeFileSync(`${folder}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Gives what a package's licence asks to be handed on: its notice, and where its source is. */
function noticeOf(name: string): string {
  const folder = `${root}node_modules/${name}`;
  const { version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (!file && license !== 'MIT')
    throw new Error(`${name} comes without the text of its licence, ${license}.`);
  const text = file
    ? readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n')
    : readFileSync(`${root}LICENSE`, 'utf8').replace(
        /^Copyright.*$/m,
        `Copyright (c) ${author.name ?? author}`,
      );
  const rule = '='.repeat(78);
  const source = `https://www.npmjs.com/package/${name}/v/${version}`;
  return `${rule}\n${name} ${version} (${license})\nSource: ${source}\n${rule}\n\n${text.trim()}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildExtension();
