import { describe, expect, it, vi } from 'vitest';
import { storedCredential } from '../crm/data.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { inWorld } from './world.ts';

/** What people do between two things: change their mind, come back, press Enter once too often. Nothing gets mixed up by it. */

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const SMTP = 'smtp.fjordlys.example/jorg';
/** The type that was used last comes first. */
const ALL = /(imap\.fjordlys[\s\S]*smtp|smtp\.fjordlys[\s\S]*imap)\.fjordlys/;

const world = inWorld();

const submitName = () => document.querySelector('button[type=submit]')?.textContent;

describe('between two entries', () => {
  async function openListed(): Promise<{ popup: Surface; fields: Form }> {
    const opened = await world.openOn('person');
    await opened.fields.waitForText(ALL);
    return opened;
  }

  it('values of a stored entry do not go along to another type, or to another person', async () => {
    const { fields } = await openListed();
    const begin = async () => {
      await fields.fill('Type', 'smtp');
      await fields.fill('Public value', SMTP);
      await fields.waitForText(/Saving replaces the stored entry/);
      expect((await fields.field('Comment')).value).toBe('Outgoing mail');
    };
    const save = async () => {
      await fields.fill('Secret value', 'S3cret');
      await fields.press('Enter');
      await fields.waitForStatus(/^Saved/);
    };
    await begin();
    world.crm.delayMilliseconds = 200;
    await fields.fill('Type', 'ERP');
    await save();
    world.crm.delayMilliseconds = 0;
    expect(world.heldAs(SMTP).filter(({ Type }) => Type === 'ERP')).toMatchObject([{ Comment: '' }]);
    await begin();
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Sanne van den Broek/);
    world.crm.delayMilliseconds = 200;
    await fields.click('Sanne van den Broek · SANNE · #106');
    await save();
    world.crm.delayMilliseconds = 0;
    const hers = world.heldAs(SMTP).filter(({ AssociateId }) => AssociateId === 106);
    expect(hers).toMatchObject([{ Comment: '' }]);
  });

  it('what was to be switched off stays as it is where another type is chosen after all', async () => {
    const { popup, fields } = await openListed();
    await fields.click('Switch off', SMTP);
    await fields.click('Enter it');
    expect(await popup.evaluate(submitName)).toBe('Switch off');
    await fields.fill('Type', 'ERP');
    expect(await popup.evaluate(submitName)).toBe('Save');
    expect(await fields.text()).not.toMatch(/Switching off/);
    await fields.fill('Secret value', 'S3cret');
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    const held = world.heldAs(SMTP).map(({ Type, IsActive }) => [Type, IsActive]);
    expect(held).toEqual([
      ['smtp', true],
      ['ERP', true],
    ]);
  });

  it('a form that was half filled in comes back after an edit, and after a Switch off', async () => {
    const { fields } = await openListed();
    const half = { Type: 'imap', 'Public value': 'imap.new.example;jorg', Comment: 'For the move' };
    await world.fillIn(fields, { ...half, 'Secret value': 'S3cret' });
    const isBack = async () => {
      for (const [name, value] of Object.entries(half)) expect((await fields.field(name)).value).toBe(value);
      // It was for another entry than the one that was edited: nobody keeps it meanwhile.
      expect((await fields.field('Secret value')).value).toBe('');
    };
    await fields.click('Edit', SMTP);
    expect((await fields.field('Public value')).value).toBe(SMTP);
    await fields.click('Cancel editing');
    await isBack();
    await fields.click('Switch off', SMTP);
    await fields.click('Switch off without a secret');
    await fields.waitForStatus(/^Switched off/);
    await isBack();
    expect(world.heldAs(SMTP)).toMatchObject([{ IsActive: false }]);
  });

  it('an entry that is removed while it is edited is not brought back', async () => {
    const { fields } = await openListed();
    await fields.click('Edit', SMTP);
    await fields.fill('Secret value', 'S3cret');
    await fields.click('Remove', SMTP);
    await fields.click('Remove', SMTP);
    await fields.waitForStatus(/^Removed/);
    expect(await fields.text()).not.toMatch(/Editing/);
    for (const name of ['Public value', 'Secret value']) expect((await fields.field(name)).value).toBe('');
  });

  it('Switch off is tried again as a Switch off, and not as what the form holds', async () => {
    const { popup, fields } = await openListed();
    world.crm.fail(SAVE, 'exception:SoSentryException');
    await fields.click('Switch off', SMTP);
    await fields.click('Switch off without a secret');
    await fields.waitForAlert(/^Not/);
    world.crm.fail(SAVE, undefined);
    const [entry] = world.heldAs(SMTP);
    if (!entry) throw new Error(`Nobody has ${SMTP}`);
    entry.Comment = 'Changed by a colleague';
    await popup.evaluate(() => document.querySelector<HTMLElement>('button[type=submit]')?.click());
    await fields.waitForStatus(/^Switched off/);
    expect(world.heldAs(SMTP)).toMatchObject([{ IsActive: false, Comment: 'Changed by a colleague' }]);
  });

  it('the next entry begins with nothing of the last one: no half-typed date, no time, no open fold', async () => {
    const { popup, fields } = await openListed();
    const folded = () =>
      popup.evaluate(() => document.querySelector('[aria-controls="folded"]')?.getAttribute('aria-expanded'));
    await popup.evaluate(() => document.querySelector<HTMLElement>('#ValidTo')?.focus());
    for (const key of ['1', '2', '1', '1']) await fields.press(key);
    await fields.click('Clear');
    await popup.waitFor(
      () => document.querySelector<HTMLInputElement>('#ValidTo')?.validity.badInput === false,
      null,
      'an empty date',
    );
    await world.fillIn(fields, { ...world.entry, Comment: 'typed', 'Valid from': '2026-11-29T08:30' });
    await fields.click('Whole days');
    await popup.evaluate(() => document.querySelector<HTMLElement>('#Comment')?.focus());
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    await vi.waitFor(async () => expect(await folded()).toBe('false'));
    const day = (await fields.field('Valid from')).value;
    await fields.click('Whole days');
    expect((await fields.field('Valid from')).value.slice(0, 10)).toBe(day.slice(0, 10));
    await world.fillIn(fields, { ...world.entry, 'Public value': 'next.example jorg' });
    await fields.click('Save');
    await fields.waitForStatus(/next\.example/);
    expect(world.heldAs('next.example jorg')).toMatchObject([
      { ValidFrom: `${day.slice(0, 10)}T00:00:00`, Comment: '' },
    ]);
  });

  it('a half-typed date of a form that was closed stays one until something else is typed', async () => {
    const { popup, fields } = await openListed();
    await world.fillIn(fields, world.entry);
    await popup.evaluate(() => document.querySelector<HTMLElement>('#ValidTo')?.focus());
    for (const key of ['1', '2', '1', '1']) await fields.press(key);
    await popup.evaluate(() => document.querySelector<HTMLElement>('#Comment')?.focus());
    await fields.waitForText(/until …/);
    await popup.close();
    const { popup: again, fields: same } = await world.open();
    await same.waitForText(/until …/);
    await same.fill('Secret value', 'S3cret');
    // To come by is not to say that there is no end.
    for (const id of ['ValidTo', 'Comment'])
      await again.evaluate((id) => document.getElementById(id as string)?.focus(), id);
    await same.click('Save');
    await again.waitFor(
      () => document.querySelector('#ValidTo')?.getAttribute('aria-invalid') === 'true',
      null,
      'the error at Valid to',
    );
    expect(world.saves()).toBe(0);
    await same.click('No end');
    await same.click('Save');
    await same.waitForStatus(/^Saved/);
  });

  it('Enter in Length makes a secret of that length, and saves nothing', async () => {
    const { popup, fields } = await openListed();
    await world.fillIn(fields, world.entry);
    await fields.click('Generate');
    await fields.waitForText(/Length and characters/);
    const isPassedBy = () =>
      popup.evaluate(() => document.querySelector<HTMLInputElement>('#generator input')?.tabIndex);
    expect(await isPassedBy()).toBe(-1);
    await fields.click('Length and characters');
    expect(await isPassedBy()).toBe(0);
    await fields.fill('Length', '40');
    await fields.press('Enter');
    expect((await fields.field('Secret value')).value).toHaveLength(40);
    expect(world.saves()).toBe(0);
  });

  it('“Copied” is said of the secret that is there', async () => {
    const { fields } = await openListed();
    await fields.click('Generate');
    await fields.waitForText(/Length and characters/);
    await fields.click('Copy');
    await fields.waitForText(/Copied\./);
    await fields.click('Generate');
    expect(await fields.text()).not.toMatch(/Copied\./);
    await fields.fill('Secret value', '');
    await expect(fields.click('Copy')).rejects.toThrow('Copy is disabled');
  });

  it('dates stay dates where they were opened by hand, and a time comes back with them', async () => {
    const day = { ValidFrom: '2026-01-01T00:00:00', ValidTo: '2031-12-29T23:59:00', Comment: '' };
    world.crm.credentials.push(storedCredential({ PublicValue: 'days', ...day }));
    const { fields } = await openListed();
    await fields.click('From today, no end · no comment');
    await fields.fill('Type', 'imap');
    await fields.fill('Public value', 'days');
    await fields.waitForText(/Saving replaces the stored entry/);
    expect(await fields.field('Valid to')).toMatchObject({ type: 'date', value: '2031-12-29' });
    await fields.click('Whole days');
    await fields.fill('Valid to', '2031-12-29T14:30');
    await fields.click('Whole days');
    expect((await fields.field('Valid to')).value).toBe('2031-12-29');
    await fields.click('Whole days');
    expect((await fields.field('Valid to')).value).toBe('2031-12-29T14:30');
  });
});

