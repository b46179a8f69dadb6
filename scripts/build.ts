/** Writes `dist/`: one unpacked extension that loads in Chrome, Edge and Firefox. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { type BuildEnvironmentOptions, build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist`;

const common: InlineConfig = { root, configFile: false, logLevel: 'warn', publicDir: false, base: './' };
const output: BuildEnvironmentOptions = {
  emptyOutDir: false,
  target: ['chrome127', 'firefox140'],
  // The pages' shared chunk is fetched together with their own.
  modulePreload: { polyfill: false },
};

rmSync(out, { recursive: true, force: true });
await build({
  ...common,
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  resolve: { alias: { 'webextension-polyfill': `${root}popup/native-browser.ts` } },
  build: {
    ...output,
    outDir: out,
    rolldownOptions: {
      input: { popup: `${root}popup/index.html`, options: `${root}options/index.html` },
      output: {
        entryFileNames: '[name]/index.js',
        chunkFileNames: 'popup/shared.js',
        // A stylesheet that both pages use would be named after any of the modules that they share.
        assetFileNames: ({ names }) =>
          names.includes('options.css') ? 'options/index.css' : 'popup/index.css',
      },
    },
  },
});
await build({
  ...common,
  resolve: {
    alias: Object.fromEntries(
      ['is-unsafe', 'strnum'].map((name) => [name, `${root}src/netserver/left-out.ts`]),
    ),
  },
  build: {
    ...output,
    outDir: out,
    rolldownOptions: {
      input: `${root}background/index.ts`,
      output: { entryFileNames: 'background/index.js' },
    },
  },
});

for (const folder of ['_locales', 'icons']) {
  cpSync(`${root}${folder}`, `${out}/${folder}`, {
    recursive: true,
    filter: (path) => !path.endsWith('.svg'),
  });
}
// Norwegian goes by several names: a Chrome in Norwegian looks for nb, Chrome's own list of languages says no, and a Firefox
// in Nynorsk looks for nn and then for English (measured: no browser tries one of them for another).
for (const name of ['no', 'nn']) cpSync(`${out}/_locales/nb`, `${out}/_locales/${name}`, { recursive: true });
cpSync(`${root}managed_schema.json`, `${out}/managed_schema.json`);
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const manifest = JSON.parse(readFileSync(`${root}manifest.json`, 'utf8'));
writeFileSync(`${out}/manifest.json`, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
