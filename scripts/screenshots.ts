/**
 * Takes the pictures that the README and the stores show, from the real popup on the demo CRM, in every language of
 * `_locales`. With `--all`: every state in every theme and language into `pictures/`, with `--firefox` as Firefox shows it.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { STATES, Stage } from '../tests/browser/states.ts';
import { LANGUAGES, wordsOf } from '../tests/browser/words.ts';
import { startCrm } from '../tests/crm/server.ts';
import { type CrmTab, type Driver, launch, type Preferences, type Surface } from '../tests/driver/driver.ts';

type State = keyof typeof STATES;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { all: { type: 'boolean' }, firefox: { type: 'boolean' } },
});
const browser: Driver['name'] = options.firefox ? 'firefox' : 'chromium';

const THEMES: Readonly<Record<string, Preferences>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced-colours': { forcedColors: true },
};

/** What stores show of the extension, in this order, at the size that they ask for. */
const STORE_STATES: readonly State[] = ['filledIn', 'entries', 'saved'];
const STORE_SIZE = { width: 1280, height: 800 };

/** Where the popup hangs in the window. */
const POPUP_MARGIN = { right: 28, top: 6 };

// Always the same, as it can be read in the pictures.
const crm = await startCrm({ port: 8088 });
const raw = `${root}pictures/raw.png`;
mkdirSync(`${root}pictures`, { recursive: true });
try {
  for (const language of LANGUAGES) {
    const driver = await launch(browser, { extension: `${root}dist`, language });
    try {
      const stage = new Stage(crm, driver, wordsOf(language));
      if (options.all) await takeAll(stage, language);
      else await takeForStores(stage, language);
    } finally {
      await driver.close();
    }
  }
} finally {
  rmSync(raw, { force: true });
  await crm.close();
}

async function takeAll(stage: Stage, language: string): Promise<void> {
  for (const state of Object.keys(STATES) as State[]) {
    await stage.show(state);
    for (const [theme, preferences] of Object.entries(THEMES)) {
      const folder = `pictures/${browser}/${language}/${theme}`;
      mkdirSync(root + folder, { recursive: true });
      await stage.surface.prefer(preferences);
      await stage.surface.screenshot(`${root}${folder}/${state}.png`);
      console.log(`${folder}/${state}.png`);
    }
  }
}

async function takeForStores(stage: Stage, language: string): Promise<void> {
  const folder = `docs/pictures/${language}`;
  for (const each of [folder, 'icons/form']) mkdirSync(root + each, { recursive: true });
  for (const [index, state] of STORE_STATES.entries()) {
    await stage.show(state);
    await stage.surface.prefer(THEMES.light ?? {});
    const popup = await pictureOf(stage.surface);
    await write(`${folder}/${index + 1}-${state}.png`, await over(await pictureOf(stage.tab), popup));
    if (index > 0) continue;
    // The popup shows it where there is no SuperOffice to show.
    await write(`icons/form/${language}.png`, sharp(popup));
    if (language !== 'en') continue;
    await stage.surface.prefer(THEMES.dark ?? {});
    await write('docs/popup-dark.png', sharp(await pictureOf(stage.surface)));
  }
  if (language !== 'en') return;
  await stage.show('batchChecked');
  await write('docs/many-at-once.png', sharp(await pictureOf(stage.surface)));
}

async function pictureOf(seen: Surface | CrmTab): Promise<Buffer> {
  await seen.screenshot(raw);
  return readFileSync(raw);
}

/** The page with the popup over it, as it hangs in the window with its shadow. */
async function over(page: Buffer, popup: Buffer): Promise<Sharp> {
  const { width, height } = await sharp(popup).metadata();
  const { top, right } = POPUP_MARGIN;
  const left = STORE_SIZE.width - right - width;
  const shadow = `<svg xmlns="http://www.w3.org/2000/svg" width="${STORE_SIZE.width}" height="${STORE_SIZE.height}">
    <rect x="${left}" y="${top + 3}" width="${width}" height="${height}" fill-opacity="0.45" style="filter: blur(7px)"/>
  </svg>`;
  return sharp(page)
    .extract({ left: 0, top: 0, ...STORE_SIZE })
    .composite([{ input: Buffer.from(shadow) }, { input: popup, left, top }]);
}

/** Writes it in at most 256 colours, which is small, and looks the same. */
async function write(path: string, picture: Sharp): Promise<void> {
  const { size } = await picture
    .png({ palette: true, effort: 10, compressionLevel: 9, dither: 0 })
    .toFile(root + path);
  console.log(`${path} ${Math.ceil(size / 1024)} KiB`);
}