describe('the list, while things happen', () => {
  const savedInSight = () => {
    const row = document.querySelector('li.saved');
    const room = row?.closest('.rows')?.getBoundingClientRect();
    const { top, bottom } = row?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    return room !== undefined && top >= room.top - 1 && bottom <= room.bottom + 1;
  };

  it('has the entry just saved in sight, also where what is told takes room from it, and each time', async () => {
    for (let row = 1; row <= 12; row += 1)
      world.crm.credentials.push(storedCredential({ PublicValue: `row ${row}.` }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/row 12\./);
    for (const name of ['row 5.', 'row 11.', 'row 5.']) {
      await fields.click('Edit', name);
      await fields.fill('Secret value', `for ${name}`);
      await fields.press('Enter');
      await fields.waitForStatus(new RegExp(`^Saved.*${name}`));
      await popup.waitFor(
        (name) => document.querySelector('li.saved strong')?.textContent?.includes(name as string) ?? false,
        name,
        'the mark of the saved row',
      );
      await popup.waitFor(savedInSight, null, `${name} in sight`);
    }
  });

  it('keeps the heading of its first group in sight where it gets smaller', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(ALL);
    const height = () => popup.evaluate(() => document.querySelector('.rows')?.clientHeight ?? 0);
    const before = await height();
    await fields.click('From today, no end · no comment');
    await fields.waitForText(/Whole days/);
    expect(await height()).toBeLessThan(before);
    const isInSight = () => {
      const room = document.querySelector('.rows')?.getBoundingClientRect().top ?? 0;
      const heading = document.querySelector('.rows h3')?.getBoundingClientRect().top ?? -1;
      return heading >= room;
    };
    expect(await popup.evaluate(isInSight)).toBe(true);
  });

  it('shows a name that is longer than a row whole where the focus is, also at its end', async () => {
    const long = 'imap.a-server-with-a-long-name.fjordlys.example;jorg.mueller-thomsen@fjordlys.example';
    world.crm.credentials.push(storedCredential({ Type: 'smtp', PublicValue: long, Comment: '' }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/mueller-thomsen@/);
    const isWhole = () => {
      [...document.querySelectorAll<HTMLElement>('.stored li button:last-child')].at(-1)?.focus();
      const room = document.querySelector('.rows')?.getBoundingClientRect();
      const name = [...document.querySelectorAll('.what')].at(-1)?.getBoundingClientRect();
      return !!room && !!name && name.top >= room.top - 1 && name.bottom <= room.bottom + 1;
    };
    await popup.waitFor(isWhole, null, 'the whole name');
  });

  it('says of entries with one name what they are, each in its own room', async () => {
    for (const Comment of ['one', 'other'])
      world.crm.credentials.push(storedCredential({ PublicValue: 'twice', Comment }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/SuperOffice has several entries/);
    const rows = await popup.evaluate(() =>
      [...document.querySelectorAll('.stored li')].map((row) => {
        const hint = row.querySelector('.what > :last-child') as HTMLElement;
        return [
          row.getBoundingClientRect().bottom - hint.getBoundingClientRect().bottom >= 0,
          hint.scrollWidth <= hint.clientWidth,
        ];
      }),
    );
    expect(rows.flat()).not.toContain(false);
  });

  it('knows an entry that was saved in another spelling of its type', async () => {
    world.crm.stores = 'anyCase';
    const { fields } = await world.openOn('person');
    await fields.waitForText(ALL);
    await world.fillIn(fields, { Type: 'IMAP', 'Public value': 'spelled', 'Secret value': 'S3cret' });
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    await fields.click('Clear');
    await fields.fill('Type', 'imap');
    await fields.press('Tab');
    await fields.fill('Public value', 'spelled');
    await fields.waitForText(/Saving replaces the stored entry/);
    // To this server both are one.
    await fields.waitForText(/Stored credentials\s+4/);
    expect(await fields.text()).not.toMatch(/IMAP/);
    world.crm.stores = 'exactly';
    const { fields: other } = await world.openOn('person');
    await other.waitForText(ALL);
  });

  it('is read anew where nobody knows how a Save ended', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(ALL);
    await world.fillIn(fields, { Type: 'imap', 'Public value': 'open', 'Secret value': 'S3cret' });
    world.crm.fail(SAVE, 'html-504');
    // So that it can be seen while it is read.
    world.crm.delayMilliseconds = 500;
    await fields.press('Enter');
    await fields.waitForAlert(/not known/);
    await popup.waitFor(
      () => document.querySelector('.stored')?.getAttribute('aria-busy') === 'true',
      null,
      'the list being read',
    );
    world.crm.delayMilliseconds = 0;
    world.crm.fail(SAVE, undefined);
    await fields.click('Clear');
  });

  it('stays near a row that was removed', async () => {
    for (let row = 1; row <= 49; row += 1)
      world.crm.credentials.push(storedCredential({ PublicValue: `row ${row}.` }));
    const { fields } = await world.openOn('person');
    await fields.waitForText(/1–25 of \d+/);
    await fields.click('Next');
    await fields.click('Next');
    await fields.waitForText(/51–51 of 51/);
    await fields.click('Remove', 'row 49.');
    await fields.click('Remove', 'row 49.');
    await fields.waitForText(/26–50 of 50/);
  });
});

describe('a window that follows the tab', () => {
  const isAbout = (expected: unknown) =>
    document.querySelector<HTMLInputElement>('#Associate')?.value.includes(expected as string) ?? false;

  it('looks at once, and again as soon as it is free; what was cleared can still come back', async () => {
    const { popup } = await world.openOn('person');
    await popup.close();
    const window = await world.driver.extensionPage(`popup/index.html?tab=${await world.tab.tabId()}`);
    const show = (page: 'person' | 'resourceDiary') =>
      world.tab.evaluate((address) => history.pushState(null, '', address), world.crm.pages[page]);
    const waitFor = (number: string) => window.waitFor(isAbout, number, `#${number} in Associate`);
    try {
      const fields = form(window);
      await fields.waitForText(/Follow the tab/);
      await waitFor('#104');
      await show('resourceDiary');
      await fields.click('Follow the tab');
      await waitFor('#207');
      // Something is typed, and erased, while the tab goes on.
      await fields.fill('Public value', 'a');
      await show('person');
      await fields.fill('Public value', '');
      await waitFor('#104');
      await fields.fill('Public value', 'imap.new.example;jorg');
      await show('resourceDiary');
      await fields.click('Clear');
      await waitFor('#207');
      await fields.click('Undo');
      expect((await fields.field('Public value')).value).toBe('imap.new.example;jorg');
      await waitFor('#104');
    } finally {
      await window.close();
      await world.tab.bringToFront();
    }
  });
});

describe('a server in another time zone than a British computer', () => {
  const world = inWorld({ timeZone: 'Asia/Tokyo', language: 'en-GB' });

  it('has not ended what is valid there, and dates are written one way', async () => {
    world.crm.timeZone = 'Europe/Oslo';
    const inOslo = (milliseconds: number) =>
      new Date(Date.now() + milliseconds).toLocaleString('sv', { timeZone: 'Europe/Oslo' }).replace(' ', 'T');
    world.crm.credentials.push(
      storedCredential({ PublicValue: 'two hours', ValidTo: inOslo(2 * 60 * 60 * 1_000), Comment: '' }),
      storedCredential({ PublicValue: 'later', ValidTo: '2031-12-29T23:59:00', Comment: '' }),
    );
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/two hours/);
    const row = await popup.evaluate(
      () =>
        [...document.querySelectorAll('.stored li')].find((each) => each.textContent?.includes('two hours'))
          ?.textContent,
    );
    expect(row).not.toMatch(/ended/);
    await fields.click('Edit', 'later');
    await fields.waitForText(/until 29 Dec 2031[\s\S]*until 29 Dec 2031/);
  });
});

