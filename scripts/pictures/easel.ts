import { readFileSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { ensureBrowser } from '../browsers.ts';

/** The size that the stores ask for. */
export const SIZE = { width: 1280, height: 800 };

const CAPTION = 76;
const TOOLBAR = 44;
/** The height of a picture that is left for the page. */
export const PAGE_HEIGHT = SIZE.height - CAPTION - TOOLBAR;

/** The middle of the icon in the toolbar. */
export const ICON: Point = { x: SIZE.width - 44, y: CAPTION + TOOLBAR / 2 };
/** Where the popup hangs in a picture: its right upper corner. */
const POPUP = { right: 20, top: CAPTION + TOOLBAR - 4 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A window of a browser, and the caption over it. */
export interface View {
  readonly caption: string;
  readonly address: string;
  readonly page: Buffer;
  readonly popup?: Buffer | undefined;
  readonly dark?: boolean;
  readonly pointer?: Point | undefined;
}

const STYLE = `
  * { box-sizing: border-box; margin: 0 }
  body { width: ${SIZE.width}px; height: ${SIZE.height}px; overflow: hidden; font-family: system-ui, sans-serif; background: #fff }
  h1 { height: ${CAPTION}px; display: grid; place-content: center; font-size: 31px; white-space: nowrap; color: #fff; background: #0b5c56 }
  .bar { height: ${TOOLBAR}px; display: flex; align-items: center; gap: 18px; padding: 0 32px; background: #e3e7ea; color: #35424c }
  .bar p { flex: 1; padding: 5px 16px; border-radius: 15px; font-size: 14px; background: #fff }
  .bar img { width: 24px; height: 24px }
  .dark .bar { background: #2b3036; color: #dfe4e8 } .dark .bar p { background: #1b1f23 }
  .popup { position: absolute; right: ${POPUP.right}px; top: ${POPUP.top}px; border-radius: 8px; box-shadow: 0 6px 22px #0008, 0 0 0 1px #0003 }
  .pointer { position: absolute; width: 26px }`;

const POINTER = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 2v17l4.6-4.3 3 7 3.2-1.4-3-6.8H18z" fill="#111" stroke="#fff" stroke-width="1.6"/></svg>`;

const dataUrl = (type: string, content: Buffer | string) =>
  `data:image/${type};base64,${Buffer.from(content).toString('base64')}`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Draws windows of a browser: browsers that are driven have no window that could be pictured. */
export class Easel {
  private constructor(
    readonly browser: Browser,
    readonly sheet: Page,
  ) {}

  static async start(): Promise<Easel> {
    const browser = await puppeteer.launch({
      executablePath: await ensureBrowser('chromium'),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const sheet = await browser.newPage();
    await sheet.setViewport(SIZE);
    return new Easel(browser, sheet);
  }

  /** The picture as PNG, 1280 × 800. */
  async draw({ caption, address, page, popup, dark, pointer }: View): Promise<Buffer> {
    const icon = dataUrl('png', readFileSync(new URL('../../icons/48.png', import.meta.url)));
    await this.sheet.setContent(`<style>${STYLE}</style>
      <body class="${dark ? 'dark' : ''}"><h1>${escaped(caption)}</h1>
      <div class="bar"><p>${escaped(address)}</p><img src="${icon}"></div>
      <img src="${dataUrl('png', page)}">
      ${popup ? `<img class="popup" src="${dataUrl('png', popup)}">` : ''}
      ${pointer ? `<img class="pointer" style="left: ${pointer.x - 4}px; top: ${pointer.y - 2}px" src="${dataUrl('svg+xml', POINTER)}">` : ''}`);
    return Buffer.from(await this.sheet.screenshot());
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Gives the place in a picture of a point in the popup, which has this width. */
export function inPopup({ x, y }: Point, width: number): Point {
  return { x: SIZE.width - POPUP.right - width + x, y: POPUP.top + y };
}

/** Gives the place in a picture of a point in the page. */
export function inPage({ x, y }: Point): Point {
  return { x, y: CAPTION + TOOLBAR + y };
}
