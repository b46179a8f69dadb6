import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { form } from '../driver/form.ts';
import { lastRelease } from '../releases/last.ts';
import { inWorld } from './world.ts';

/** What runs in the extension's pages uses of the browser's API. */
declare const chrome: {
  runtime: { getManifest(): { version: string } };
  storage: { session: { set(items: object): Promise<void> } };
};

const versionOf = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).version;

/** From the last release to this one, in the same profile: what people have left there is theirs. */
describe('an update', () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyring-update-'));
  unpackLastRelease(folder);
  afterAll(() => rmSync(folder, { recursive: true }));
  const world = inWorld({ extension: folder });

  it('keeps settings and a draft, though not what is in memory', async () => {
    const { entry } = world;
    const { popup } = await world.openOn('person');
    await popup.close();
    const settings = await world.driver.extensionPage(`options/index.html?tab=${await world.tab.tabId()}`);
    expect(await settings.evaluate(() => chrome.runtime.getManifest().version)).toBe(versionOf(folder));
    const { waitForField, fill, click, waitForStatus } = form(settings);
    await waitForField('Valid for (days)');
    await fill('Valid for (days)', '30');
    await click('Save');
    await waitForStatus(/^Saved: settings for http/);
    // To see that the update below is as hard as the browser's own, which empties this.
    await settings.evaluate(() => chrome.storage.session.set({ memory: 'of the last release' }));
    await settings.close();

    const before = await world.openOn('person');
    await world.fillIn(before.fields, { ...entry, Comment: 'half done' });
    // In Firefox release 0.1.0 loses what it still writes when its popup closes.
    await expect
      .poll(async () => JSON.stringify((await world.driver.storages()).local))
      .toContain('half done');
    await before.popup.close();

    rmSync(folder, { recursive: true });
    cpSync('dist', folder, { recursive: true });
    await world.driver.reinstall();
    expect((await world.driver.storages()).session).not.toHaveProperty('memory');

    const after = await world.open();
    await after.fields.waitForField('Associate');
    expect(await after.popup.evaluate(() => chrome.runtime.getManifest().version)).toBe(versionOf('dist'));
    for (const [field, value] of Object.entries({ ...entry, 'Secret value': '', Comment: 'half done' }))
      expect((await after.fields.field(field)).value, field).toBe(value);
    await after.fields.fill('Secret value', entry['Secret value']);
    await after.fields.click('Save');
    await after.fields.waitForStatus(/^Saved/);
    expect(world.heldAs(entry['Public value'])).toMatchObject([{ Comment: 'half done' }]);

    // What comes next begins as the settings say.
    await after.fields.click('Clear');
    const inThirtyDays = await world.tab.evaluate(() => {
      const day = new Date();
      day.setDate(day.getDate() + 30);
      return day.toLocaleDateString('sv'); // yyyy-MM-dd
    });
    expect((await after.fields.field('Valid to')).value).toBe(`${inThirtyDays}T23:59`);
  });
});

/** To Firefox an extension of another id would be another one: release 0.1.0, which no store had, went by one of nobody's domain. */
function unpackLastRelease(folder: string): void {
  for (const [path, content] of Object.entries(lastRelease())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const manifest = join(folder, 'manifest.json');
  const { id } = JSON.parse(readFileSync('dist/manifest.json', 'utf8')).browser_specific_settings.gecko;
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace('keyring@superoffice-extensions.example', id),
  );
}
