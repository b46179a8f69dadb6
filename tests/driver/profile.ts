import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';

/** A browser in a profile folder of its own, and the end of both. */
export interface OwnBrowser {
  browser: Browser;
  /** Fulfilled when the browser's process has ended. */
  closed: Promise<void>;
  /** Closes the browser, by force if it does not do so itself, and removes the profile. */
  close(): Promise<void>;
}

const GRACE = 5_000;
// A browser's processes may write for a moment after the first of them has ended.
const PERSISTENTLY = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 };

/** Starts a browser in a new profile folder. */
export async function startInOwnProfile(start: (profile: string) => Promise<Browser>): Promise<OwnBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'keyring-browser-'));
  // When this process ends early, puppeteer kills the browser but leaves its profile.
  const removeAtExit = () => rmSync(profile, PERSISTENTLY);
  process.once('exit', removeAtExit);
  const remove = async () => {
    await rm(profile, PERSISTENTLY);
    process.off('exit', removeAtExit);
  };

  let browser: Browser;
  try {
    browser = await start(profile);
  } catch (error) {
    await remove();
    throw error;
  }
  // Its turn comes after puppeteer's now.
  process.off('exit', removeAtExit);
  process.once('exit', removeAtExit);
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
        await remove();
      }
    },
  };
}
