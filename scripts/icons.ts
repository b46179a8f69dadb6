/**
 * Draws `icons/icon.svg` in the sizes that the manifest names, and what the stores show beside it. Run by hand after a change; the
 * pictures are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { ensureBrowser } from './browsers.ts';

interface Picture {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** The width of the drawing in the picture. The drawing's own margin is a 32nd of that. */
  readonly icon: number;
  /** The words under the drawing, on a ground of its colour. */
  readonly words?: readonly string[];
}

/**
 * In the small icons the drawing fills the toolbar's room. The larger pictures have the margin that Chrome's store asks for
 * (96 of 128).
 */
const PICTURES: readonly Picture[] = [
  { path: 'icons/16.png', width: 16, height: 16, icon: 16 },
  { path: 'icons/32.png', width: 32, height: 32, icon: 32 },
  { path: 'icons/48.png', width: 48, height: 48, icon: 48 },
  { path: 'icons/128.png', width: 128, height: 128, icon: 102 },
  { path: 'docs/store/logo-300x300.png', width: 300, height: 300, icon: 240 },
  {
    path: 'docs/store/tile-440x280.png',
    width: 440,
    height: 280,
    icon: 112,
    words: ['Keyring for SuperOffice', 'Store other systems’ logins, from the page you see'],
  },
];

const root = fileURLToPath(new URL('../', import.meta.url));
const svg = readFileSync(`${root}icons/icon.svg`, 'base64');

const browser = await puppeteer.launch({
  executablePath: await ensureBrowser('chromium'),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const { path, width, height, icon, words = [] } of PICTURES) {
  await page.setViewport({ width, height });
  const [title = '', line = ''] = words;
  await page.setContent(`
    <style>
      body { margin: 0; height: 100vh; display: grid; place-content: center; justify-items: center; text-align: center;
             font-family: system-ui, sans-serif; color: #0b2b29 }
      body.tile { background: linear-gradient(160deg, #eef7f5, #cfe6e2) }
      img { display: block }
      h1 { font-size: 28px; margin: 16px 0 6px }
      p { font-size: 15px; margin: 0 }
    </style>
    <body class="${title && 'tile'}">
      <img width="${icon}" src="data:image/svg+xml;base64,${svg}">
      ${title && `<h1>${title}</h1><p>${line}</p>`}
    </body>`);
  writeFileSync(root + path, await page.screenshot({ omitBackground: true }));
}
await browser.close();
