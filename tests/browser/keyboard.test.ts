import { describe, expect, it } from 'vitest';
import type { Surface } from '../driver/driver.ts';
import { form } from '../driver/form.ts';
import { inWorld, SECOND_TRY } from './world.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const STORED = 'imap.alt.example/jorg.mt';

/** Every path by keyboard alone: no mouse, nothing addressed by its name, only keys and what has the focus. */
describe('the keyboard', SECOND_TRY, () => {
  const world = inWorld();

  /** The form on a page, with nothing typed before. */
  async function open(page: 'person' | 'companyOnly' = 'person') {
    const { popup, fields } = await world.openOn(page);
    return { popup, fields, keys: new Keys(popup) };
  }

  it('begins in the first field that is empty', async () => {
    const { popup, keys } = await open();
    await keys.waitForFocus('Type');
    await keys.type('imap');
    await popup.close();
    const draft = (await world.open()).popup;
    await new Keys(draft).waitForFocus('Public value');
    await draft.close();
    await world.tab.goto(world.crm.pages.companyOnly);
    await new Keys((await world.open()).popup).waitForFocus('Associate');
  });

  it('fills in and saves, and is ready for the next one after one Tab', async () => {
    const { fields, keys } = await open();
    await keys.waitForFocus('Type');
    await keys.type(world.entry.Type);
    await keys.tabTo('Public value');
    await keys.type(world.entry['Public value']);
    await keys.tabTo('Secret value');
    await keys.type('S3cret');
    await keys.tabTo('Active');
    await keys.press('Space');
    await keys.tabTo('Save');
    await keys.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { SecretValue: 'S3cret', IsActive: false },
    ]);
    await keys.waitForFocus(/^Saved/);
    await keys.press('Tab');
    await keys.waitForFocus('Public value');
  });

  it('goes to the first wrong field after a Save that cannot be', async () => {
    const { fields, keys } = await open();
    await keys.type('imap');
    await keys.press('Enter');
    await keys.waitForFocus('Public value');
    expect((await fields.field('Public value')).invalid).toBe(true);
    expect(world.saves()).toBe(0);
  });

  it('searches and chooses an associate, or leaves the one that is chosen', async () => {
    const { fields, keys } = await open('companyOnly');
    await keys.waitForFocus('Associate');
    await keys.type('sanne');
    await fields.waitForText(/#106/);
    await keys.press('ArrowDown', 'Enter');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
    await keys.type('e');
    await fields.waitForText(/#112/);
    await keys.press('Escape');
    await keys.press('Tab');
    await keys.waitForFocus('Type');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
  });

  it('chooses a type', async () => {
    const { fields, keys } = await open();
    await keys.waitForFocus('Type');
    await keys.press('ArrowDown', 'ArrowDown', 'Enter');
    expect((await fields.field('Type')).value).toBe('smtp');
    await keys.waitForFocus('Type');
    await fields.waitForText(/smtp\.fjordlys/);
  });

  it('edits an entry, and switches it off', async () => {
    const { fields, keys } = await open();
    await keys.type('imap');
    await fields.waitForText(new RegExp(STORED));
    await keys.tabTo('Edit', STORED);
    await keys.press('Enter');
    await keys.waitForFocus('Secret value');
    expect((await fields.field('Public value')).value).toBe(STORED);
    await keys.tabTo('Switch off', STORED);
    await keys.press('Space');
    // Whoever presses a key twice has switched nothing off.
    await keys.waitForFocus('Keep');
    await keys.press('Enter');
    await keys.waitForFocus('Switch off', STORED);
    await keys.press('Enter');
    await keys.tabTo('Enter it', STORED, 'Shift+Tab');
    await keys.press('Enter');
    await keys.waitForFocus('Secret value');
    expect((await fields.field('Active')).checked).toBe(false);
  });

  it('removes an entry, and keeps it', async () => {
    const { fields, keys } = await open();
    await keys.type('imap');
    await fields.waitForText(new RegExp(STORED));
    await keys.tabTo('Remove', STORED);
    await keys.press('Enter');
    // Whoever presses Enter twice has removed nothing.
    await keys.waitForFocus('Keep');
    await keys.press('Enter');
    await keys.waitForFocus('Remove', STORED);
    expect(world.heldAs(STORED)).toHaveLength(1);

    await keys.press('Enter');
    await keys.waitForFocus('Keep');
    await keys.press('Shift+Tab');
    await keys.waitForFocus('Remove');
    await keys.press('Enter');
    await keys.waitForFocus(/^Removed/);
    expect(world.heldAs(STORED)).toEqual([]);
  });

  it('stops waiting for a Save, and asks how it ended', async () => {
    const { fields, keys } = await open();
    await world.fillIn(fields, world.entry);
    await fields.waitForText(new RegExp(STORED));
    world.crm.fail(SAVE, 'slow');
    await keys.press('Enter');
    await fields.waitForStatus(/Waiting/);
    await keys.tabTo('Cancel');
    await keys.press('Enter');
    await keys.waitForFocus('Check again');
    world.crm.fail(SAVE, undefined);
    await keys.press('Enter');
    await keys.waitForFocus(/^Saved/);
  });

  it('stops waiting for the form, and tries again', async () => {
    await (await open()).popup.close();
    world.crm.fail('currentPrincipal', 'slow');
    const { popup, fields } = await world.open();
    const keys = new Keys(popup);
    await fields.waitForText(/Waiting for SuperOffice/);
    await keys.tabTo('Cancel');
    await keys.press('Enter');
    await keys.waitForFocus('Try again');
    world.crm.fail('currentPrincipal', undefined);
    await keys.press('Enter');
    await keys.waitForFocus('Type');
  });

  it('opens and closes help, and generates a secret', async () => {
    const { fields, keys } = await open();
    await keys.tabTo('Help');
    await keys.press('Enter');
    expect((await fields.field('Type')).description).toMatch(/system or connector that uses/);
    await keys.press('Space');
    expect((await fields.field('Type')).description).not.toMatch(/system or connector that uses/);
    await keys.tabTo('Generate');
    await keys.press('Enter');
    await fields.waitForText(/Length and characters/);
    expect((await fields.field('Secret value')).value).toHaveLength(24);
    await keys.tabTo('Length and characters');
    await keys.press('Enter');
    await keys.tabTo('Length');
    await keys.type('33');
    await keys.tabTo('Generate and fill in');
    await keys.press('Enter');
    expect((await fields.field('Secret value')).value).toHaveLength(33);
  });

  it('clears the form, and begins again', async () => {
    const { fields, keys } = await open();
    await world.fillIn(fields, world.entry);
    await keys.tabTo('Clear');
    await keys.press('Enter');
    await keys.waitForFocus('Type');
    expect((await fields.field('Public value')).value).toBe('');
  });

  it('agrees to a site that is not encrypted, and goes on in the form', async () => {
    const elsewhere = `http://[::ffff:127.0.0.1]:${new URL(world.crm.origin).port}`;
    await world.tab.goto(`${world.crm.pages.signIn.replace(world.crm.origin, elsewhere)}?user=ASE`);
    await world.tab.goto(world.crm.pages.person.replace(world.crm.origin, elsewhere));
    const { popup } = await world.open();
    const keys = new Keys(popup);
    await keys.waitForFocus('Type');
    await keys.tabTo('Send unencrypted to this site');
    await keys.press('Enter');
    await keys.waitForFocus('Type');
  });

  it('opens the settings, which can be set, checked and left by keys', async () => {
    await world.tab.goto(world.crm.pages.person);
    const id = await world.tab.tabId();
    const { popup, keys } = await open();
    await keys.tabTo('Settings');
    await popup.close();
    const page = await world.driver.extensionPage(`options/index.html?tab=${id}`);
    try {
      const there = new Keys(page);
      await there.tabTo('Default type');
      await there.type('x'.repeat(255));
      await there.press('Enter');
      await there.waitForFocus('Default type');
      await there.tabTo('Check this connection');
      await there.press('Enter');
      await form(page).waitForText(/Copy report/);
      await there.tabTo('Copy report');
    } finally {
      await page.close();
      await world.tab.bringToFront();
    }
  });

  it.each(['Tab', 'Shift+Tab'] as const)('goes round by %s, in sight at every stop', async (key) => {
    const { fields, keys } = await open();
    await world.fillIn(fields, { ...world.entry, 'Secret value': '' });
    await fields.waitForText(new RegExp(STORED));
    await keys.press('Enter');
    await keys.waitForFocus('Secret value');
    const stops = await keys.round(key);
    const expected = [
      'Help',
      'Settings',
      'Open in a window',
      'Associate',
      'Type',
      'Public value',
      'Secret value',
      'Generate',
      'Show secret',
      'Save without a secret',
      'From today, no end · no comment',
      'Comment',
      'Valid from',
      'Valid to',
      'Whole days',
      'In 30 days',
      'In 90 days',
      'In 365 days',
      'No end',
      'Active',
      ...Array.from({ length: 3 }, () => ['Edit', 'Switch off', 'Remove']).flat(),
      'Many at once…',
      'Clear',
      'Save',
    ];
    const from = expected.indexOf('Secret value');
    const onwards = [...expected.slice(from + 1), ...expected.slice(0, from)];
    expect(stops).toEqual(key === 'Tab' ? onwards : onwards.reverse());
  });
});

