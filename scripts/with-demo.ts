import process from 'node:process';
import { type Crm, startCrm } from '../tests/crm/server.ts';
import { type CrmTab, type Driver, launch } from '../tests/driver/driver.ts';

/** The options of every demo (`util.parseArgs`). */
export const DEMO_OPTIONS = { firefox: { type: 'boolean' }, headless: { type: 'boolean' } } as const;

/** The demo CRM, and a browser with the extension that shows an employee's page of it, signed in. */
export interface Demo {
  readonly crm: Crm;
  readonly driver: Driver;
  readonly tab: CrmTab;
  /** True where nobody can look at the browser. */
  readonly headless: boolean;
}

/**
 * Starts the demo CRM and a browser on it, and ends both when `use` has ended.
 * @param extension folder with the unpacked extension
 */
export async function withDemo<T>(
  extension: string,
  options: { readonly firefox?: boolean | undefined; readonly headless?: boolean | undefined },
  use: (demo: Demo) => Promise<T>,
): Promise<T> {
  const hasDisplay =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const headless = options.headless ?? !hasDisplay;
  const crm = await startCrm();
  try {
    const driver = await launch(options.firefox ? 'firefox' : 'chromium', { extension, headless });
    try {
      const tab = await driver.openTab(`${crm.pages.signIn}?user=ASE`);
      await tab.goto(crm.pages.person);
      return await use({ crm, driver, tab, headless });
    } finally {
      await driver.close();
    }
  } finally {
    await crm.close();
  }
}
