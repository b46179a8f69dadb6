import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storedCredential } from '../crm/server.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { BROWSER, EMPLOYEE, forgetSaves, inWorld, store } from './world.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const REMOVE = 'RemoveUntrustedCredentialsForAssociate';
const READ = 'GetUntrustedCredentialsForAssociate';
const SANNE = 'Sanne van den Broek · SANNE · #106';
const EMILY = 'Emily Hartley · EMILY · #107';
const ROOM = 'Meeting room Fjord · FJORD · #207';

declare const chrome: { storage: { session: { get(): Promise<Record<string, object>> } } };

const world = inWorld();

/** The form as people use forms: a secret goes to whom it shows, and what it says is true. */
describe('whom a write is for', () => {
  async function expectRefusedAtAssociate(popup: Surface, fields: Form, text: string): Promise<void> {
    await popup.waitFor(
      () => document.activeElement?.getAttribute('aria-invalid') === 'true',
      null,
      'the focus in what is wrong',
    );
    expect(await popup.evaluate(() => document.activeElement?.id)).toBe('Associate');
    expect(await fields.field('Associate')).toMatchObject({ invalid: true, value: text });
    expect((await fields.field('Associate')).description).toMatch(/Choose an associate from the list/);
    expect((await fields.field('Secret value')).value).toBe(world.entry['Secret value']);
    expect(world.saves()).toBe(0);
  }

  it.each([
    ['several rows and Enter', 'ar', /Kåre.*Sanne|Emily/s, 'Enter'],
    ['an only row and a click on Save', 'sanne', /SANNE · #106/, 'Save'],
    ['nobody found and Enter', 'nobody like this', /Nobody found/, 'Enter'],
  ] as const)('refuses what is typed and not chosen: %s', async (_, text, rows, act) => {
    const { popup, fields } = await world.openFilledIn();
    await fields.fill('Associate', text);
    await fields.waitForText(rows);
    if (act === 'Enter') await fields.press('Enter');
    else await fields.click('Save');
    await expectRefusedAtAssociate(popup, fields, text);
  });

  it('refuses Associate emptied, and typed while the search still runs', async () => {
    const { popup, fields } = await world.openFilledIn();
    await fields.fill('Associate', '');
    await fields.press('Enter');
    await expectRefusedAtAssociate(popup, fields, '');
    world.crm.fail('User', 'slow');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Searching/);
    await fields.press('Enter');
    await expectRefusedAtAssociate(popup, fields, 'sanne');
  });

  it('takes an only row with Enter, and does no more than that', async () => {
    const { fields } = await world.openFilledIn();
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/SANNE · #106/);
    await fields.press('Enter');
    expect((await fields.field('Associate')).value).toBe(SANNE);
    expect(world.saves()).toBe(0);
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved.*SANNE · #106/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ AssociateId: 106 }]);
  });

  it('keeps what is typed and not chosen when the field is left', async () => {
    const { fields } = await world.openFilledIn();
    await fields.fill('Associate', 'sann');
    await fields.press('Tab');
    expect((await fields.field('Associate')).value).toBe('sann');
    // Of whom the list would be is not chosen.
    expect(await fields.text()).not.toContain('imap.fjordlys');
  });

  it('only tells how a Save for somebody else ended, and stays about its own page', async () => {
    await world.tab.goto(world.crm.pages.resourceDiary);
    const kept = await world.open();
    await kept.fields.waitForField('Associate');
    await world.fillIn(kept.fields, { Type: 'erp', 'Public value': 'kept for the room' });
    await kept.popup.close();

    const { popup, fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Saving|Waiting/);
    await popup.close();
    await world.tab.goto(world.crm.pages.resourceDiary);
    const { fields: room } = await world.open();
    await room.waitForField('Associate');
    expect((await room.field('Associate')).value).toBe(ROOM);
    expect((await room.field('Public value')).value).toBe('kept for the room');
    world.crm.fail(SAVE, undefined);
    await room.waitForStatus(/^Saved: imap .*JORG · #104/);
    expect((await room.field('Associate')).value).toBe(ROOM);
    expect((await room.field('Public value')).value).toBe('kept for the room');
    await room.fill('Secret value', 'of the room');
    await room.click('Save');
    await room.waitForStatus(/^Saved.*FJORD · #207/);
    expect(world.heldAs('kept for the room')).toMatchObject([
      { AssociateId: 207, SecretValue: 'of the room' },
    ]);
    await room.click('Clear');
  });

  it('knows what it was opened for when somebody else signs in and the worker has slept', async () => {
    await world.tab.goto(world.crm.pages.company);
    const popup = await world.tab.clickMenu('main a[href*="person_id=209"]');
    const fields = form(popup);
    await fields.waitForField('Associate');
    await fields.click('Clear');
    expect((await fields.field('Associate')).value).toBe(SANNE);
    await world.fillIn(fields, world.entry);
    await world.tab.evaluate(
      async (address) => void (await fetch(address)),
      `${world.crm.pages.signIn}?user=KARE`,
    );
    await world.driver.stopBackground();
    await fields.click('Save');
    await fields.waitForAlert(/now Kåre Bjørnstad is signed in/);
    await fields.click('Start over');
    await fields.waitForText(/Signed in as Kåre/);
    expect((await fields.field('Associate')).value).toBe(SANNE);
    await popup.close();
    await world.signIn('ASE');
  });

  it.each(['mobile', 'panel', 'script'])('opens for whom a %s link names', async (link) => {
    await world.tab.goto(world.crm.pages.company);
    const fields = form(await world.tab.clickMenu(`a[data-link="${link}"]`));
    await fields.waitForField('Associate');
    expect((await fields.field('Associate')).value).toBe(EMILY);
  });

  it.each([
    ['foreign', /another SuperOffice/],
    ['unreadable', /cannot tell whom this link is about/],
  ])('says that a %s link cannot be followed', async (link, words) => {
    await world.tab.goto(world.crm.pages.company);
    const fields = form(await world.tab.clickMenu(`a[data-link="${link}"]`));
    await fields.waitForAlert(words);
  });

  it('keeps whom was chosen while a Save for somebody else ran', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Saving|Waiting/);
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/SANNE · #106/);
    await fields.click(SANNE);
    world.crm.fail(SAVE, undefined);
    await fields.waitForStatus(/^Saved.*JORG · #104/);
    expect((await fields.field('Associate')).value).toBe(SANNE);
    await world.fillIn(fields, { 'Public value': 'next', 'Secret value': 'hers' });
    await fields.click('Save');
    await fields.waitForStatus(/^Saved.*next.*SANNE · #106/);
    expect(world.heldAs('next')).toMatchObject([{ AssociateId: 106, SecretValue: 'hers' }]);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ AssociateId: 104 }]);
  });

  // In Firefox the form has no access to the other tenant's page: there is nothing to search in.
  if (BROWSER === 'chromium')
    it('finds nobody of another tenant', async () => {
      await world.tab.goto(`${world.crm.origin}/SuperOffice/login.aspx?user=OSKAR`);
      await world.tab.goto(world.crm.pages.person);
      await (await world.open()).popup.close();
      const page = await world.driver.extensionPage(`popup/index.html?tab=${await world.tab.tabId()}`);
      const fields = form(page);
      await fields.waitForField('Associate');
      await world.tab.goto(`${world.crm.origin}/SuperOffice/default.aspx?person.main?person_id=207`);
      await fields.fill('Associate', 'wilma');
      await fields.waitForText(/opened for .*Cust12345, but the tab now shows/);
      expect(await fields.text()).not.toContain('Wilhelmina');
      await page.close();
      await world.tab.bringToFront();
    });

  it('takes whom it is for along into a window', async () => {
    await world.tab.goto(world.crm.pages.company);
    const popup = await world.tab.clickMenu('main a[href*="person_id=209"]');
    const fields = form(popup);
    await fields.waitForField('Associate');
    await fields.click('Clear');
    await fields.fill('Comment', 'typed in the popup');
    const address = await popup.evaluate(async () => {
      type Windows = { windows: { create(how: { url: string }): Promise<object> } };
      const { browser, chrome } = globalThis as unknown as { browser?: Windows; chrome: Windows };
      const { windows } = browser ?? chrome;
      const asked = new Promise<string>((resolve) => {
        windows.create = async ({ url }) => {
          resolve(url);
          // The popup closes only then.
          return new Promise(() => {});
        };
      });
      document.querySelector<HTMLElement>('[aria-label="Open in a window"]')?.click();
      return asked;
    }, undefined);
    await popup.close();
    const page = await world.driver.extensionPage(`popup/index.html${new URL(address).search}`);
    const window = form(page);
    await window.waitForField('Associate');
    expect((await window.field('Associate')).value).toBe(SANNE);
    expect((await window.field('Comment')).value).toBe('typed in the popup');
    await window.click('Clear');
    await page.close();
    await world.tab.bringToFront();
  });

  it('offers a draft on its own page and to its own user only', async () => {
    await world.tab.goto(world.crm.pages.companyOnly);
    const first = await world.open();
    await first.fields.waitForField('Associate');
    await first.fields.fill('Comment', 'about this company');
    await first.popup.close();
    await world.tab.goto(`${world.crm.base}/default.aspx?contact.main?contact_id=11`);
    const next = await world.open();
    await next.fields.waitForField('Associate');
    expect((await next.fields.field('Comment')).value).toBe('');
    await next.popup.close();
    await world.signIn('KARE');
    await world.tab.goto(world.crm.pages.companyOnly);
    const other = await world.open();
    await other.fields.waitForField('Associate');
    expect((await other.fields.field('Comment')).value).toBe('');
    await other.popup.close();
    await world.signIn('ASE');
    await world.tab.goto(world.crm.pages.companyOnly);
    const again = await world.open();
    await again.fields.waitForField('Associate');
    expect((await again.fields.field('Comment')).value).toBe('about this company');
    await again.fields.click('Clear');
  });
});

