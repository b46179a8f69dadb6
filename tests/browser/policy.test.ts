import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBrowser } from '../../scripts/browsers.ts';
import type { Policy } from '../../src/settings.ts';
import type { Driver } from '../driver/driver.ts';
import { form } from '../driver/form.ts';
import { skipped } from '../skipped.ts';
import { BROWSER, inWorld } from './world.ts';

/** What the functions that run in the extension's pages use of the browser's API. */
declare const chrome: {
  storage: {
    managed: { get(): Promise<object> };
    local: { set(items: object): Promise<void> };
    onChanged: { addListener(listener: () => void): void };
  };
};

const POLICY: Policy = {
  sites: {
    '*': { defaultType: 'erp', validityDays: 90, applicationToken: 'Fleet-Key-1' },
    // Of an address with dots, slashes and a port, nothing may be lost on the way.
    'https://crm.fjordlys.example:8443/SuperOffice': { transport: 'REST', servicesPath: '/NetServer/Remote' },
    // A value that cannot be takes nothing else along.
    'https://crm.nordkai.example/SuperOffice': { transport: 'soap' as 'SOAP' },
  },
  types: ['erp', 'imap'],
  windowTitle: 'Credentials of Fjordlys AS',
  refuseHttp: true,
  manyAtOnce: 'readOnly',
};

/** A copy of the extension with a folder and ids of its own: a policy for it concerns no other browser's extension. */
interface Copy {
  readonly folder: string;
  readonly geckoId: string;
}

/** An administrator's policy in the browser's own file, which needs the rights of an administrator. */
if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  skipped('a policy', 'it needs Linux, and root to write where the browser reads policies');
} else {
  describe('a policy', () => {
    const id = randomUUID();
    const copy: Copy = {
      folder: join(realpathSync(tmpdir()), `keyring-policy-${id}`),
      geckoId: `${id}@keyring.example`,
    };
    publishPolicy(copy);
    const world = inWorld({ extension: copy.folder });
    beforeAll(async () => {
      // Chromium hands an extension its policy some seconds after installing it.
      const page = await world.driver.extensionPage('manifest.json');
      await page.evaluate(async () => {
        const { managed, onChanged } = chrome.storage;
        const changed = new Promise<void>((resolve) => onChanged.addListener(resolve));
        if (Object.keys(await managed.get()).length === 0) await changed;
      });
      await page.close();
    });

    it('reaches the extension as it was written', async () => {
      const page = await world.driver.extensionPage('manifest.json');
      const policy = await page.evaluate(() => chrome.storage.managed.get());
      await page.close();
      expect(policy).toEqual(POLICY);
    });

    it('sets type and end of validity, whatever the person has set', async () => {
      const page = await world.driver.extensionPage('manifest.json');
      await page.evaluate(() =>
        chrome.storage.local.set({ settings: { sites: { '*': { defaultType: 'smtp', validityDays: 1 } } } }),
      );
      await page.close();
      const { fields } = await world.openOn('person');
      const end = await world.tab.evaluate((days) => {
        const day = new Date();
        day.setDate(day.getDate() + days);
        return day.toLocaleDateString('sv'); // yyyy-MM-dd
      }, 90);
      expect((await fields.field('Type')).value).toBe('erp');
      expect((await fields.field('Valid to')).value).toBe(`${end}T23:59`);
    });

    it('gives the form’s window its title', async () => {
      const { popup } = await world.openOn('person');
      expect(await popup.evaluate(() => document.title)).toBe('Credentials of Fjordlys AS');
    });

    it('lets the page for many show who has what, of the allowed types, and no more', async () => {
      const { popup } = await world.openOn('person');
      await popup.close();
      const page = await world.driver.extensionPage(`batch/index.html?tab=${await world.tab.tabId()}`);
      const fields = form(page);
      await fields.waitForField('erp');
      await fields.click('Ask');
      await fields.waitForStatus(/^Found: [23] entries/);
      expect(await fields.text()).not.toMatch(/Remove|Renew/);
      await fields.click('Store for many');
      await fields.waitForText(/Your administrator allows you to look, but not to store for many\./);
      expect(await fields.text()).not.toMatch(/Table/);
      await page.close();
      await world.tab.bringToFront();
    });

    it('offers the allowed types and refuses any other at its field', async () => {
      const { popup, fields } = await world.openOn('person');
      await fields.fill('Type', '');
      await popup.waitFor(
        () => document.querySelectorAll('[role="option"]').length > 0,
        null,
        'the options of Type',
      );
      expect(
        await popup.evaluate(() =>
          [...document.querySelectorAll('[role="option"]')].map((option) => option.textContent.trim()),
        ),
      ).toEqual(['erp', 'imap']);
      await world.fillIn(fields, { ...world.entry, Type: 'smtp' });
      await fields.click('Save');
      await fields.waitForText(/Your administrator does not allow this type\./);
      expect(await fields.field('Type')).toMatchObject({ value: 'smtp', invalid: true });
      expect(world.saves()).toBe(0);
    });

    it('puts its application token into the request', async () => {
      const { fields } = await world.openOn('person');
      await world.fillIn(fields, world.entry);
      await fields.click('Save');
      await fields.waitForStatus(/^Saved/);
      const save = world.crm.requests.find(
        ({ operation }) => operation === 'SaveUntrustedCredentialsForAssociate',
      );
      expect(save?.body).toMatch(/<(\w+:)?ApplicationToken>Fleet-Key-1</);
    });

    it('refuses an unencrypted site without asking', async () => {
      // The demo CRM again, but by an address that does not say loopback.
      const { port } = new URL(world.crm.origin);
      const elsewhere = `http://[::ffff:127.0.0.1]:${port}`;
      const there = (page: string) => page.replace(world.crm.origin, elsewhere);
      await world.tab.goto(`${there(world.crm.pages.signIn)}?user=ASE`);
      await world.tab.goto(there(world.crm.pages.person));
      world.crm.requests.length = 0;
      const { fields } = await world.open();
      await fields.waitForAlert(/not encrypted, and your administrator does not allow that/);
      // The picture of the tab is the browser's own question.
      const asked = world.crm.requests.map(({ path }) => path).filter((path) => path !== '/favicon.ico');
      expect(asked).toEqual([]);
    });
  });
}

