/** Draws `icons/icon.svg` in the sizes that the manifest names. Run by hand after a change; the pictures are committed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { ensureBrowser } from './browsers.ts';

const folder = fileURLToPath(new URL('../icons/', import.meta.url));
const svg = readFileSync(`${folder}icon.svg`, 'base64');

const browser = await puppeteer.launch({
  executablePath: await ensureBrowser('chromium'),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const size of [16, 32, 48, 128]) {
  await page.setViewport({ width: size, height: size });
  await page.setContent(
    `<style>body{margin:0}img{display:block}</style><img width="${size}" src="data:image/svg+xml;base64,${svg}">`,
  );
  writeFileSync(`${folder}${size}.png`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