describe('what is said of a write', () => {
  // By REST a slow request keeps all others of its session waiting: each test is to find out anew what there is.
  beforeEach(() => store(world.driver, { endpoints: {} }));
  afterEach(() => forgetSaves(world.driver));

  /** Whether the worker is finding out how a Save has ended. */
  function isReadingBack(page: Surface): Promise<boolean> {
    return page.evaluate(async () => {
      const kept = await chrome.storage.session.get();
      return Object.entries(kept).some(([key, value]) => key.startsWith('save:') && !('result' in value));
    });
  }

  it('is about the Save that was asked for, whatever the form holds by now', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(READ, 'html-503');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this was done/);
    await world.fillIn(fields, { 'Public value': 'second', 'Secret value': 'two' });
    world.crm.fail(READ, undefined);
    await fields.click('Check again');
    await fields.waitForStatus(new RegExp(`^Saved: imap .*${world.entry['Public value']}`));
    expect((await fields.field('Public value')).value).toBe('second');
    expect((await fields.field('Secret value')).value).toBe('two');
    expect(world.heldAs('second')).toEqual([]);
  });

  it('leaves what is typed while a Save runs', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Saving|Waiting/);
    await world.fillIn(fields, { 'Public value': 'typed meanwhile', 'Secret value': 'the next' });
    world.crm.fail(SAVE, undefined);
    await fields.waitForStatus(/^Saved/);
    expect((await fields.field('Public value')).value).toBe('typed meanwhile');
    expect((await fields.field('Secret value')).value).toBe('the next');
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { SecretValue: world.entry['Secret value'] },
    ]);
  });

  it('is not “saved” where an equal entry may be an earlier Save’s work', async () => {
    const { fields } = await world.openFilledIn();
    await fields.fill('Secret value', 'wrong');
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(READ, 'html-503');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this was done/);
    await fields.fill('Secret value', 'right');
    world.crm.fail(READ, undefined);
    world.crm.fail(SAVE, 'drop-before');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this was saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ SecretValue: 'wrong' }]);
    expect((await fields.field('Secret value')).value).toBe('right');
    await fields.click('Clear');
  });

  it.each(['trimmed', 'otherTime'] as const)(
    'is not “not saved” where the server stores it %s',
    async (stores) => {
      const { fields } = await world.openFilledIn();
      await fields.fill('Public value', `${world.entry['Public value']} `);
      world.crm.stores = stores;
      world.crm.fail(SAVE, 'drop-after');
      await fields.click('Save');
      await fields.waitForAlert(/not known whether this was saved: .* differs from what was sent/);
      expect(await fields.alert()).not.toMatch(/Not saved/);
    },
  );

  it('is not “saved” where REST answers null, and not “not saved” where the connection was lost', async () => {
    world.crm.services = 'none';
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'null-200');
    await fields.click('Save');
    await fields.waitForAlert(/^Not saved\. Keyring checked: SuperOffice does not have this entry/);
    world.crm.fail(SAVE, 'drop-before');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this will be saved.*Saving again is safe/s);
    world.crm.fail(SAVE, undefined);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved: /);
  });

  it('loses no Save that is pressed as soon as it is read how the one before ended', async () => {
    const { popup, fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'exception:SoValidationException');
    // A busy browser may be late with what was to come at once.
    await popup.evaluate(() => {
      const later = globalThis.setTimeout;
      const slow = (act: () => void, milliseconds?: number) => later(act, milliseconds || 3_000);
      Object.assign(globalThis, { setTimeout: slow });
    });
    await fields.click('Save');
    await fields.waitForAlert(/^Not saved/);
    await fields.click('Save');
    await vi.waitFor(() => expect(world.saves()).toBe(2), 2_000);
    await fields.waitForAlert(/^Not saved/);
  });

  it('is the truth about a removal whose worker was stopped', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(REMOVE, 'slow-then-drop');
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.click('Remove', 'imap.alt.example/jorg.mt');
    await fields.waitForStatus(/Removing|Waiting/);
    await expect.poll(() => world.operations()).toContain(REMOVE);
    world.crm.fail(REMOVE, undefined);
    await expect.poll(() => world.heldAs('imap.alt.example/jorg.mt')).toEqual([]);
    await world.driver.stopBackground();
    await fields.waitForStatus(/^Removed: “imap\.alt\.example\/jorg\.mt”/);
  });

  it('is none of saving before it is known what would be replaced: a form that closes then has sent nothing', async () => {
    world.crm.fail(READ, 'slow');
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Checking/);
    await popup.close();
    world.crm.fail(READ, undefined);
    const { fields: next } = await world.open();
    await next.waitForText(/imap\.fjordlys/);
    expect((await next.field('Public value')).value).toBe(world.entry['Public value']);
    expect(await next.status()).toBe('');
    expect(world.saves()).toBe(0);
    await next.click('Clear');
  });

  it('is not talked over by the end of an earlier Save, which the next form tells until it is cleared', async () => {
    const { popup, fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'drop-before');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this will be saved/);
    await popup.close();
    world.crm.fail(SAVE, undefined);

    // The worker reads back twice, some seconds apart: the removal is done in between.
    const { popup: second, fields: other } = await world.open();
    await other.waitForStatus(/Saving|Waiting/);
    await other.waitForText(/imap\.alt\.example/);
    await other.click('Remove', 'imap.alt.example/jorg.mt');
    await other.click('Remove', 'imap.alt.example/jorg.mt');
    await other.waitForStatus(/^Removed/);
    expect(await isReadingBack(second)).toBe(true);
    await expect.poll(() => isReadingBack(second), { timeout: 10_000 }).toBe(false);
    // An answer that comes after that one.
    await other.fill('Type', 'smtp');
    await other.waitForText(/smtp\.fjordlys/);
    expect(await other.alert()).toBe('');
    await second.close();

    const { popup: third, fields: next } = await world.open();
    await next.waitForAlert(/not known whether this will be saved/);
    await next.click('Clear');
    // What it still reads would be counted for the next form.
    const isRead = () => document.querySelector('.stored')?.getAttribute('aria-busy') === 'false';
    await third.waitFor(isRead, null, 'the lists of the third form');
    await third.close();
    world.crm.requests.length = 0;
    const { fields: last } = await world.open();
    await last.waitForField('Associate');
    await last.fill('Type', 'smtp');
    await last.waitForText(/smtp\.fjordlys/);
    // Once for each type that is known.
    const lists = world.crm.requests.filter(({ operation }) => operation === READ);
    expect(new Set(lists.map(({ body }) => body)).size).toBe(lists.length);
    expect(await last.alert()).toBe('');
  });

  it('still comes when the form was cleared meanwhile', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Saving|Waiting/);
    await fields.click('Clear');
    expect((await fields.field('Public value')).value).toBe('');
    world.crm.fail(SAVE, undefined);
    await fields.waitForStatus(new RegExp(`^Saved: imap .*${world.entry['Public value']}`));
  });

  it('is nothing to another form of the same tab, nor to its draft', async () => {
    const { popup } = await world.openFilledIn();
    const id = await world.tab.tabId();
    await popup.close();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const window = form(page);
    await window.waitForField('Associate');
    // It goes on with what the closed popup has left.
    expect((await window.field('Public value')).value).toBe(world.entry['Public value']);
    await window.fill('Secret value', 'from the window');
    await window.waitForText(/imap\.fjordlys/);
    world.crm.fail(SAVE, 'slow');
    await window.click('Save');
    await window.waitForStatus(/Saving|Waiting/);

    const { popup: second, fields: other } = await world.open();
    await other.waitForField('Associate');
    expect((await other.field('Public value')).value).toBe('');
    expect(await other.status()).toBe('');
    await other.fill('Comment', 'of the popup');
    world.crm.fail(SAVE, undefined);
    await expect.poll(() => world.heldAs(world.entry['Public value'])).toHaveLength(1);
    await second.close();
    const { fields: third } = await world.open();
    await third.waitForField('Associate');
    expect((await third.field('Comment')).value).toBe('of the popup');
    expect(await third.alert()).toBe('');
    await third.click('Clear');
    await page.close();
    await world.tab.bringToFront();
  });
});

