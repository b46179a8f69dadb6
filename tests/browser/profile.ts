import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';

/** A browser in a profile folder of its own, and the end of both. */
export interface OwnBrowser {
  browser: Browser;
  closed: Promise<void>;
  close(): Promise<void>;
}

const GRACE = 5_000;

/** Starts a browser in a new profile folder, which is removed with it, also when this process ends first. */
export async function startInOwnProfile(start: (profile: string) => Promise<Browser>): Promise<OwnBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'keyring-browser-'));
  // puppeteer kills the browser when this process exits, but then leaves a temporary profile behind
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

  let browser: Browser;
  try {
    browser = await start(profile);
  } catch (error) {
    remove();
    throw error;
  }
  process.once('exit', remove);
  const child = browser.process();
  const closed = new Promise<void>((resolve) => child?.once('exit', () => resolve()));

  return {
    browser,
    closed,
    async close() {
      const kill = setTimeout(() => child?.kill('SIGKILL'), GRACE);
      try {
        await browser.close();
        await closed;
      } finally {
        clearTimeout(kill);
        process.off('exit', remove);
        remove();
      }
    },
  };
}
