import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Preferences, Surface } from '../driver/driver.ts';
import { STATES, Stage } from './states.ts';
import { wordsOf } from './words.ts';
import { inWorld, SECOND_TRY, store } from './world.ts';

/** Handed to each document as source, which its policy does not bind; not run here. The short version loads in half the time. */
const loadAxe = new Function(
  readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
) as () => void;

const EVERY_RULE = {
  // The rest is not told.
  resultTypes: ['violations'],
  // No rule here reads style sheets.
  preload: false,
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Off unless asked for, the second as an experiment.
  rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } },
} as const;

/** What a theme decides: other colours, and in forced ones other borders. The document is the same. */
const RULES_OF_THEMES = {
  resultTypes: ['violations'],
  preload: false,
  runOnly: ['color-contrast', 'link-in-text-block', 'target-size'],
} as const;

const THEMES: Readonly<Record<string, Preferences>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: true },
};

const world = inWorld();
let stage: Stage;
beforeAll(() => {
  stage = new Stage(world.crm, world.driver, wordsOf('en'));
});

/** Everything that a machine can say about WCAG 2.2 AA, of every state in every theme. */
describe('accessibility', SECOND_TRY, () => {
  it.each(Object.keys(STATES) as (keyof typeof STATES)[])('%s', async (state) => {
    await stage.show(state);
    const { surface } = stage;
    await surface.evaluate(loadAxe);
    const found: Record<string, readonly string[]> = {};
    for (const [theme, preferences] of Object.entries(THEMES)) {
      await surface.prefer(preferences);
      found[theme] = [
        ...(await surface.evaluate(violations, theme === 'light' ? EVERY_RULE : RULES_OF_THEMES)),
        ...(await surface.evaluate(paleBorders)),
      ];
    }
    await surface.prefer({});
    found.layout = await surface.evaluate(layoutFaults);
    found['text spacing'] = await withTextSpacing(surface, () => surface.evaluate(layoutFaults));
    expect(Object.fromEntries(Object.entries(found).filter(([, faults]) => faults.length > 0))).toEqual({});
  });

  it('moves nothing for a person who asked for that', async () => {
    await stage.show('waiting');
    const motions = () =>
      stage.surface.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
    expect(await motions()).toBe(1);
    await stage.surface.prefer({ reducedMotion: true });
    expect(await motions()).toBe(0);
  });

  it.each(['window', 'settingsWrong', 'settingsLocked', 'connectionWorks'] as const)(
    'fits %s into 320 pixels, at 400 %',
    async (state) => {
      await stage.show(state);
      const { surface } = stage;
      try {
        await surface.evaluate(() => chrome.tabs.setZoom(4));
        await surface.waitFor(() => innerWidth <= 320, null, 'the zoom');
        expect(await surface.evaluate(layoutFaults)).toEqual([]);
      } finally {
        // The browser remembers it for all pages of the extension.
        await surface.evaluate(() => chrome.tabs.setZoom(0));
      }
    },
  );
});

describe('a popup at 200 %', SECOND_TRY, () => {
  beforeAll(() => world.driver.setZoom(2));

  it.each(['filledIn', 'errors', 'unsettled', 'removing', 'saved', 'peopleFound', 'longTexts'] as const)(
    'holds %s, with the focus in sight',
    async (state) => {
      await stage.show(state);
      expect(await stage.surface.evaluate(() => devicePixelRatio)).toBe(2);
      expect(await stage.surface.evaluate(layoutFaults)).toEqual([]);
      await stage.surface.waitFor(isFocusInSight, null, 'the focus in sight');
    },
  );

  it('keeps the next step of a failure in sight, however long its text', async () => {
    await stage.show('unsettled');
    expect(
      await stage.surface.evaluate(() => {
        const step = document.querySelector('[role="alert"] > button') as HTMLElement;
        const { left, right, top, bottom } = step.getBoundingClientRect();
        const corners = [left + 4, right - 4].flatMap((x) =>
          [top + 4, bottom - 4].map((y) => [x, y] as const),
        );
        return corners.every(([x, y]) => document.elementFromPoint(x, y) === step);
      }),
    ).toBe(true);
  });

  it('hides nothing of a failure that the keyboard reaches behind its next step', async () => {
    await store(world.driver, { settings: { sites: { '*': { transport: 'SOAP' } } } });
    // Without a ticket there is no SOAP either.
    world.crm.hasCurrentToken = false;
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForAlert(/What was tried[\s\S]*Open the settings/);
    // Scrolled to where the one lies over the other.
    await popup.evaluate(() => {
      const notice = document.querySelector('[role="alert"]') as HTMLElement;
      const tried = document.querySelector('[role="alert"] summary') as HTMLElement;
      notice.scrollTop += tried.getBoundingClientRect().bottom - notice.getBoundingClientRect().bottom + 12;
    });
    const focused = () => popup.evaluate(() => document.activeElement?.textContent);
    for (let presses = 0; presses < 8 && (await focused()) !== 'What was tried'; presses += 1)
      await popup.press('Shift+Tab');
    expect(await focused()).toBe('What was tried');
    await popup.waitFor(isFocusInSight, null, 'the focus in sight');
  });

  it('hides nothing that the keyboard reaches after a Save', async () => {
    await stage.show('saved');
    const { surface } = stage;
    for (let presses = 0; presses < 16; presses += 1) {
      await surface.press('Tab');
      await surface.waitFor(isFocusInSight, null, `the focus in sight, ${presses}`);
    }
  });
});

