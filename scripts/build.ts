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
  modulePreload: false,
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
      input: `${root}popup/index.html`,
      output: { entryFileNames: 'popup/[name].js', assetFileNames: 'popup/[name][extname]' },
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
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const manifest = JSON.parse(readFileSync(`${root}manifest.json`, 'utf8'));
writeFileSync(`${out}/manifest.json`, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
