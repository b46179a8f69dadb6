/**
 * Takes the pictures that the README and the stores show, from the real extension on the demo CRM, in every language of
 * `_locales`, or with `--language nb` in that one. With `--all`: every state in every theme and language into `pictures/`, with
 * `--firefox` as Firefox shows it.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { STATES, Stage } from '../tests/browser/states.ts';
import { LANGUAGES, wordsOf } from '../tests/browser/words.ts';
import { startCrm } from '../tests/crm/server.ts';
import { type Driver, launch, type Preferences } from '../tests/driver/driver.ts';
import { Camera } from './pictures/camera.ts';
import { throwAwayCertificate } from './pictures/certificate.ts';
import { Easel, PAGE_HEIGHT, SIZE } from './pictures/easel.ts';
import { MOVING } from './pictures/moving.ts';
import { prepare, SCENES } from './pictures/scenes.ts';
import { PICTURE_NAMES, PICTURE_WORDS, type PictureWords } from './pictures/words.ts';

type State = keyof typeof STATES;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { all: { type: 'boolean' }, firefox: { type: 'boolean' }, language: { type: 'string' } },
});

const THEMES: Readonly<Record<string, Preferences>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced-colours': { forcedColors: true },
};

/** The host of the demo CRM in the pictures. The browser finds it on this machine (`switchesFor`). */
const HOST = 'online3.superoffice.com';
/** The height that Chromium's window without a screen has beside the page. */
const WINDOW_FRAME = 87;

const languages = options.language ? [options.language] : LANGUAGES;
if (options.all) await takeAll(options.firefox ? 'firefox' : 'chromium');
else await takeForStores();

async function takeAll(browser: Driver['name']): Promise<void> {
  // The port is always the same, as it can be read in the pictures.
  const crm = await startCrm({ port: 8088 });
  for (const language of languages) {
    const driver = await launch(browser, { extension: `${root}dist`, language });
    const stage = new Stage(crm, driver, wordsOf(language));
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
    await driver.close();
  }
  await crm.close();
}

async function takeForStores(): Promise<void> {
  const crm = await startCrm({ online: { host: HOST, ...throwAwayCertificate(HOST) } });
  const easel = await Easel.start();
  try {
    for (const language of languages) {
      const driver = await launch('chromium', {
        extension: `${root}dist`,
        language,
        switches: switchesFor(crm.port),
      });
      try {
        const stage = new Stage(crm, driver, wordsOf(language));
        const words = PICTURE_WORDS[language];
        if (!words) throw new Error(`PICTURE_WORDS has no ${language}`);
        await takeIn(language, new Camera(stage, easel), words);
      } finally {
        await driver.close();
      }
    }
  } finally {
    await easel.close();
    await crm.close();
  }
}

function switchesFor(port: number): string[] {
  return [
    `--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    '--ignore-certificate-errors',
    `--window-size=${SIZE.width},${PAGE_HEIGHT + WINDOW_FRAME}`,
    // Date fields follow the language of their page, not that of the browser, whose language packs may be missing.
    '--enable-blink-features=LangAttributeAwareFormControlUI',
  ];
}

async function takeIn(language: string, camera: Camera, words: PictureWords): Promise<void> {
  const folder = `docs/pictures/${language}`;
  rmSync(root + folder, { recursive: true, force: true });
  mkdirSync(root + folder, { recursive: true });
  const { stage } = camera;
  for (const [index, name] of PICTURE_NAMES.entries()) {
    const scene = SCENES[name];
    await prepare(stage, words);
    await scene.show(stage);
    const shot = await camera.take(scene.where);
    const picture = await camera.easel.draw({
      ...shot,
      caption: words.captions[name],
      dark: name === 'dark',
    });
    // The stores want 24 bits and no transparency.
    await write(
      `${folder}/${index + 1}-${name}.png`,
      sharp(picture).removeAlpha().png({ compressionLevel: 9 }),
    );
    // The popup shows this picture where there is no SuperOffice to show.
    if (name === 'save') await write(`icons/form/${language}.png`, inFewColours(sharp(shot.popup)));
  }
  if (language !== 'en') return;
  for (const [name, take] of Object.entries(MOVING)) {
    await prepare(stage, words);
    await write(`docs/${name}.webp`, await take(camera));
  }
}

/** Reduces a picture to at most 256 colours: it is small then, and looks the same. */
function inFewColours(picture: Sharp): Sharp {
  return picture.png({ palette: true, effort: 10, compressionLevel: 9, dither: 0 });
}

async function write(path: string, picture: Sharp): Promise<void> {
  const { size } = await picture.toFile(root + path);
  console.log(`${path} ${Math.ceil(size / 1024)} KiB`);
}
