import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../../tests/browser/states.ts';
import type { Easel, Point, View } from './easel.ts';

/** The stage as it looks, without a caption. */
export type Shot = Pick<View, 'address' | 'page' | 'popup'>;

/** Takes what the stage shows, for the easel. */
export class Camera {
  constructor(
    readonly stage: Stage,
    readonly easel: Easel,
  ) {}

  /** The CRM's page, with the popup over it or without; or the extension's own page. */
  async take(where: 'popup' | 'page' | 'crm'): Promise<Shot> {
    const { stage } = this;
    // Chromium names the extension in place of the address of an extension's page.
    if (where === 'page')
      return {
        address: stage.words.text('name'),
        page: await pictureOf((path) => stage.surface.screenshot(path)),
      };
    if (where === 'popup') await stage.surface.evaluate(speakInDates);
    const popup = where === 'popup' ? await pictureOf((path) => stage.surface.screenshot(path)) : undefined;
    const page = await pictureOf((path) => stage.tab.screenshot(path));
    return { address: await stage.tab.url(), page, popup };
  }

  /** The middle of a button on the surface, by its text. */
  button(name: string): Promise<Point & { readonly width: number }> {
    return this.stage.surface.evaluate((text) => {
      const button = [...document.querySelectorAll('button')].find(
        (each) => each.checkVisibility() && each.textContent.trim() === text,
      );
      if (!button) throw new Error(`No button is called ${text}`);
      const { left, top, width, height } = button.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2, width: innerWidth };
    }, name);
  }
}

async function pictureOf(take: (path: string) => Promise<void>): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-picture-'));
  try {
    await take(join(folder, 'raw.png'));
    return readFileSync(join(folder, 'raw.png'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs in the popup, and has its date fields drawn as browsers of its language draw them. Chromium draws a field with a
 * `max` before the field is in the page, and so before it has a language (measured in 156). Where language packs are
 * installed, both look the same.
 */
function speakInDates(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type^="date"]')) {
    const { type, value } = input;
    input.type = 'text';
    input.type = type;
    input.value = value;
  }
}
