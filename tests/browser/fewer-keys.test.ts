import { describe, expect, it } from 'vitest';
import { storedCredential } from '../crm/data.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { paste } from './states.ts';
import { inWorld, SECOND_TRY } from './world.ts';

declare const chrome: {
  tabs: { onUpdated: { addListener(onChange: (tabId: number) => void): void } };
};

/** What storing costs beyond the texts themselves, and what spares keys. */
describe('fewer keys', SECOND_TRY, () => {
  const world = inWorld();

  it('stores a first entry with 5 keys beyond its text at most, and begins the next form with its type', async () => {
    const { popup, fields } = await world.openOn('person');
    const keys = new CountedKeys(popup);
    await keys.waitForFocus('Type');
    await keys.type('imap');
    await keys.press('Tab');
    await keys.type('mail.fjordlys.example;jorg');
    await keys.press('Tab');
    await keys.waitForFocus('SecretValue');
    await keys.type('S3cret');
    await keys.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(keys.count).toBeLessThanOrEqual(5);
    await popup.close();

    const next = await world.open();
    const others = new CountedKeys(next.popup);
    await others.waitForFocus('PublicValue');
    expect((await next.fields.field('Type')).value).toBe('imap');
    await others.type('mail.fjordlys.example;jorg2');
    await others.press('Tab');
    await others.type('S3cret');
    await others.press('Enter');
    await next.fields.waitForStatus(/^Saved.*jorg2/);
    expect(others.count).toBe(2);
  });

  it('stores the second type for the same person with 6 keys beyond the secret at most', async () => {
    const { popup, fields } = await world.openOn('person');
    await save(popup, fields, { Comment: 'Shared', 'Valid to': '2031-12-31T08:00' });
    const keys = new CountedKeys(popup);
    await keys.press('Shift+Tab', 'Shift+Tab', 'Enter');
    await keys.waitForFocus('SecretValue');
    await keys.type('Other');
    await keys.press('Enter');
    await fields.waitForStatus(/^Saved: smtp/);
    expect(keys.count).toBeLessThanOrEqual(6);
    expect(world.heldAs('smtp.fjordlys.example;jorg')).toMatchObject([
      {
        AssociateId: 104,
        Type: 'smtp',
        SecretValue: 'Other',
        Comment: 'Shared',
        ValidTo: '2031-12-31T08:00:00',
      },
    ]);
  });

  it('stores the same for another person with 8 keys beyond name and secret at most', async () => {
    const { popup, fields } = await world.openOn('person');
    await save(popup, fields, { Comment: 'Shared' });
    const keys = new CountedKeys(popup);
    await keys.press('Shift+Tab', 'Enter');
    await keys.waitForFocus('Associate');
    expect((await fields.field('Public value')).value).toBe('imap.fjordlys.example;');
    await keys.type('sanne');
    await fields.waitForText(/#106/);
    await keys.press('ArrowDown', 'Enter', 'Tab', 'Tab', 'Tab');
    await keys.waitForFocus('SecretValue');
    await keys.type('Other');
    await keys.press('Enter');
    await fields.waitForStatus(/^Saved.*Sanne/);
    expect(keys.count).toBeLessThanOrEqual(8);
    expect(world.heldAs('imap.fjordlys.example;sanne')).toMatchObject([
      { AssociateId: 106, Type: 'imap', SecretValue: 'Other', Comment: 'Shared' },
    ]);
  });

  it('offers nothing like it where the secret of the next one is typed already', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    world.crm.fail('SaveUntrustedCredentialsForAssociate', 'slow');
    await fields.press('Enter');
    await fields.waitForStatus(/Saving/);
    await fields.fill('Secret value', 'of the next');
    world.crm.fail('SaveUntrustedCredentialsForAssociate', undefined);
    await fields.waitForStatus(/^Saved/);
    expect(await fields.text()).not.toMatch(/The same for another person/);
    expect((await fields.field('Secret value')).value).toBe('of the next');
    await fields.fill('Secret value', '');
  });

  it.each([
    ['imap.fjordlys.example;jorg;Nord;lys', 'imap.fjordlys.example;jorg', 'Nord;lys'],
    ['imap.fjordlys.example\tjorg\tNordlys\r\n', 'imap.fjordlys.example;jorg', 'Nordlys'],
    ['imap.fjordlys.example;jorg\tNordlys', 'imap.fjordlys.example;jorg', 'Nordlys'],
  ])(
    'offers to fill both fields from %j, and keeps none of it before',
    async (pasted, publicValue, secret) => {
      const { popup, fields } = await world.openOn('person');
      await fields.fill('Type', 'imap');
      await fields.waitForText(/Example/);
      await popup.evaluate(paste, pasted);
      await fields.waitForText(/Is this the public value/);
      expect((await fields.field('Public value')).value).toBe('');
      expect((await fields.field('Secret value')).value).toBe('');
      expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain(secret);
      await fields.press('Enter');
      await new CountedKeys(popup).waitForFocus('SecretValue');
      expect((await fields.field('Public value')).value).toBe(publicValue);
      expect((await fields.field('Secret value')).value).toBe(secret);
      expect((await fields.field('Secret value')).type).toBe('password');
    },
  );

  it('forgets a pasted secret as soon as anything else is done', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/Example/);
    const isOffered = async () => /Is this the public value/.test(await fields.text());
    await popup.evaluate(paste, 'imap.fjordlys.example;jorg;Nordlys');
    await expect.poll(isOffered).toBe(true);
    await fields.fill('Public value', 'x');
    await expect.poll(isOffered).toBe(false);
    await fields.fill('Public value', '');
    await fields.waitForText(/Example/);
    expect(await isOffered()).toBe(false);
  });

  it('takes what somebody else has for a model, for whoever is chosen in the end', async () => {
    world.crm.credentials.push(
      storedCredential({ AssociateId: 100, PublicValue: 'imap.nordlys.example;ase', Comment: '' }),
    );
    const { popup, fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/Example/);
    await fields.focus('Public value');
    await fields.press('ArrowDown');
    await fields.waitForText(/Use: imap\.nordlys\.example;jorg/);
    await fields.press('ArrowDown');
    await new CountedKeys(popup).waitForFocus('SecretValue');
    expect((await fields.field('Public value')).value).toBe('imap.nordlys.example;jorg');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/#106/);
    await fields.press('ArrowDown');
    await fields.press('Enter');
    await expect
      .poll(async () => (await fields.field('Public value')).value)
      .toBe('imap.nordlys.example;sanne');
  });

  it('pastes as it is what is meant so, and anything else without asking', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/Example/);
    await popup.evaluate(paste, 'imap.fjordlys.example;jorg;993');
    await fields.click('Paste it as it is');
    expect((await fields.field('Public value')).value).toBe('imap.fjordlys.example;jorg;993');
    await fields.fill('Public value', '');
    expect(await popup.evaluate(paste, 'imap.fjordlys.example;jorg')).toBe(true);
    expect(await fields.text()).not.toMatch(/Is this the public value/);
  });

  it('shows what somebody else has, by one key, and takes it over for this one by another', async () => {
    const { popup, fields } = await world.openOn('person');
    world.crm.credentials.push({
      AssociateId: 100,
      Type: 'ERP',
      PublicValue: 'erp.fjordlys.example;ase',
      SecretValue: 'hidden',
      Comment: '',
      ValidFrom: '2024-01-01T00:00:00',
      ValidTo: '9999-12-31T23:59:59',
      IsActive: true,
    });
    await fields.fill('Type', 'ERP');
    await fields.focus('Public value');
    await fields.press('ArrowDown');
    await fields.waitForText(/As for Åse Lindqvist: erp\.fjordlys\.example;ase/);
    await fields.press('ArrowDown');
    await new CountedKeys(popup).waitForFocus('SecretValue');
    expect((await fields.field('Public value')).value).toBe('erp.fjordlys.example;jorg');
    expect((await fields.field('Secret value')).value).toBe('');
  });

  it('undoes Clear until something else is typed', async () => {
    const { fields } = await world.openOn('person');
    const typed = { Type: 'imap', 'Public value': 'mail;jorg', Comment: 'Shared' };
    await world.fillIn(fields, typed);
    await fields.click('Clear');
    expect((await fields.field('Public value')).value).toBe('');
    await fields.click('Undo');
    for (const [name, value] of Object.entries(typed)) expect((await fields.field(name)).value).toBe(value);
    await fields.click('Clear');
    await fields.fill('Public value', 'another');
    await expect(fields.click('Undo')).rejects.toThrow(/0 parts/);
  });

  it('folds what most entries leave alone, and opens it for whoever comes into it or finds it wrong', async () => {
    const { popup, fields } = await world.openOn('person');
    const isOpen = () =>
      popup.evaluate(() => document.querySelector('[aria-controls="folded"]')?.getAttribute('aria-expanded'));
    const line = 'From today, no end · no comment';
    await fields.waitForText(/From today/);
    expect(await isOpen()).toBe('false');
    await fields.click(line);
    expect(await isOpen()).toBe('true');
    // Whoever opens it sees dates; times come when they are asked for.
    expect((await fields.field('Valid from')).type).toBe('date');
    await fields.click('In 30 days');
    expect((await fields.field('Valid to')).value).toMatch(/^\d{4}-\d\d-\d\d$/);
    await fields.click('Whole days');
    expect((await fields.field('Valid to')).value).toMatch(/T23:59$/);
    await fields.click('No end');
    expect((await fields.field('Valid to')).value).toBe('');
    await fields.click(line);
    expect(await isOpen()).toBe('false');
    await fields.fill('Valid to', '2020-01-01T08:00');
    await fields.click('Save');
    await fields.waitForText(/is before Valid from/);
    expect(await isOpen()).toBe('true');
    // Once it is saved, another entry begins.
    await world.fillIn(fields, { ...world.entry, 'Valid to': '' });
    await fields.fill('Comment', 'Shared mailbox');
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(await isOpen()).toBe('false');
  });

  it('generates a secret at once, shown, and copies it on a click', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.click('Generate');
    await fields.waitForText(/Length and characters/);
    const { value, type } = await fields.field('Secret value');
    expect(value).toHaveLength(24);
    expect(type).toBe('text');
    await fields.click('Copy');
    await fields.waitForText(/Copied\. The clipboard is emptied after 60 seconds/);
    await popup.close();
  });

  it('follows the tab from a window of its own, as long as nothing is typed there', async () => {
    const { popup } = await world.openOn('person');
    await popup.close();
    const id = await world.tab.tabId();
    const window = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    // The web client changes its address so, and loads nothing anew.
    const show = (page: 'person' | 'resourceDiary') =>
      world.tab.evaluate((address) => history.pushState(null, '', address), world.crm.pages[page]);
    try {
      const fields = form(window);
      await fields.waitForText(/Follow the tab/);
      await fields.click('Follow the tab');
      await show('resourceDiary');
      await window.waitFor(
        () => document.querySelector<HTMLInputElement>('#Associate')?.value.includes('#207') ?? false,
        null,
        'the associate of the page',
      );
      await fields.fill('Secret value', 'typed');
      await window.evaluate(noteChange, id);
      await show('person');
      await window.waitFor(() => document.title === 'changed', null, 'the change of the tab');
      await fields.fill('Secret value', '');
      expect((await fields.field('Associate')).value).toContain('#207');
    } finally {
      await window.close();
      await world.tab.bringToFront();
    }
  });

  async function save(popup: Surface, fields: Form, more: Readonly<Record<string, string>>): Promise<void> {
    await world.fillIn(fields, {
      Type: 'imap',
      'Public value': 'imap.fjordlys.example;jorg',
      'Secret value': 'S3cret',
      ...more,
    });
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    await new CountedKeys(popup).waitForFocus('status');
  }
});

/** Runs in the form: shows when the browser has told of a change in the tab, after the form has heard of it. */
function noteChange(id: number): void {
  chrome.tabs.onUpdated.addListener((tabId) => {
    if (tabId === id) document.title = 'changed';
  });
}

/** The keys of a person, apart from those of texts. */
class CountedKeys {
  count = 0;

  constructor(readonly surface: Surface) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.surface.press(key);
    this.count += keys.length;
  }

  async type(text: string): Promise<void> {
    await this.surface.evaluate((text) => {
      document.execCommand('insertText', false, text);
    }, text);
  }

  waitForFocus(id: string): Promise<void> {
    return this.surface.waitFor((id) => document.activeElement?.id === id, id, `the focus on ${id}`);
  }
}