/** Runs in the document. */
function isFocusInSight(): boolean {
  const { activeElement } = document;
  if (!activeElement) return false;
  const { left, top, width, height } = activeElement.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return there?.contains(activeElement) ?? false;
}

/** What runs in the extension's pages uses of the browser's API. */
declare const chrome: { tabs: { setZoom(factor: number): Promise<void> } };

/** Runs in the document. */
async function violations(rules: object): Promise<string[]> {
  const results = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, rules);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** Runs in the document: controls whose border stands out too little from the ground (WCAG 1.4.11), which axe leaves out. */
function paleBorders(): string[] {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!paint) throw new Error('No canvas to mix colours on');
  const luminance = (...colors: string[]) => {
    for (const color of ['white', ...colors]) {
      paint.fillStyle = color;
      paint.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...paint.getImageData(0, 0, 1, 1).data].map((part) =>
      part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundsOf = (element: Element | null): string[] =>
    element ? [...groundsOf(element.parentElement), getComputedStyle(element).backgroundColor] : [];
  return [...document.querySelectorAll('input:not([type="checkbox"], [type="file"]), select')]
    .filter((control) => control.checkVisibility() && !control.matches(':disabled'))
    .flatMap((control) => {
      const grounds = groundsOf(control.parentElement);
      const ground = luminance(...grounds);
      const border = luminance(...grounds, getComputedStyle(control).borderTopColor);
      const ratio = (Math.max(ground, border) + 0.05) / (Math.min(ground, border) + 0.05);
      return ratio < 3
        ? [`${control.id || control.className}: the border's contrast is ${ratio.toFixed(2)}`]
        : [];
    });
}

/** Runs in the document: what is cut off, too small to hit, or read in another order than it is seen in. */
function layoutFaults(): string[] {
  const faults: string[] = [];
  const { documentElement: root } = document;
  if (root.scrollWidth > root.clientWidth)
    faults.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}`);
  for (const role of ['status', 'alert']) {
    const { length } = document.querySelectorAll(`[role="${role}"]`);
    if (length !== 1) faults.push(`${length} elements with the role ${role}`);
  }

  const nameOf = (element: Element) =>
    element.id || element.textContent.trim() || element.outerHTML.slice(0, 60);
  // What shows its whole text on hover may leave some of it out.
  const isWholeOnHover = (element: Element) => {
    const titled = element.closest<HTMLElement>('[title]');
    return titled !== null && titled.title === titled.textContent;
  };
  for (const element of document.querySelectorAll('body *:not(input, select, option, .unseen)')) {
    const { overflowX } = getComputedStyle(element);
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (
      (isText || overflowX !== 'visible') &&
      element.scrollWidth > element.clientWidth + 1 &&
      element.clientWidth > 0 &&
      !isWholeOnHover(element)
    )
      faults.push(`cut off: ${nameOf(element)}`);
  }

  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary')].filter(
    (element) => element.checkVisibility() && element.tabIndex >= 0 && !element.matches(':disabled'),
  );
  let before: { box: DOMRect; part: Element | null; name: string } | undefined;
  for (const stop of stops) {
    // A click on its label is a click on a checkbox.
    const box = (stop.closest('label') ?? stop).getBoundingClientRect();
    const name = nameOf(stop);
    if (box.width < 24 || box.height < 24)
      faults.push(`too small: ${name}, ${box.width.toFixed(1)} × ${box.height.toFixed(1)}`);
    // What scrolls, or stays in sight, is above or below the rest as it happens.
    const part = stop.closest('.notice, .actions, .stored, .outcome, form, header');
    if (before && part === before.part) {
      const isAbove = box.bottom <= before.box.top + 1;
      const isLeft =
        box.right <= before.box.left && box.top < before.box.bottom && box.bottom > before.box.top;
      if (isAbove || isLeft) faults.push(`seen before, but reached after ${before.name}: ${name}`);
    }
    before = { box, part, name };
  }
  return faults;
}

/** With the distances that a person may need (WCAG 1.4.12). */
async function withTextSpacing<T>(surface: Surface, act: () => Promise<T>): Promise<T> {
  await surface.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {
      line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    }
    p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
  });
  const result = await act();
  await surface.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  return result;
}