/** Sets the policy for the tests of the enclosing suite, and takes it away after them. */
function publishPolicy(copy: Copy): void {
  let withdraw: (() => void) | undefined;
  beforeAll(async () => {
    copyExtension(copy);
    withdraw = await PUBLISH[BROWSER](copy, POLICY);
    process.once('exit', withdraw);
  });
  afterAll(() => {
    if (withdraw) process.off('exit', withdraw);
    withdraw?.();
    rmSync(copy.folder, { recursive: true, force: true });
  });
}

function copyExtension({ folder, geckoId }: Copy): void {
  cpSync('dist', folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.browser_specific_settings.gecko.id = geckoId;
  writeFileSync(path, JSON.stringify(manifest));
}

/** How an extension is given a policy; what comes back takes it away again. */
const PUBLISH: { readonly [N in Driver['name']]: (to: Copy, policy: Policy) => Promise<() => void> } = {
  // https://www.chromium.org/administrators/configuring-policy-for-extensions/
  async chromium({ folder }, policy) {
    const version = execFileSync(await ensureBrowser('chromium'), ['--version'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const brand = CHROMIUM_BRANDS.find(([title]) => version.startsWith(title));
    if (!brand) throw new Error(`Where does this browser read policies? ${version}`);
    const path = join(brand[1], 'policies', 'managed', `${basename(folder)}.json`);
    return writeForNow(path, { '3rdparty': { extensions: { [chromiumId(folder)]: policy } } });
  },
  async firefox({ geckoId }, policy) {
    try {
      // https://firefox-admin-docs.mozilla.org/reference/policies/3rdparty/
      return writeForNow('/etc/firefox/policies/policies.json', {
        policies: { '3rdparty': { Extensions: { [geckoId]: policy } } },
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // There is one such file for all, and this machine has it already. The other road is a file for each extension:
      // https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Native_manifests#managed_storage_manifests
      return writeForNow(`/usr/lib/mozilla/managed-storage/${geckoId}.json`, {
        name: geckoId,
        description: 'a test',
        type: 'storage',
        data: policy,
      });
    }
  },
};

/** What `--version` begins with, and the folder for policies; the longer name first. */
const CHROMIUM_BRANDS = [
  ['Google Chrome for Testing', '/etc/opt/chrome_for_testing'],
  ['Google Chrome', '/etc/opt/chrome'],
  ['Microsoft Edge', '/etc/opt/edge'],
  ['Chromium', '/etc/chromium'],
] as const;

/** The id of an unpacked extension without a key: of its path, in the letters a to p. */
function chromiumId(folder: string): string {
  const hex = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return [...hex].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

/** Writes a new file; what comes back removes it, and the folders that were made for it. */
function writeForNow(path: string, content: object): () => void {
  const firstMade = mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content), { flag: 'wx' });
  return () => {
    rmSync(path, { force: true });
    let folder = dirname(path);
    while (firstMade && folder.startsWith(firstMade) && readdirSync(folder).length === 0) {
      rmdirSync(folder);
      folder = dirname(folder);
    }
  };
}