/** The keys of a person who uses nothing else, and sees where the focus is. */
class Keys {
  constructor(readonly surface: Surface) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.surface.press(key);
  }

  /** In place of what is there. */
  async type(text: string): Promise<void> {
    await this.surface.evaluate((text) => {
      (document.activeElement as HTMLInputElement).select();
      document.execCommand('insertText', false, text);
    }, text);
  }

  /** Until what has the focus is called so, and belongs to the row with that text. */
  async tabTo(name: string, row?: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < 80; presses++) {
      await this.surface.press(key);
      const stop = await this.surface.evaluate(focused);
      if (stop.name === name && (row === undefined || stop.row.includes(row))) return;
      passed.push(stop.name);
    }
    throw new Error(`No way to ${name} by ${key}, only to ${passed.join(', ')}`);
  }

  async waitForFocus(name: string | RegExp, row = ''): Promise<void> {
    const { source } = typeof name === 'string' ? new RegExp(`^${name}$`) : name;
    await this.surface.waitFor(
      hasFocus as (on: { source: string; row: string }) => boolean,
      { source, row },
      `the focus on ${name}`,
    );
  }

  /** Once round the whole form and back: where the focus was seen to be. */
  async round(key: 'Tab' | 'Shift+Tab'): Promise<string[]> {
    const names: string[] = [];
    await this.surface.evaluate(() => document.activeElement?.setAttribute('data-start', ''));
    for (let presses = 0; presses < 60; presses++) {
      await this.surface.press(key);
      const stop = await this.surface.evaluate(focused);
      if (stop.isStart) return names;
      // Between the last and the first the browser itself has its turn, and dates are of several parts.
      if (stop.name === '' || stop.name === names.at(-1)) continue;
      if (!stop.isSeen) throw new Error(`The focus cannot be seen on ${stop.name}`);
      names.push(stop.name);
    }
    throw new Error(`No way back: ${names.join(', ')}`);
  }
}

/** Runs in the document: what has the focus, by its name, and whether that can be seen. */
async function focused(): Promise<{ name: string; row: string; isStart: boolean; isSeen: boolean }> {
  // Firefox scrolls to it in the next frame.
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  const element = document.activeElement as HTMLInputElement;
  if (element === document.body) return { name: '', row: '', isStart: false, isSeen: false };
  const [label] = element.labels ?? [];
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  const name = element.getAttribute('aria-label') ?? (label ?? element).textContent;
  return {
    name: name.replace(/\s+/g, ' ').trim(),
    row: element.closest('li')?.textContent ?? '',
    isStart: element.hasAttribute('data-start'),
    isSeen:
      outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && (there?.contains(element) ?? false),
  };
}

/** Runs in the document. */
function hasFocus({ source, row }: { source: string; row: string }): boolean {
  const element = document.activeElement as HTMLInputElement | null;
  if (!element || element === document.body) return false;
  const name = element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).textContent;
  const { textContent } = element.closest('li') ?? document.body;
  return new RegExp(source).test(name.trim()) && textContent.includes(row);
}
