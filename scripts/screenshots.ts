/**
 * Takes the pictures that the README and the stores show, from the real popup on the demo CRM, in every language of
 * `_locales`. With `--all`: every state in every theme and language into `pictures/`, with `--firefox` as Firefox shows it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { STATES, Stage } from '../tests/browser/states.ts';
import { LANGUAGES, wordsOf } from '../tests/browser/words.ts';
import { startCrm } from '../tests/crm/server.ts';
import { type Driver, launch, type Preferences } from '../tests/driver/driver.ts';
import { drawn, type Layer, palettePng } from './palette-png.ts';

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
    const popup = await layerOf((path) => stage.surface.screenshot(path));
    const page = await layerOf((path) => stage.tab.screenshot(path));
    const left = STORE_SIZE.width - POPUP_MARGIN.right;
    await write(stage, `${folder}/${index + 1}-${state}.png`, STORE_SIZE, [
      page,
      { ...popup, right: left, top: POPUP_MARGIN.top },
    ]);
    if (index > 0) continue;
    // The popup shows it where there is no SuperOffice to show.
    await write(stage, `icons/form/${language}.png`, undefined, [popup]);
    if (language !== 'en') continue;
    await stage.surface.prefer(THEMES.dark ?? {});
    await write(stage, 'docs/popup-dark.png', undefined, [
      await layerOf((path) => stage.surface.screenshot(path)),
    ]);
  }
}

async function layerOf(take: (path: string) => Promise<void>): Promise<Layer> {
  await take(raw);
  return { png: readFileSync(raw, 'base64') };
}

/** Draws in the browser, which reads pictures, and writes what is small. */
async function write(
  stage: Stage,
  path: string,
  size: typeof STORE_SIZE | undefined,
  layers: readonly Layer[],
): Promise<void> {
  const picture = palettePng(await stage.tab.evaluate(drawn, { size, layers }));
  writeFileSync(root + path, picture);
  console.log(`${path} ${Math.ceil(picture.length / 1024)} KiB`);
}