describe('nothing is lost without a word', () => {
  async function openList(): Promise<{ popup: Surface; fields: Form }> {
    const opened = await world.openOn('person');
    await opened.fields.fill('Type', 'smtp');
    await opened.fields.press('Escape');
    await opened.fields.waitForText(/smtp\.fjordlys/);
    return opened;
  }

  it('refuses a date that is typed half, and leaves it standing', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await popup.evaluate(() => document.querySelector<HTMLElement>('#ValidTo')?.focus());
    // Month and day, in whatever order.
    for (const key of ['1', '2', '1', '1']) await fields.press(key);
    await fields.press('Enter');
    await popup.waitFor(
      () => document.querySelector('#ValidTo')?.getAttribute('aria-invalid') === 'true',
      null,
      'the error at Valid to',
    );
    expect((await fields.field('Valid to')).description).toMatch(/complete date/);
    await fields.click('Save');
    await fields.click('Show secret');
    const isHalf = await popup.evaluate(
      () => document.querySelector<HTMLInputElement>('#ValidTo')?.validity.badInput,
    );
    expect(isHalf).toBe(true);
    expect(world.saves()).toBe(0);
  });

  it('takes a date alone for the whole day, where whole days are chosen', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.click('Whole days');
    await fields.fill('Valid from', '2027-01-01');
    await fields.fill('Valid to', '2027-12-31');
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([
      { ValidFrom: '2027-01-01T00:00:00', ValidTo: '2027-12-31T23:59:00' },
    ]);
  });

  it.each([true, false])(
    'keeps comment and dates of the entry whose name is typed again (list in sight: %s)',
    async (waits) => {
      const { fields } = await world.openOn('person');
      await fields.fill('Type', 'smtp');
      if (waits) {
        await fields.press('Tab');
        await fields.waitForText(/smtp\.fjordlys/);
      }
      await world.fillIn(fields, {
        'Public value': 'smtp.fjordlys.example/jorg',
        'Secret value': 'changed',
      });
      if (waits) {
        await fields.waitForText(/Saving replaces the stored entry/);
        expect((await fields.field('Comment')).value).toBe('Outgoing mail');
      }
      await fields.press('Enter');
      await fields.waitForStatus(/^Saved/);
      expect(world.heldAs('smtp.fjordlys.example/jorg')).toMatchObject([
        { SecretValue: 'changed', Comment: 'Outgoing mail', ValidFrom: '2024-03-01T00:00:00' },
      ]);
    },
  );

  it('warns of a name that differs in case or blanks only, and makes visible what cannot be seen', async () => {
    const { fields } = await openList();
    await fields.fill('Public value', 'SMTP.fjordlys.example/jorg ');
    await fields.waitForText(/may replace the stored entry “smtp\.fjordlys\.example\/jorg”/);
    expect((await fields.field('Public value')).description).toMatch(
      /invisible characters: “SMTP\.fjordlys\.example\/jorg␣”/,
    );
    await fields.fill('Secret value', 'x');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved.*“SMTP\.fjordlys\.example\/jorg␣”/);
    expect(world.heldAs('SMTP.fjordlys.example/jorg ')).toHaveLength(1);
    expect(world.heldAs('smtp.fjordlys.example/jorg')).toHaveLength(1);
  });

  it('switches off what others stored with dates that nobody would type, and edits a nameless entry', async () => {
    const never = '0001-01-01T00:00:00';
    world.crm.credentials.push(
      storedCredential({ AssociateId: 104, Type: 'smtp', PublicValue: null, Comment: 'nameless' }),
      storedCredential({
        AssociateId: 104,
        Type: 'smtp',
        PublicValue: 'dateless',
        ValidFrom: never,
        ValidTo: never,
      }),
    );
    const { fields } = await openList();
    await fields.click('Switch off', 'dateless');
    await fields.click('Enter it', 'dateless');
    await fields.fill('Secret value', 'x');
    await fields.press('Enter');
    await fields.waitForStatus(/^Switched off/);
    expect(world.heldAs('dateless')).toMatchObject([{ IsActive: false, ValidFrom: never, ValidTo: never }]);
    await fields.waitForText(/nameless/);
    await fields.click('Edit', 'nameless');
    await fields.fill('Secret value', 'y');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.crm.credentials.filter(({ Comment }) => Comment === 'nameless')).toMatchObject([
      { SecretValue: 'y' },
    ]);
  });

  it('offers no change of entries that the server cannot tell apart', async () => {
    const twin = { AssociateId: 104, Type: 'smtp', PublicValue: 'twin' };
    world.crm.credentials.push(
      storedCredential({ ...twin, Comment: 'one' }),
      storedCredential({ ...twin, Comment: 'two' }),
    );
    const { popup, fields } = await openList();
    await fields.waitForText(/cannot tell them apart/);
    const buttons = await popup.evaluate(() =>
      [...document.querySelectorAll('[aria-labelledby="stored"] li')]
        .filter((row) => row.textContent.includes('twin'))
        .map((row) => row.querySelectorAll('button').length),
    );
    expect(buttons).toEqual([0, 0]);
  });

  it('works on a page whose elements are named like anything of ours', async () => {
    await world.tab.goto(world.crm.pages.person);
    await world.tab.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<i id="keyringInFlight"></i><i id="keyring.inFlight"></i><img name="cookie"><form name="querySelector"></form><form name="location"></form>',
      );
    }, undefined);
    const { fields } = await world.open();
    await fields.waitForField('Associate');
    await fields.click('Clear');
    expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
    await world.fillIn(fields, world.entry);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
  });
});
