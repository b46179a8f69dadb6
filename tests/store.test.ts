import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PICTURE_NAMES, PICTURE_WORDS } from '../scripts/pictures/words.ts';

const manifest = JSON.parse(readFileSync('manifest.json', 'utf8'));
const LANGUAGES = ['da', 'de', 'en', 'nb', 'nl', 'sv'];

describe('the texts for the stores', () => {
  it('are there in each language that the extension speaks', () => {
    const files = readdirSync('docs/store').filter((file) => file.startsWith('listing.'));
    expect(files.sort()).toEqual(LANGUAGES.map((language) => `listing.${language}.md`));
    expect(LANGUAGES).toEqual(expect.arrayContaining(readdirSync('_locales')));
  });

  it.each(LANGUAGES)('say the same as the extension and its manifest: %s', (language) => {
    const written = readFileSync(`docs/store/listing.${language}.md`, 'utf8');
    const [, name, summary = '', description = ''] = /^# (.+)\n\n> (.+)\n\n([\s\S]+)$/.exec(written) ?? [];
    // Chrome's limit; https://developer.chrome.com/docs/extensions/reference/manifest/description
    expect(summary.length).toBeLessThanOrEqual(132);
    const locale = `_locales/${language}/messages.json`;
    if (existsSync(locale)) {
      const messages = JSON.parse(readFileSync(locale, 'utf8'));
      expect({ name, summary }).toEqual({
        name: messages.name.message,
        summary: messages.description.message,
      });
    }
    const explained = [...description.matchAll(/^- (\w+): ./gm)].map(([, permission]) => permission);
    expect(explained).toEqual(manifest.permissions);
    expect(description).toMatch(/SuperOffice AS\.\n$/);
    expect(description.split(/\s+/).length).toBeLessThanOrEqual(250);
  });

  it('justify each permission, and no other', () => {
    const dashboards = readFileSync('docs/store/dashboards.md', 'utf8');
    const [, why = ''] = /^## Why each permission\n(.*?)^## /ms.exec(dashboards) ?? [];
    expect([...why.matchAll(/^- `(\w+)`: ./gm)].map(([, permission]) => permission)).toEqual(
      manifest.permissions,
    );
  });
});

describe('the pictures for the stores', () => {
  it.each(LANGUAGES)('are there as Chrome’s store takes them, each with its words: %s', async (language) => {
    const folder = `docs/pictures/${language}`;
    const files = PICTURE_NAMES.map((name, index) => `${index + 1}-${name}.png`);
    expect(readdirSync(folder).sort()).toEqual(files);
    // https://developer.chrome.com/docs/webstore/images#screenshots
    for (const file of files)
      expect(await sharp(`${folder}/${file}`).metadata(), file).toMatchObject({
        ...{ format: 'png', width: 1280, height: 800 },
        ...{ channels: 3, depth: 'uchar', hasAlpha: false, isPalette: false },
      });
    const captions = Object.values(PICTURE_WORDS[language]?.captions ?? {});
    expect(captions).toHaveLength(files.length);
    // More does not fit into the picture.
    for (const caption of captions) expect(caption.length, caption).toBeLessThanOrEqual(66);
  });
});