describe('with the keyboard', () => {
  const focused = () => document.activeElement?.id;
  /** Waits until a part of the form has the focus, by its id. */
  const waitForFocus = (popup: Surface, id: string) =>
    popup.waitFor((id) => document.activeElement?.id === id, id, `the focus on ${id}`);

  /** A name is typed, and Enter pressed before SuperOffice can have answered the search. */
  async function enterEarly(name: string): Promise<{ popup: Surface; fields: Form }> {
    const opened = await world.openOn('person');
    world.crm.delayMilliseconds = 500;
    await opened.fields.fill('Associate', name);
    await opened.fields.focus('Associate');
    await opened.fields.press('Enter');
    return opened;
  }

  it('a date is saved as it is shown, however much of it was typed', async () => {
    const entry = { PublicValue: 'renew', ValidFrom: '2026-01-01T00:00:00', ValidTo: '2027-12-15T23:59:00' };
    world.crm.credentials.push(storedCredential({ ...entry, Comment: '' }));
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/renew/);
    await fields.click('Edit', 'renew');
    await fields.fill('Secret value', 'S3cret');
    await fields.focus('Valid to');
    // The day comes second here, and might become a 30.
    await fields.press('ArrowRight');
    await fields.press('3');
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs('renew')).toMatchObject([{ ValidTo: expect.stringMatching(/^2027-12-03/) }]);
    await popup.close();
  });

  it('Enter after a refused removal saves nothing', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(ALL);
    await world.fillIn(fields, { Type: 'smtp', 'Public value': 'half.done', 'Secret value': 'not yet' });
    world.crm.fail('RemoveUntrustedCredentialsForAssociate', 'exception:SoSentryException');
    await fields.click('Remove', SMTP);
    await fields.click('Remove', SMTP);
    await fields.waitForAlert(/Not removed/);
    await waitForFocus(popup, 'status');
    await fields.press('Enter');
    await fields.press('Enter');
    world.crm.fail('RemoveUntrustedCredentialsForAssociate', undefined);
    // What comes after it finds no Save before it.
    await fields.fill('Secret value', 'S3cret');
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
    expect(world.heldAs('half.done')).toMatchObject([{ SecretValue: 'S3cret' }]);
  });

  it('what is typed right after a Save begins the next entry', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    await waitForFocus(popup, 'status');
    for (const key of 'k2.x') await fields.press(key);
    expect((await fields.field('Public value')).value).toBe('k2.x');
  });

  it('Tab takes the row that the arrows have reached, and goes on', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.fill('Associate', 'sanne');
    await fields.waitForText(/Sanne van den Broek/);
    await fields.focus('Associate');
    await fields.press('ArrowDown');
    await fields.press('Tab');
    expect((await fields.field('Associate')).value).toBe('Sanne van den Broek · SANNE · #106');
    expect(await popup.evaluate(focused)).toBe('Type');
  });

  it('Enter that comes before the search is answered takes whom it finds', async () => {
    const { popup } = await enterEarly('sanne');
    await popup.waitFor(
      () => (document.querySelector('#Associate') as HTMLInputElement).value.includes('#106'),
      null,
      'Sanne',
    );
    world.crm.delayMilliseconds = 0;
    expect(await popup.evaluate(() => document.querySelectorAll('[aria-invalid=true]').length)).toBe(0);
    expect(await popup.evaluate(() => document.querySelectorAll('[role=option]').length)).toBe(0);
    expect(world.saves()).toBe(0);
  });

  it('Enter that comes before the search has found nobody leaves the focus where the person goes on', async () => {
    const { popup, fields } = await enterEarly('nobody at all');
    await fields.focus('Public value');
    await fields.waitForText(/Choose an associate from the list/);
    world.crm.delayMilliseconds = 0;
    expect(await popup.evaluate(focused)).toBe('PublicValue');
    expect((await fields.field('Type')).invalid).toBe(false);
  });

  it('Tab takes no row that does something else', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, Type: 'ERP' });
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    await fields.fill('Type', '');
    await fields.focus('Type');
    await fields.waitForText(/Forget these types/);
    // The last row.
    await fields.press('ArrowUp');
    await fields.press('Tab');
    expect(await popup.evaluate(focused)).toBe('PublicValue');
    const kept = Object.entries(await world.driver.storages()).map((pair) => JSON.stringify(pair));
    expect(kept.join()).toContain('ERP');
  });

  it('what is typed after a click into a chosen name takes its place', async () => {
    const { popup, fields } = await world.openOn('person');
    const selected = await popup.evaluate(() => {
      const input = document.querySelector('#Associate') as HTMLInputElement;
      input.focus();
      input.setSelectionRange(4, 4);
      input.click();
      return input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0);
    });
    expect(selected).toBe((await fields.field('Associate')).value);
  });

  it.each(['#106', 'Sanne van den Broek · SANNE · #106'])('%s finds whom it names', async (name) => {
    const { fields } = await world.openOn('person');
    await fields.fill('Associate', name);
    await fields.waitForText(/Sanne van den Broek/);
    await fields.click('Sanne van den Broek · SANNE · #106');
    await world.fillIn(fields, world.entry);
    await fields.press('Enter');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toMatchObject([{ AssociateId: 106 }]);
  });

  it('a secret that was pasted with more than itself is told of, and stored as it is', async () => {
    const { fields } = await world.openOn('person');
    const { description } = await fields.field('Secret value');
    for (const [secret, note] of [
      ['S3cret ', 'The secret begins or ends with blanks.'],
      ['S3\u200bcret', 'The secret holds characters that cannot be seen.'],
    ] as const) {
      await fields.fill('Secret value', secret);
      await fields.waitForText(new RegExp(note));
    }
    await fields.fill('Secret value', 'S3 cret');
    await expect.poll(async () => (await fields.field('Secret value')).description).toBe(description);
  });
});
