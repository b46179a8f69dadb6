import { describe, expect, it } from 'vitest';
import { type Associate, storedCredential } from '../crm/data.ts';
import { form } from '../driver/form.ts';
import { inWorld, store } from './world.ts';

const READ = 'GetUntrustedCredentialsForAssociate';

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
    expect(text).toMatch(/imap\.alt\.example\/jorg\.mt[\s\S]*ended Jun 30, 2021/);
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
    const { popup, fields } = await openList('smtp', /smtp\.fjordlys/);
    await fields.click('Switch off', 'smtp.fjordlys.example/jorg');
    await fields.waitForText(/needs the secret, which SuperOffice does not give out/);
    await fields.click('Keep');
    await fields.click('Switch off', 'smtp.fjordlys.example/jorg');
    await fields.click('Enter it', 'smtp.fjordlys.example/jorg');
    await fields.waitForText(/Switching off “smtp\.fjordlys\.example\/jorg”/);
    expect(await popup.evaluate(submitName)).toBe('Switch off');
    expect((await fields.field('Active')).checked).toBe(false);
    await fields.fill('Secret value', 'Regnbue-17-Kai');
    await fields.press('Enter');
    await fields.waitForStatus(/^Switched off: smtp .*smtp\.fjordlys\.example\/jorg/);
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
    const { popup, fields: again } = await world.openOn('person');
    await again.fill('Type', '');
    await again.press('ArrowDown');
    await again.waitForText(/Kassasystem\s*used before/);
    await again.click('Forget these types');
    await again.press('ArrowDown');
    await again.waitForText(/imap\s+smtp/);
    const offered = await popup.evaluate(
      () => document.querySelector('[role="listbox"]:not([hidden])')?.textContent,
    );
    expect(offered).not.toContain('Kassasystem');
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

  /** Under what name the types are kept that were used with an associate. */
  const usedBy = (associateId: number) =>
    `types:${world.crm.base.replace(/^https?:\/\//, '').toLowerCase()}:${associateId}`;

  it('shows on opening all that the associate has, grouped by type and counted', async () => {
    await store(world.driver, { [usedBy(106)]: ['ERP'] });
    world.crm.credentials.push(storedCredential({ Type: 'ERP', PublicValue: 'erp of jorg' }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/Stored credentials\s+4\s/);
    expect(await popup.evaluate(groups)).toEqual({
      imap: ['imap.fjordlys.example/jorg', 'imap.alt.example/jorg.mt'],
      smtp: ['smtp.fjordlys.example/jorg'],
      ERP: ['erp of jorg'],
    });
    expect((await fields.field('Type')).value).toBe('');
    // Each was asked for once.
    const lists = world.crm.requests.filter(({ operation }) => operation === READ);
    const asked = lists.map(({ body }) => /Type>(.*?)</.exec(body)?.[1]);
    expect(asked).toEqual(expect.arrayContaining(['ERP', 'imap', 'smtp']));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('reads four lists side by side at most, while the form can be filled in', async () => {
    const types = Array.from({ length: 9 }, (_, number) => `type ${number}`);
    await store(world.driver, { [usedBy(104)]: types });
    world.crm.delayMilliseconds = 150;
    const { fields } = await world.openOn('person');
    await fields.fill('Public value', 'typed meanwhile');
    await fields.waitForText(/None of these types yet: type/);
    world.crm.delayMilliseconds = 0;
    const lists = world.crm.requests.filter(({ operation }) => operation === READ);
    const sideBySide = lists.map(
      (one) => lists.filter((other) => other.arrived <= one.arrived && other.answered > one.arrived).length,
    );
    const asked = lists.map(({ body }) => /Type>(.*?)</.exec(body)?.[1]);
    expect(asked).toEqual(expect.arrayContaining(['imap', 'smtp', ...types]));
    expect(new Set(asked).size).toBe(asked.length);
    expect(Math.max(...sideBySide)).toBeGreaterThan(1);
    expect(Math.max(...sideBySide)).toBeLessThanOrEqual(4);
    expect((await fields.field('Public value')).value).toBe('typed meanwhile');
  });

  it('says within the list what could not be read, and reads it again on request', async () => {
    world.crm.fail(READ, 'html-503');
    const { fields } = await world.openOn('person');
    await fields.waitForText(/could not be read/);
    expect(await fields.alert()).toBe('');
    world.crm.fail(READ, undefined);
    await fields.click('Try again');
    await fields.waitForText(/imap\.fjordlys[\s\S]*smtp\.fjordlys/);
    expect(await fields.text()).not.toMatch(/could not be read/);
  });

  it('says when an entry ends, ended or starts', async () => {
    // In the browser's time zone it may be tomorrow already.
    const dayIn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' });
    const day = (days: number) => `${dayIn.format(Date.now() + days * 86_400_000)}T12:00:00`;
    world.crm.credentials.push(
      storedCredential({ PublicValue: 'soon', ValidTo: day(5), Comment: '' }),
      storedCredential({ PublicValue: 'coming', ValidFrom: '2099-01-01T00:00:00', Comment: '' }),
    );
    const { fields } = await world.openOn('person');
    await fields.waitForText(/soon\s+ends in 5 days/);
    await fields.waitForText(/coming\s+starts Jan 1, 2099/);
    await fields.waitForText(/imap\.alt\.example\/jorg\.mt\s+ended Jun 30, 2021 · Old mail server/);
  });

  it('shows the end of a long name, and all of it to whoever goes there', async () => {
    const long = `imap.${'very-long-'.repeat(8)}example/jorg.at.the.end`;
    world.crm.credentials.push(storedCredential({ PublicValue: long }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/at\.the\.end/);
    const lines = () => popup.evaluate(linesOf, long);
    expect(await lines()).toEqual({ lines: 1, isEndSeen: true });
    await popup.evaluate((name) => {
      const row = [...document.querySelectorAll('li')].find((each) => each.textContent.includes(name));
      row?.querySelector('button')?.focus();
    }, long);
    expect((await lines()).lines).toBeGreaterThan(1);
  });

  it('marks the entry just saved, and has it in sight', async () => {
    for (let row = 1; row <= 12; row += 1)
      world.crm.credentials.push(storedCredential({ PublicValue: `row ${row}.` }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/row 12\./);
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const isInSight = (publicValue: string) => {
      const row = document.querySelector('li.saved');
      const room = row?.closest('.rows')?.getBoundingClientRect();
      const { top = 0, bottom = 0 } = row?.getBoundingClientRect() ?? {};
      return Boolean(
        row?.textContent.includes(publicValue) && room && top >= room.top && bottom <= room.bottom + 1,
      );
    };
    await popup.waitFor(isInSight, world.entry['Public value'], 'the saved entry in sight');
  });

  it('switches an entry off without its secret, once it has said what that means', async () => {
    const { fields } = await openList('smtp', /smtp\.fjordlys/);
    await fields.click('Switch off', 'smtp.fjordlys.example/jorg');
    await fields.waitForText(/an empty one replaces the stored secret/);
    expect(world.saves()).toBe(0);
    await fields.click('Switch off without a secret');
    await fields.waitForStatus(/^Switched off: smtp .*smtp\.fjordlys\.example\/jorg/);
    expect(world.heldAs('smtp.fjordlys.example/jorg')).toMatchObject([
      { IsActive: false, SecretValue: '', Comment: 'Outgoing mail' },
    ]);
    await fields.waitForText(/Switched off · Outgoing mail/);
  });

  it('switches off what is stored by now, and brings nothing back that was removed meanwhile', async () => {
    const name = 'smtp.fjordlys.example/jorg';
    const { fields } = await openList('smtp', /smtp\.fjordlys/);
    const [entry] = world.heldAs(name);
    if (!entry) throw new Error(`Nobody has ${name}`);
    entry.Comment = 'Changed by a colleague';
    await fields.click('Switch off', name);
    await fields.click('Switch off without a secret');
    await fields.waitForStatus(/^Switched off/);
    expect(world.heldAs(name)).toMatchObject([{ IsActive: false, Comment: 'Changed by a colleague' }]);
    // The form holds what was sent, and is ready for the next one.
    expect((await fields.field('Comment')).value).toBe('');

    world.crm.credentials.splice(
      world.crm.credentials.findIndex(({ PublicValue }) => PublicValue === 'imap.fjordlys.example/jorg'),
      1,
    );
    await fields.click('Switch off', 'imap.fjordlys.example/jorg');
    await fields.click('Switch off without a secret');
    await fields.waitForAlert(/^Not saved\. SuperOffice does not have this entry any more/);
    expect(world.saves()).toBe(1);
    expect(world.heldAs('imap.fjordlys.example/jorg')).toEqual([]);
    // Nothing is edited any more that could be brought back.
    expect(await fields.text()).not.toMatch(/Switching off/);
    await fields.waitForText(/imap 1/);
  });

  it('says what is edited or switched on, and goes back to a new entry', async () => {
    const { popup, fields } = await openList('imap', /imap\.alt\.example/);
    await fields.click('Edit', 'imap.alt.example/jorg.mt');
    await fields.waitForText(/Editing “imap\.alt\.example\/jorg\.mt”/);
    expect(await popup.evaluate(submitName)).toBe('Save');
    await fields.fill('Secret value', 'half a sec');
    await fields.click('Cancel editing');
    expect(await fields.text()).not.toMatch(/Editing/);
    expect((await fields.field('Public value')).value).toBe('');
    expect((await fields.field('Secret value')).value).toBe('');
    expect((await fields.field('Type')).value).toBe('imap');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Sanne van den Broek/);
    await fields.click('Sanne van den Broek · SANNE · #106');
    await fields.waitForText(/smtp\.fjordlys\.example\/sanne/);
    await fields.click('Switch on', 'smtp.fjordlys.example/sanne');
    await fields.waitForText(/Switching on “smtp\.fjordlys\.example\/sanne”/);
    expect(await popup.evaluate(submitName)).toBe('Switch on');
    await fields.fill('Secret value', 'x');
    await fields.press('Enter');
    await fields.waitForStatus(/^Switched on/);
    expect(world.heldAs('smtp.fjordlys.example/sanne')).toMatchObject([{ IsActive: true, SecretValue: 'x' }]);
  });
});

/** Runs in the document: the entries by type, as their lists are called. */
function groups(): Record<string, string[]> {
  const lists = [...document.querySelectorAll('[aria-labelledby="stored"] ul')];
  const nameOf = (list: Element) =>
    document.getElementById(list.getAttribute('aria-labelledby') ?? '')?.textContent;
  const rowsOf = (list: Element) =>
    [...list.querySelectorAll('strong')].map(({ textContent }) => textContent);
  return Object.fromEntries(lists.map((list) => [nameOf(list), rowsOf(list)]));
}

/** Runs in the document: on how many lines a name stands, and whether its end is within its row. */
function linesOf(name: string): { lines: number; isEndSeen: boolean } {
  const element = [...document.querySelectorAll('strong')].find(({ textContent }) => textContent === name);
  if (!element) throw new Error(`No row is called ${name}`);
  const range = document.createRange();
  const end = element.querySelector('.cut')?.lastChild;
  if (!end) throw new Error('The name has no end');
  range.selectNodeContents(end);
  const { right } = range.getBoundingClientRect();
  const { height, right: edge } = element.getBoundingClientRect();
  return { lines: Math.round(height / 18), isEndSeen: right <= edge + 1 };
}

/** Runs in the document: what the button that saves is called. */
function submitName(): string {
  return document.querySelector('button[type="submit"]')?.textContent ?? '';
}
