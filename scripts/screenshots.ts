/** With `--all`: every state, in every theme and language, into `pictures/`. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Driver, launch, type Preferences } from '../tests/browser/driver.ts';
import { STATES, Stage } from '../tests/browser/states.ts';
import { LANGUAGES, wordsOf } from '../tests/browser/words.ts';
import { startCrm } from '../tests/crm/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { all: { type: 'boolean' }, firefox: { type: 'boolean' }, only: { type: 'string' } },
});
const browser: Driver['name'] = options.firefox ? 'firefox' : 'chromium';

const THEMES: Readonly<Record<string, Preferences>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { forcedColors: true },
};

const crm = await startCrm();
for (const language of LANGUAGES) {
  const driver = await launch(browser, { extension: `${root}dist`, language });
  const stage = new Stage(crm, driver, wordsOf(language));
  try {
    for (const state of Object.keys(STATES) as (keyof typeof STATES)[]) {
      if (options.only && !options.only.split(',').includes(state)) continue;
      const start = Date.now();
      await stage.show(state);
      const shown = Date.now();
      for (const [theme, preferences] of Object.entries(THEMES)) {
        await stage.surface.prefer(preferences);
        const folder = `${root}pictures/${browser}/${language}/${theme}`;
        mkdirSync(folder, { recursive: true });
        await stage.surface.screenshot(`${folder}/${state}.png`);
      }
      console.log(state, shown - start, Date.now() - shown);
    }
  } finally {
    await driver.close();
  }
}
await crm.close();
