import { describe, expect, it } from 'vitest';
import type { Associate } from '../crm/data.ts';
import { form } from '../driver/form.ts';
import { inWorld } from './world.ts';

/** The whole life of a stored credential, through the real toolbar popup. */
describe('stored credentials', () => {
  const world = inWorld();

  /** The popup with the list of a type, once it is there. */
  async function openList(type: string, shows: RegExp) {
    const opened = await world.openOn('person');
    await opened.fields.fill('Type', type);
    await opened.fields.press('Escape');
    await opened.fields.waitForText(shows);
    return opened;
  }

  it('lists what the associate has of the type, with marks', async () => {
    const { fields } = await openList('imap', /imap\.alt\.example/);
    const text = await fields.text();
    expect(text).toMatch(/Stored credentials/);
    expect(text).toMatch(/imap\.fjordlys\.example\/jorg[\s\S]*Mailbox/);
    expect(text).toMatch(/imap\.alt\.example\/jorg\.mt[\s\S]*Expired/);
    await fields.fill('Type', 'ERP');
    await fields.press('Tab');
    await fields.waitForText(/None of this type yet/);
  });

  it('marks what is switched off, for an associate chosen by name', async () => {
    const { fields } = await world.openOn('person');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Sanne van den Broek/);
    await fields.click('Sanne van den Broek · SANNE · #106');
    await fields.fill('Type', 'smtp');
    await fields.waitForText(/Switched off · Shared relay/);
  });

  it('says beforehand that an entry will be replaced', async () => {
    const { fields } = await openList('smtp', /smtp\.fjordlys/);
    await fields.fill('Public value', 'smtp.fjordlys.example/jorg');
    await fields.waitForText(/Saving replaces the stored entry/);
  });

  it('edits an entry, and does not overwrite its secret in silence', async () => {
    const { fields } = await openList('imap', /imap\.alt\.example/);
    await fields.click('Edit', 'imap.alt.example/jorg.mt');
    expect((await fields.field('Public value')).value).toBe('imap.alt.example/jorg.mt');
    expect((await fields.field('Comment')).value).toBe('Old mail server');
    expect((await fields.field('Valid from')).value).toBe('2019-01-01T00:00');
    expect((await fields.field('Valid to')).value).toContain('2021-06-30T23:59:59');
    expect(await fields.text()).toMatch(/stored secret cannot be read/);
    await fields.fill('Comment', 'Still in use');
    await fields.fill('Valid to', '');
    await fields.click('Save');
    await fields.waitForText(/would replace a stored secret/);
    expect(world.saves()).toBe(0);
    await fields.fill('Secret value', 'nytt passord');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs('imap.alt.example/jorg.mt')).toEqual([
      {
        AssociateId: 104,
        Type: 'imap',
        PublicValue: 'imap.alt.example/jorg.mt',
        SecretValue: 'nytt passord',
        Comment: 'Still in use',
        ValidFrom: '2019-01-01T00:00:00',
        ValidTo: '9999-12-31T23:59:59',
        IsActive: true,
      },
    ]);
    await fields.waitForText(/Still in use/);
  });

  it('keeps the seconds of a stored validity', async () => {
    const { fields } = await openList('imap', /imap\.alt\.example/);
    await fields.click('Edit', 'imap.alt.example/jorg.mt');
    await fields.fill('Secret value', 'x');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs('imap.alt.example/jorg.mt')).toMatchObject([{ ValidTo: '2021-06-30T23:59:59' }]);
  });

  it('tells that another public value makes another entry', async () => {
    const { fields } = await openList('smtp', /smtp\.fjordlys/);
    await fields.click('Edit', 'smtp.fjordlys.example/jorg');
    await fields.fill('Public value', 'smtp.new.example/jorg');
    await fields.waitForText(/creates a new entry; “smtp\.fjordlys\.example\/jorg” stays/);
  });

  it('switches an entry off, with its secret typed again', async () => {
    const { fields } = await openList('smtp', /smtp\.fjordlys/);
    await fields.click('Switch off', 'smtp.fjordlys.example/jorg');
    expect((await fields.field('Active')).checked).toBe(false);
    await fields.fill('Secret value', 'Regnbue-17-Kai');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs('smtp.fjordlys.example/jorg')).toMatchObject([
      { IsActive: false, SecretValue: 'Regnbue-17-Kai' },
    ]);
    await fields.waitForText(/Switched off/);
  });

  it('removes an entry after asking once, and says that it cannot be undone', async () => {
    const { fields } = await openList('imap', /imap\.alt\.example/);
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.waitForText(/Remove “imap\.alt\.example\/jorg\.mt”\?/);
    await fields.click('Keep');
    expect(world.heldAs('imap.alt.example/jorg.mt')).toHaveLength(1);
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.waitForStatus(/^Removed.*cannot be undone/);
    expect(world.heldAs('imap.alt.example/jorg.mt')).toEqual([]);
    expect(world.heldAs('imap.fjordlys.example/jorg')).toHaveLength(1);
  });

  it('offers no Undo, whatever the form holds: the removed secret is not there', async () => {
    const { fields } = await openList('imap', /imap\.alt\.example/);
    await fields.click('Edit', 'imap.alt.example/jorg.mt');
    await fields.fill('Secret value', 'half a sec');
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.waitForStatus(/^Removed.*cannot be undone/);
    expect(world.heldAs('imap.alt.example/jorg.mt')).toEqual([]);
    await expect(fields.click('Undo')).rejects.toThrow(/0 parts are called/);
  });

  it('never hands a stored secret to the form, not even one’s own', async () => {
    world.crm.credentials.push({
      AssociateId: 100,
      Type: 'imap',
      ValidFrom: '2026-01-01T00:00:00',
      ValidTo: '9999-12-31T23:59:59',
      Comment: 'mine',
      SecretValue: 'MARK-own-secret',
      PublicValue: 'own.example',
      IsActive: true,
    });
    const { popup, fields } = await world.openOn('person');
    await fields.fill('Associate', 'Åse');
    await fields.waitForText(/Åse Lindqvist · ASE · #100\s*Me/);
    await fields.click('Åse Lindqvist · ASE · #100 Me');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/own\.example/);
    expect(await popup.evaluate(() => document.documentElement.outerHTML, undefined)).not.toContain('MARK');
    expect(JSON.stringify(await world.driver.storages())).not.toContain('MARK');
  });

  it('offers the types used with this associate, and forgets them on request', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, Type: 'Kassasystem' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const again = (await world.openOn('person')).fields;
    await again.fill('Type', '');
    await again.press('ArrowDown');
    await again.waitForText(/Kassasystem\s*used before/);
    await again.click('Forget these types');
    await again.press('ArrowDown');
    await again.waitForText(/imap\s+smtp/);
    expect(await again.text()).not.toContain('Kassasystem');
  });

  it('marks unusual people in the search, and has words for nobody', async () => {
    const { fields } = await world.openOn('person');
    await fields.fill('Associate', 'weiß');
    await fields.waitForText(/Greta Weißmüller · GRETA · #112\s*External/);
    await fields.fill('Associate', 'Päivi');
    await fields.waitForText(/Päivi Mäkelä · PAIVI · #109\s*Inactive/);
    await fields.fill('Associate', "O'Brien");
    await fields.waitForText(/Nobody found/);
  });

  it('says of a search that there are more, and of a page’s associate what is unusual', async () => {
    const { associates } = world.crm.tenants.Cust12345;
    const some = associates.find(({ AssociateId }) => AssociateId === 104) as Associate;
    for (let number = 1; number <= 21; number += 1)
      associates.push({
        ...some,
        AssociateId: 1_000 + number,
        PersonId: 0,
        FullName: `Ola Nordmann ${number}`,
      });
    await world.tab.goto(`${world.crm.base}/default.aspx?person.main?person_id=213`);
    const { popup, fields } = await world.open();
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).description).toContain('Inactive');
    await fields.fill('Associate', 'ola');
    await fields.waitForText(/There are more: type more/);
    const rows = () => document.querySelectorAll('[role="option"]:not([aria-disabled])').length;
    expect(await popup.evaluate(rows)).toBe(20);
    associates.pop();
    await fields.fill('Associate', 'nordmann');
    await fields.waitForText(/Ola Nordmann 20/);
    expect(await popup.evaluate(rows)).toBe(20);
    expect(await fields.text()).not.toContain('There are more');
  });

  it('generates a secret of the wished length', async () => {
    const { fields } = await world.openOn('person');
    await fields.click('Generate');
    await fields.waitForField('Length');
    await fields.fill('Length', '40');
    await fields.click('Generate and fill in');
    const one = (await fields.field('Secret value')).value;
    expect(one).toHaveLength(40);
    await fields.click('Generate and fill in');
    expect((await fields.field('Secret value')).value).not.toBe(one);
  });

  it('explains the fields on request', async () => {
    const { fields } = await world.openOn('person');
    await fields.click('Help');
    expect((await fields.field('Public value')).description).toMatch(/Not encrypted/);
    await fields.click('Help');
    expect((await fields.field('Public value')).description).not.toMatch(/Not encrypted/);
  });

  it('says in a window of its own which tab it belongs to', async () => {
    await world.openOn('person');
    const id = await world.tab.tabId();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    await form(page).waitForText(/For the tab “Jörg Müller-Thomsen/);
    await page.close();
    await world.tab.bringToFront();
  });

  it('shows 25 of a long list at once, and turns to the next', async () => {
    const [one] = world.crm.credentials.filter(({ AssociateId }) => AssociateId === 104);
    world.crm.credentials.length = 0;
    for (let row = 1; row <= 60; row += 1) {
      world.crm.credentials.push({ ...one, Type: 'erp', PublicValue: `row ${row}.` } as typeof one & object);
    }
    const { fields } = await world.openOn('person');
    await fields.fill('Type', 'erp');
    await fields.press('Tab');
    await fields.waitForText(/1–25 of 60.*row 25\./s);
    expect(await fields.text()).not.toContain('row 26.');
    await fields.click('Next');
    await fields.click('Next');
    await fields.waitForText(/51–60 of 60.*row 51\..*row 60\./s);
    expect(await fields.text()).not.toContain('row 50.');
    await expect(fields.click('Next')).rejects.toThrow(/disabled/);
    await fields.click('Remove', 'row 55.');
    await fields.click('Remove', 'row 55.');
    await fields.waitForStatus(/Removed: “row 55\.”/);
    await fields.waitForText(/51–59 of 59/);
    await fields.click('Previous');
    await fields.waitForText(/26–50 of 59.*row 50\./s);
  });
});
