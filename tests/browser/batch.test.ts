import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storedCredential } from '../crm/data.ts';
import { manyUsers } from '../crm/many-users.ts';
import { chooseFile, fileOf } from '../driver/document.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { inWorld } from './world.ts';

declare const chrome: { storage: { local: { clear(): Promise<void> } } };

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const LIST = 'GetUntrustedCredentialsForAssociate';
const SECRET = 'MARK-5ecr3t';

/** The page for many: what its table says is what the CRM holds, and what it says of each line is true. */
describe('many at once', () => {
  const world = inWorld();
  let opened: Surface | undefined;
  let tests = 0;
  /** A public value that no other test uses: the worker remembers what it has stored last. */
  const name = (index: number | string) => `many.example/${tests}/${index}`;

  beforeEach(() => {
    tests += 1;
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
    await world.tab.bringToFront();
  });

  /** As the form's link does it: the page in a tab of its own, for a CRM tab that was clicked on. */
  async function openBatch(): Promise<{ page: Surface; fields: Form }> {
    const { popup } = await world.openOn('person');
    await popup.close();
    const page = await world.driver.extensionPage(`batch/index.html?tab=${await world.tab.tabId()}`);
    opened = page;
    const fields = form(page);
    await fields.waitForText(/Cust12345|127\.0\.0\.1/);
    return { page, fields };
  }

  const entries = (prefix: string) =>
    world.crm.credentials.filter(({ PublicValue }) => PublicValue?.startsWith(prefix));

  /** The texts of the rows of a table, by its name. */
  const rowsOf = (page: Surface, name: string) =>
    page.evaluate(
      (label) =>
        [...document.querySelectorAll(`table[aria-label="${label}"] tbody tr`)].map((row) =>
          [...row.querySelectorAll('td')].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()),
        ),
      name,
    );

  it('stores what a table says, after it has checked it', async () => {
    const { page, fields } = await openBatch();
    await fields.fill(
      'Table',
      [
        'User\tType\tPublic value\tSecret value\tValid to\tComment',
        'JORG\timap\tmail.example/jorg\t=S3cret 1\t31.12.2027\tNew server',
        'sanne@fjordlys.example\timap\tmail.example/sanne\t00123\t\t',
        '#101\tsmtp\tmail.example/kare\t x \t2027-06-30\t',
        'Nobody\timap\tmail.example/nobody\ts\t\t',
      ].join('\n'),
    );
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    expect(
      (await rowsOf(page, 'Lines')).map(([line, ...cells]) => [line, ...cells.slice(0, 3), cells[4]]),
    ).toEqual(
      [
        ['2', 'Jörg Müller-Thomsen · JORG · #104', 'imap', 'mail.example/jorg', 'Ready '],
        ['3', 'Sanne van den Broek · SANNE · #106', 'imap', 'mail.example/sanne', 'Ready '],
        [
          '4',
          'Kåre Bjørnstad · KARE · #101',
          'smtp',
          'mail.example/kare',
          'Ready The secret begins or ends with blanks.',
        ],
        ['5', 'Nobody', 'imap', 'mail.example/nobody', 'Unknown user '],
      ].map((cells) => cells.map((cell) => cell.trim())),
    );
    expect(world.crm.requests.filter(({ operation }) => operation === SAVE)).toEqual([]);
    await fields.click('Store');
    await fields.click('Store 3 entries');
    await fields.waitForStatus(/^Done:/);
    expect(await fields.status()).toBe('Done: 3 Stored · 1 Skipped.');
    const held = entries('mail.example/');
    expect(
      held
        .map(({ AssociateId, Type, SecretValue, ValidTo }) => [AssociateId, Type, SecretValue, ValidTo])
        .sort(),
    ).toEqual([
      [101, 'smtp', ' x ', '2027-06-30T23:59:00'],
      [104, 'imap', '=S3cret 1', '2027-12-31T23:59:00'],
      [106, 'imap', '00123', '9999-12-31T23:59:59'],
    ]);
  });

  it('shows who has what, and removes what is ticked', async () => {
    const { page, fields } = await openBatch();
    await fields.click('Who has what');
    await fields.fill('Other type', 'ERP');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    expect(await fields.status()).toBe('Found: 5 in all. People with entries: 2. People without: 3.');
    const rows = await rowsOf(page, 'Entries');
    expect(rows.map((cells) => [cells[1], cells[3], cells[4], cells[7]])).toEqual([
      ['Jörg Müller-Thomsen · JORG · #104', 'imap', 'imap.fjordlys.example/jorg', 'Valid'],
      ['Jörg Müller-Thomsen · JORG · #104', 'imap', 'imap.alt.example/jorg.mt', 'Expired'],
      ['Jörg Müller-Thomsen · JORG · #104', 'smtp', 'smtp.fjordlys.example/jorg', 'Valid'],
      ['Sanne van den Broek · SANNE · #106', 'smtp', 'smtp.fjordlys.example/sanne', 'Switched off'],
      ['Sanne van den Broek · SANNE · #106', 'ERP', 'SBROEK@erp.fjordlys.example', 'Valid'],
    ]);
    await fields.fill('Jörg Müller-Thomsen · JORG · #104 · imap · imap.alt.example/jorg.mt', true);
    await fields.click('Remove…');
    await fields.waitForText(/Remove from .*Cust12345\? Entries: 1\. People: 1\./);
    await fields.click('Remove entries: 1');
    await fields.waitForText(/imap\.alt\.example\/jorg\.mt[\s\S]*Removed/);
    expect(entries('imap.alt.example/')).toEqual([]);
    expect(world.crm.credentials).toHaveLength(4);
  });

  /** A table of lines for people of the demo CRM, each with a public value of its own. */
  const tableFor = (...users: readonly string[]) =>
    [
      'User\tType\tPublic value\tSecret value',
      ...users.map((user, index) => `${user}\timap\t${name(index)}\t${SECRET} ${index}`),
    ].join('\n');

  async function check(fields: Form, table: string): Promise<void> {
    await fields.fill('Table', table);
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
  }

  async function store(fields: Form, count: number): Promise<void> {
    await fields.click('Store');
    await fields.click(`Store ${count} entries`);
  }

  const statesOf = async (page: Surface) =>
    (await rowsOf(page, 'Lines')).map((cells) => /^[A-Z][a-z]+( [a-z]+)?/.exec(cells[5] ?? '')?.[0]);

  it('mends what is wrong in place', async () => {
    world.crm.tenants.Cust12345.associates.push(
      ...manyUsers(2).map((user) => ({ ...user, FullName: 'Anna Berg' })),
    );
    const { page, fields } = await openBatch();
    await check(
      fields,
      [
        'User\tPublic value\tSecret value\tValid to',
        `Jorg Muller Thomsen\t${name(0)}\t${SECRET}\t`,
        `Anna Berg\t${name(1)}\t${SECRET}\t`,
        `SANNE\t${name(2)}\t\t`,
        `KARE\t${name(3)}\t${SECRET}\t31.11.2027`,
        `EMILY\t${name(4)}\t${SECRET}\t`,
        `EMILY\t${name(4).toUpperCase()}\t${SECRET}\t`,
      ].join('\n'),
    );
    // Nothing says of what type they are.
    expect(await statesOf(page)).toEqual([
      'Unknown user',
      'Several users',
      'Wrong',
      'Wrong',
      'Wrong',
      'Wrong',
    ]);
    await fields.fill('Type', 'imap');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked: .*Twice/);
    expect(await statesOf(page)).toEqual([
      ...['Unknown user', 'Several users', 'Wrong', 'Wrong', 'Twice', 'Twice'],
    ]);
    await fields.click('Did you mean Jörg Müller-Thomsen?');
    await fields.waitForStatus(/1 Ready/);
    await fields.click('Change line 3');
    await fields.click('Anna Berg · U002 · #1001 · u002@mail.fjordlys.example · Support');
    await fields.waitForStatus(/2 Ready/);
    await fields.click('Change line 4');
    // What holds for all is in sight, and what is typed is given up by a name that says so.
    expect(
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#line-Type')?.placeholder),
    ).toBe('imap');
    await fields.click('Close');
    await fields.click('Change line 4');
    await fields.fill('Secret value, line 4', 'given up');
    await fields.click('Cancel');
    await fields.click('Change line 4');
    await fields.fill('Secret value, line 4', `${SECRET} typed`);
    await fields.click('Apply');
    await fields.waitForStatus(/3 Ready/);
    await fields.click('Change line 5');
    expect(await fields.field('Valid to, line 5')).toMatchObject({
      invalid: true,
      description: 'There is no such day.',
    });
    await fields.fill('Valid to, line 5', '30.11.2027');
    await fields.press('Enter');
    await fields.waitForStatus(/4 Ready/);
    await fields.click('Leave out', name(4).toUpperCase());
    await fields.waitForStatus(/5 Ready · 1 Left out/);
    await store(fields, 5);
    await fields.waitForStatus(/^Done: 1 Left out · 5 Stored/);
    expect(
      entries('many.example/')
        .map(({ AssociateId, SecretValue }) => [AssociateId, SecretValue])
        .sort(([one], [other]) => Number(one) - Number(other)),
    ).toEqual([
      [101, SECRET],
      [104, SECRET],
      [106, `${SECRET} typed`],
      [107, SECRET],
      [1001, SECRET],
    ]);
  });

  it('asks once which of day and month comes first', async () => {
    const { fields } = await openBatch();
    await check(
      fields,
      `User\tType\tPublic value\tSecret value\tValid to\nJORG\timap\t${name(0)}\t${SECRET}\t03/04/2027`,
    );
    await fields.waitForText(/Which comes first in 03\/04\/2027/);
    await fields.fill('The month', true);
    await fields.waitForStatus(/1 Ready/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    expect(entries('many.example/')[0]?.ValidTo).toBe('2027-03-04T23:59:00');
  });

  it('stops at once when another user signs in in the middle, and goes on for the right one', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE', 'KARE', 'EMILY', 'ASE'));
    await fields.fill('At the same time', '1');
    // As another tab of the same browser would: this one's page stays as it is.
    const signIn = (user: string) =>
      world.tab.evaluate(
        async (address) => void (await fetch(address)),
        `${world.crm.pages.signIn}?user=${user}`,
      );
    world.crm.delayMilliseconds = 300;
    await store(fields, 5);
    await vi.waitFor(() => expect(entries(name(''))).toHaveLength(1), 10_000);
    await signIn('KARE');
    await fields.waitForAlert(/opened as Åse Lindqvist, but now Kåre Bjørnstad is signed in/);
    await fields.waitForStatus(/Once that is solved, choose “Continue”/);
    world.crm.delayMilliseconds = 0;
    // What was sent by then is told as it is; of the others nothing was sent.
    const told = await statesOf(page);
    for (const [index, state] of told.entries())
      if (state !== 'Not known')
        expect([state, entries(name(index)).length]).toEqual([state, state === 'Stored' ? 1 : 0]);
    expect(told.at(-1)).toBe('Waiting');
    await signIn('ASE');
    await fields.click('Continue');
    await fields.waitForStatus(/^Done: 5 Stored\./);
    expect(await fields.alert()).toBe('');
    expect(entries('many.example/')).toHaveLength(5);
    expect(await statesOf(page)).toEqual(['Stored', 'Stored', 'Stored', 'Stored', 'Stored']);
  });

  it('tells the truth of each line when the connection is lost, and sends none twice', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE', 'KARE', 'EMILY', 'ASE'));
    world.crm.fail(SAVE, 'drop-after');
    await store(fields, 5);
    await fields.waitForText(/paused|Done:/);
    world.crm.fail(SAVE, undefined);
    if (/paused/.test(await fields.text())) await fields.click('Continue');
    await fields.waitForStatus(/^Done:/);
    expect(await statesOf(page)).toEqual(['Stored', 'Stored', 'Stored', 'Stored', 'Stored']);
    expect(entries('many.example/')).toHaveLength(5);
  });

  it('tells the truth when the browser stops the worker in the middle, and goes on', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE', 'KARE', 'EMILY', 'ASE'));
    world.crm.fail(SAVE, 'slow');
    await store(fields, 5);
    await vi.waitFor(() => expect(world.saves()).toBeGreaterThanOrEqual(4), 10_000);
    await world.driver.stopBackground();
    world.crm.fail(SAVE, undefined);
    await fields.waitForText(/paused|Done:/);
    if (/paused/.test(await fields.text())) await fields.click('Continue');
    await fields.waitForStatus(/^Done:/);
    const said = await statesOf(page);
    // Whatever is said to be stored is; of the others nobody knows more before they are asked for again.
    for (const [index, state] of said.entries())
      expect([state, entries(name(index)).length]).toEqual(
        state === 'Stored' ? ['Stored', 1] : ['Not known', 0],
      );
    if (said.includes('Not known')) await fields.click('Again');
    await fields.waitForStatus(/^Done: 5 Stored\./);
    expect(entries(name('')).map(({ PublicValue }) => PublicValue)).toHaveLength(5);
  });

  it('pauses after three failures alike, and goes on by one button', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE', 'KARE', 'EMILY', 'ASE'));
    await fields.fill('At the same time', '1');
    world.crm.fail(SAVE, 'fault-500');
    await store(fields, 5);
    await fields.waitForText(/paused/);
    const labels = () =>
      page.evaluate(() => [...document.querySelectorAll('button')].map(({ textContent }) => textContent));
    expect(await labels()).toContain('Continue');
    expect(await labels()).not.toContain('Try again');
    world.crm.fail(SAVE, undefined);
    await fields.click('Continue');
    await fields.waitForStatus(/^Done: 2 Stored · 3 Not stored\./);
    await fields.click('Again');
    await fields.waitForStatus(/^Done: 5 Stored\./);
    expect(entries(name(''))).toHaveLength(5);
  });

  it('pauses and stops before the next line, and tries again what is left', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE', 'KARE', 'EMILY', 'ASE'));
    await fields.fill('At the same time', '1');
    world.crm.fail(SAVE, 'slow');
    await store(fields, 5);
    await vi.waitFor(() => expect(world.saves()).toBe(1), 10_000);
    await fields.click('Pause');
    world.crm.fail(SAVE, undefined);
    await fields.waitForText(/1 of 5 · paused/);
    expect(entries(name(''))).toHaveLength(1);
    await fields.click('Stop');
    await fields.waitForStatus(/^Done:/);
    expect(await statesOf(page)).toEqual(['Stored', 'Skipped', 'Skipped', 'Skipped', 'Skipped']);
    await fields.click('Again');
    await fields.waitForStatus(/^Done: 5 Stored\./);
    expect(world.saves()).toBe(5);
    expect(entries(name(''))).toHaveLength(5);
  });

  it('says that the tab was closed in the middle, and of the line on its way that nobody knows', async () => {
    const { page } = await openBatch();
    const other = await world.driver.openTab(world.crm.pages.person);
    const popup = await other.clickToolbar();
    await form(popup).waitForField('Associate');
    await popup.close();
    const address = `batch/index.html?tab=${await other.tabId()}`;
    await page.close();
    opened = await world.driver.extensionPage(address);
    const there = form(opened);
    await there.waitForField('Table');
    await check(there, tableFor('JORG', 'SANNE', 'KARE'));
    await there.fill('At the same time', '1');
    world.crm.fail(SAVE, 'slow');
    await store(there, 3);
    await vi.waitFor(() => expect(world.saves()).toBe(1), 10_000);
    await other.close();
    await there.waitForAlert(/The CRM tab is closed\./);
    await there.click('Stop');
    await there.waitForStatus(/^Done: 1 Not known · 2 Skipped\./);
    expect(await statesOf(opened)).toEqual(['Not known', 'Skipped', 'Skipped']);
    world.crm.fail(SAVE, undefined);
    expect(entries(name(1)).length + entries(name(2)).length).toBe(0);
  });

  it('removes again what was new, and nothing that it replaced', async () => {
    const { fields } = await openBatch();
    const [kept] = world.crm.credentials;
    await check(
      fields,
      `User\tType\tPublic value\tSecret value\nJORG\timap\t${kept?.PublicValue}\t${SECRET}\nSANNE\timap\t${name(1)}\t${SECRET}`,
    );
    await fields.waitForStatus(/1 Ready · 1 Replaces/);
    await store(fields, 2);
    await fields.waitForStatus(/^Done: 2 Stored/);
    await fields.click('Remove the new ones…');
    await fields.waitForText(/What was replaced cannot come back/);
    await fields.click('Remove entries: 1');
    await fields.waitForStatus(/^Done: 1 Stored · 1 Removed/);
    expect(entries('many.example/')).toEqual([]);
    expect(world.heldAs(kept?.PublicValue ?? '')).toMatchObject([{ SecretValue: SECRET }]);
  });

  it('skips what was stored when the page was closed in the middle, and keeps no secret', async () => {
    const first = await openBatch();
    // Of what other tests have left open.
    await first.page.evaluate(() => chrome.storage.local.clear());
    await check(first.fields, tableFor('JORG', 'Nobody', 'SANNE'));
    await store(first.fields, 2);
    await first.fields.waitForStatus(/^Done: 2 Stored/);
    expect(JSON.stringify(await world.driver.storages())).not.toContain(SECRET);
    await opened?.close();
    opened = undefined;
    world.crm.requests.length = 0;
    const { page, fields } = await openBatch();
    await fields.waitForText(
      /Entries stored, the last at .*: 2\. Paste the table again and they are skipped/,
    );
    await check(fields, tableFor('JORG', 'EMILY', 'SANNE'));
    expect(await statesOf(page)).toEqual(['Stored before', 'Ready', 'Stored before']);
    await store(fields, 1);
    await fields.waitForStatus(/^Done: /);
    expect(world.saves()).toBe(1);
    // All of it is stored now, so nothing is kept any more, and the table is gone from the page.
    expect(JSON.stringify(await world.driver.storages())).not.toContain('batch:');
    expect((await fields.field('Table')).value).toBe('');
  });

  it('puts secrets into Save requests, and nowhere else', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'Nobody'));
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    const carrying = world.crm.requests.filter(({ path, headers, body }) =>
      [path, body, ...Object.values(headers)].some((each) => each.includes(SECRET)),
    );
    expect(carrying.map(({ operation }) => operation)).toEqual([SAVE]);
    expect(JSON.stringify([await world.driver.storages(), world.driver.console])).not.toContain(SECRET);
    const shown = await page.evaluate(() => document.querySelector('.lines')?.textContent ?? '');
    expect(shown).not.toContain(SECRET);
  });

  it('shows the table once it is checked to who goes there, and forgets the clipboard on demand', async () => {
    const { page, fields } = await openBatch();
    const covering = () =>
      page.evaluate(() => {
        const table = document.querySelector('textarea') as HTMLTextAreaElement;
        return getComputedStyle(table).getPropertyValue('-webkit-text-security');
      });
    await fields.fill('Table', tableFor('JORG', 'Nobody'));
    expect(await covering()).toBe('none');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    // After all else is drawn.
    await vi.waitFor(async () => expect(await covering()).toBe('disc'));
    await page.evaluate(() => document.querySelector('textarea')?.focus());
    expect(await covering()).toBe('none');
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    await page.evaluate(() => {
      const { clipboard } = navigator;
      const write = clipboard.writeText.bind(clipboard);
      clipboard.writeText = async (text) => {
        document.body.dataset.copied = `“${text}”`;
        await write(text);
      };
      const clear = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'Clear the clipboard',
      );
      clear?.focus();
    });
    // A key, and not the page, has to ask for it.
    await page.press('Enter');
    await fields.waitForStatus(/The clipboard is empty/);
    expect(await page.evaluate(() => document.body.dataset.copied)).toBe('“”');
  });

  it('warns who closes it while lines are still to be stored, and nobody else', async () => {
    const { page, fields } = await openBatch();
    const isWarning = () =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await isWarning()).toBe(false);
    await check(fields, tableFor('JORG', 'SANNE'));
    expect(await isWarning()).toBe(true);
    world.crm.fail(SAVE, 'slow');
    await store(fields, 2);
    await vi.waitFor(() => expect(world.saves()).toBe(2), 10_000);
    expect(await isWarning()).toBe(true);
    world.crm.fail(SAVE, undefined);
    await fields.waitForStatus(/^Done: 2 Stored/);
    expect(await isWarning()).toBe(false);
  });

  it('hands people of one tab to the other, with all but their secrets', async () => {
    const { page, fields } = await openBatch();
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    await fields.fill('Search in the table', 'jorg.mt');
    await fields.click('Select all');
    await fields.click('Renew…');
    await fields.waitForField('Table');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked: 1 in all: 1 Wrong/);
    await fields.click('Change line 2');
    await fields.fill('Secret value, line 2', SECRET);
    await fields.click('Apply');
    await fields.waitForStatus(/1 Replaces/);
    expect(await statesOf(page)).toEqual(['Replaces']);
  });

  async function askWho(): Promise<{ page: Surface; fields: Form }> {
    const opened = await openBatch();
    await opened.fields.click('Who has what');
    await opened.fields.click('Ask');
    await opened.fields.waitForStatus(/^Found:/);
    return opened;
  }

  const focusedId = (page: Surface) => page.evaluate(() => document.activeElement?.id);
  const focusedText = (page: Surface) => page.evaluate(() => document.activeElement?.textContent);

  /** As a keyboard does it: the focus is where the button was. */
  const pressButton = async (page: Surface, button: string) => {
    await page.evaluate(
      (text) => [...document.querySelectorAll('button')].find((each) => each.textContent === text)?.focus(),
      button,
    );
    await page.press('Enter');
  };

  it('renews with the days of all, and the focus goes along', async () => {
    const { page, fields } = await askWho();
    await fields.fill('Search in the table', 'jorg.mt');
    await fields.click('Select all');
    await pressButton(page, 'Renew…');
    await fields.waitForField('Table');
    expect(await focusedText(page)).toBe('Store for many');
    await fields.fill('Valid to', '2030-12-31');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    expect((await rowsOf(page, 'Lines'))[0]?.[4]).toMatch(/2030/);
  });

  it('acts on the rows that it shows, and says what is left', async () => {
    const { page, fields } = await askWho();
    await fields.click('Select all');
    await fields.fill('Search in the table', 'switched off');
    await fields.waitForText(/1 selected/);
    await fields.fill('Search in the table', 'nobody has this');
    await fields.waitForText(/No row matches the search\./);
    await expect(fields.click('Save as file')).rejects.toThrow('Save as file is disabled');
    await fields.fill('Search in the table', 'switched off');
    await fields.waitForText(/1 selected/);
    expect((await rowsOf(page, 'Entries')).map((cells) => cells[2])).toEqual(['sanne@mail.fjordlys.example']);
    await fields.click('Remove…');
    await fields.waitForText(/Entries: 1\. People: 1\./);
    await fields.click('Cancel');
    await fields.fill('Search in the table', '');
    await fields.waitForText(/4 selected/);
    await fields.click('Select none');
    expect(await fields.text()).not.toMatch(/selected/);
    await fields.click('State');
    const states = (await rowsOf(page, 'Entries')).map((cells) => cells[7]);
    expect(states).toEqual([...states].sort());
    const chips = () =>
      page.evaluate(() => [...document.querySelectorAll('.chip')].map(({ textContent }) => textContent));
    expect(await chips()).toEqual(['Expired 1', 'no end 3', 'Switched off 1', 'Has none 3']);
    await fields.click('Select all');
    await fields.click('Remove…');
    await pressButton(page, 'Remove entries: 4');
    await fields.waitForStatus(/^Found: 0 in all\. People with entries: 0\. People without: 5\./);
    expect(await chips()).toEqual(['Has none 5', 'Removed 4']);
    await page.waitFor(() => document.activeElement?.textContent === 'Save as file', null, 'the focus');
  });

  it('stops asking, and goes on where it was', async () => {
    world.crm.tenants.Cust12345.associates.push(...manyUsers(20));
    const { page, fields } = await openBatch();
    await fields.click('Who has what');
    world.crm.delayMilliseconds = 200;
    await fields.click('Ask');
    await fields.waitForText(/[1-9]\d* of \d+/);
    await pressButton(page, 'Stop');
    await fields.waitForStatus(/Questions without an answer: \d+/);
    world.crm.delayMilliseconds = 0;
    expect(await focusedText(page)).toBe('Continue');
    const asked = () =>
      world.crm.requests.filter(({ operation }) => operation === 'GetUntrustedCredentialsForAssociate')
        .length;
    const [before, left] = [asked(), Number(/answer: (\d+)/.exec(await fields.status())?.[1])];
    await fields.click('Continue');
    await fields.waitForStatus(/^Found: 4 in all/);
    expect(asked() - before).toBe(left);
  });

  it('hands out what it shows, though nobody is signed in any more', async () => {
    const { page, fields } = await askWho();
    await fields.click('Store for many');
    const { sessions } = world.crm.tenants.Cust12345;
    const held = [...sessions];
    sessions.clear();
    await fields.fill('Table', tableFor('JORG'));
    await fields.click('Check');
    await fields.waitForAlert(/not signed in/);
    await fields.click('Who has what');
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        document.body.dataset.copied = text;
      };
    });
    await fields.click('Copy');
    await fields.waitForStatus(/Rows: 4/);
    const copied = await page.evaluate(() => document.body.dataset.copied);
    // For the tests that follow.
    for (const [id, session] of held) sessions.set(id, session);
    expect(copied?.split('\r\n')).toHaveLength(5);
  });

  it('finds the heading below a title, and asks for the users where no column holds them', async () => {
    const { page, fields } = await openBatch();
    await check(fields, `\nNew server\n${tableFor('JORG')}\n${tableFor('SANNE').replaceAll('/0', '/1')}`);
    expect((await rowsOf(page, 'Lines')).map((cells) => [cells[0], cells[5]])).toEqual([
      ['4', 'Ready'],
      ['6', 'Ready'],
    ]);
    await fields.fill('Table', `Type\tPublic value\tSecret value\nimap\t${name(0)}\t${SECRET}`);
    await fields.waitForText(/Say which column holds the user\./);
    const wide = Array.from({ length: 300 }, (_, index) => `C${index}`).join('\t');
    await fields.fill('Table', `User\tType\tSecret value\t${wide}\nJORG\timap\ts${'\tx'.repeat(300)}`);
    await fields.waitForText(/C299/);
    expect(await page.evaluate(() => document.querySelectorAll('[aria-invalid="true"]').length)).toBe(12);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(2000);
  });

  it('keeps in sight how a row stands, in a narrow window', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG'));
    const inSight = (columns: readonly string[]) =>
      page.evaluate((all) => {
        document.body.style.width = '560px';
        const box = [...document.querySelectorAll('.scroll')].find((each) => each.checkVisibility());
        const { left, right } = (box as Element).getBoundingClientRect();
        return all.map((column) => {
          const cell = (box as Element).querySelector(`td[data-column="${column}"]`) as Element;
          const at = cell.getBoundingClientRect();
          return at.left >= left && at.right <= right;
        });
      }, columns);
    expect(await inSight(['state', 'act'])).toEqual([true, true]);
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    expect(await inSight(['state'])).toEqual([true]);
  });

  it('does all of it by keyboard alone', async () => {
    const { page, fields } = await openBatch();
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
        return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
      });
    const tabTo = async (wanted: string, key = 'Tab') => {
      for (let stops = 0; stops < 40; stops += 1) {
        if ((await focused()).startsWith(wanted)) return;
        await page.press(key);
      }
      throw new Error(`Tab does not lead to ${wanted}`);
    };
    await fields.fill('Table', tableFor('JORG', 'van den Broek Sanne'));
    await tabTo('Check');
    await page.press('Enter');
    await fields.waitForStatus(/^Checked:/);
    await tabTo('Change line 3');
    await page.press('Enter');
    await page.waitFor(() => document.activeElement?.textContent === 'Line 3', null, 'the line to be mended');
    await page.press('Tab');
    await vi.waitFor(async () => expect(await focused()).toMatch(/^Sanne van den Broek/));
    await page.press('Enter');
    await fields.waitForStatus(/2 Ready/);
    // The focus goes back to where it came from.
    await vi.waitFor(async () => expect(await focused()).toBe('Change line 3'));
    await tabTo('Store', 'Shift+Tab');
    await page.press('Enter');
    await fields.waitForText(/Store in .*\? Entries: 2\. People: 2\./);
    await vi.waitFor(async () => expect(await focused()).toBe('Cancel'));
    await page.press('Tab');
    await page.press('Enter');
    await fields.waitForStatus(/^Done: 2 Stored/);
    await vi.waitFor(async () => expect(await focused()).toBe('Save report'));
    await tabTo('Store for many', 'Shift+Tab');
    await page.press('ArrowLeft');
    await vi.waitFor(async () => expect(await focused()).toBe('Who has what'));
    await tabTo('Ask');
    await page.press('Enter');
    await fields.waitForStatus(/^Found:/);
    expect(entries(name(''))).toHaveLength(2);
  });

  it('asks what a column holds, and how a file is to be read, where that cannot be told', async () => {
    const { page, fields } = await openBatch();
    // Windows-1252, as a spreadsheet in Norway saves it; and a column that nobody knows.
    const table = `Bruker;Hemmelig verdi;Offentlig verdi;Avdeling\r\nÅse Lindqvist;${SECRET};${name(0)};Økonomi\r\n`;
    await page.evaluate(chooseFile, fileOf('table.csv', Buffer.from(table, 'latin1')));
    await fields.waitForText(/Are these words right\? .*Åse Lindqvist/);
    expect((await fields.field('Encoding')).value).toBe('WINDOWS-1252');
    expect(await fields.field('Avdeling')).toMatchObject({ invalid: true });
    await fields.fill('Avdeling', 'Not used');
    await fields.fill('Type', 'imap');
    await fields.click('Check');
    await fields.waitForStatus(/1 Ready/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    expect(entries(name(''))).toMatchObject([{ AssociateId: 100, SecretValue: SECRET }]);
  });

  it('saves reports and entries as files without secrets, that can be read again', async () => {
    const { page, fields } = await openBatch();
    await page.evaluate(() => {
      const { createObjectURL } = URL;
      URL.createObjectURL = (blob: Blob) => {
        void blob.arrayBuffer().then((bytes) => {
          // Decoded as it is: what begins the file is part of it.
          document.documentElement.dataset.saved = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
            bytes,
          );
        });
        return createObjectURL(blob);
      };
    });
    const saved = async () => {
      await page.waitFor(() => document.documentElement.dataset.saved !== undefined, null, 'a file');
      return page.evaluate(() => {
        const { saved } = document.documentElement.dataset;
        delete document.documentElement.dataset.saved;
        return saved ?? '';
      });
    };
    await check(fields, tableFor('JORG', 'Nobody'));
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    await fields.click('Save report');
    const report = (await saved()).split('\r\n');
    expect(report[0]).toBe('\ufeffLine,User,Type,Public value,Result,Time');
    expect(report[1]).toMatch(/^2,Jörg Müller-Thomsen · JORG · #104,imap,.*,Stored,\d{4}-/);
    expect(report[2]).toMatch(/^3,Nobody,imap,.*,Skipped/);
    expect(report.join()).not.toContain(SECRET);
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    await fields.click('Save as file');
    const file = await saved();
    expect(file).toMatch(/^\ufeffUser,Type,Public value,Secret value,Valid from,Valid to,Comment,Active\r\n/);
    expect(file).toContain('JORG,imap,imap.fjordlys.example/jorg,,03/01/2024,,Mailbox,yes\r\n');
    await fields.click('Store for many');
    await fields.click('Save a template');
    const heading = file.split('\r\n')[0];
    expect(await saved()).toBe(`${heading}\r\n`);
    await fields.click('Who has what');
    await fields.fill('Jörg Müller-Thomsen · JORG · #104 · imap · imap.fjordlys.example/jorg', true);
    await fields.click('Store for many');
    await fields.click('Save a template');
    expect(await saved()).toBe(
      `${heading}\r\nJORG,imap,imap.fjordlys.example/jorg,,03/01/2024,,Mailbox,yes\r\n`,
    );
  });

  it('stores anew what was tried and has changed since, and still knows the one that was tried', async () => {
    const { page, fields } = await openBatch();
    const table = ['User\tType\tSecret value', `JORG\timap\t${SECRET} 1`, `SANNE\timap\t${SECRET} 2`].join(
      '\n',
    );
    await fields.fill('Table', table);
    await fields.fill('Public value', `${name('wrong')}/{user}`);
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    await fields.click('Try with one');
    await fields.waitForStatus(/Line 2/);
    expect(entries(name(''))).toHaveLength(1);
    await fields.fill('Public value', `${name('right')}/{user}`);
    await fields.click('Check');
    await fields.waitForText(/2 Ready/);
    await store(fields, 2);
    await fields.waitForStatus(/^Done: 3 Stored/);
    const held = () =>
      entries(name(''))
        .map(({ PublicValue }) => PublicValue)
        .sort();
    expect(held()).toEqual([`${name('right')}/JORG`, `${name('right')}/SANNE`, `${name('wrong')}/JORG`]);
    const stored = (await rowsOf(page, 'Lines')).map((cells) => [cells[0], cells[3], cells[5]]);
    expect(stored).toEqual([
      ['2', `${name('wrong')}/JORG`, 'Stored'],
      ['2', `${name('right')}/JORG`, 'Stored'],
      ['3', `${name('right')}/SANNE`, 'Stored'],
    ]);
    await fields.click('Remove the new ones…');
    await fields.click('Remove entries: 3');
    await fields.waitForStatus(/3 Removed/);
    expect(held()).toEqual([]);
  });

  it('removes again what was tried before another check', async () => {
    const { fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE'));
    await fields.click('Try with one');
    await fields.waitForStatus(/Line 2/);
    await fields.click('Check');
    await fields.waitForText(/1 Ready/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    await fields.click('Remove the new ones…');
    await fields.click('Remove entries: 2');
    await fields.waitForStatus(/2 Removed/);
    expect(entries(name(''))).toEqual([]);
  });

  it('settles what it has sent, and not what the line says by now', async () => {
    const { fields } = await openBatch();
    await fields.fill('Table', ['User\tType\tSecret value', `JORG\timap\t${SECRET}`].join('\n'));
    await fields.fill('Public value', name('one'));
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail('GetUntrustedCredentialsForAssociate', 'html-503');
    await store(fields, 1);
    await fields.waitForText(/Not known/);
    await fields.click('Stop');
    await fields.waitForStatus(/^Done:/);
    world.crm.fail(SAVE, undefined);
    world.crm.fail('GetUntrustedCredentialsForAssociate', undefined);
    // Nobody can change it, but what holds for all may change.
    await expect(fields.click('Change line 2')).rejects.toThrow(/0 parts/);
    await fields.fill('Public value', name('another'));
    await fields.click('Check');
    await fields.waitForStatus(/^Done:/);
    await fields.click('Again');
    await fields.waitForStatus(/1 Stored/);
    expect(entries(name(''))).toMatchObject([{ PublicValue: name('one') }]);
  });

  it('takes another user for the one that was chosen', async () => {
    const { fields } = await openBatch();
    await check(fields, tableFor('Jorg Muller-Thomsen'));
    await fields.click('Did you mean Jörg Müller-Thomsen?');
    await fields.waitForText(/1 Ready/);
    await fields.click('Change line 2');
    await fields.fill('User, line 2', 'SANNE');
    // What is typed is applied first, or given up.
    expect(await fields.text()).not.toMatch(/Try with one/);
    await fields.click('Apply');
    await fields.waitForText(/Sanne van den Broek · SANNE · #106/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    expect(entries(name(''))).toMatchObject([{ AssociateId: 106 }]);
  });

  it('keeps the secrets that it has made, as long as their rows stay as they are', async () => {
    const { page, fields } = await openBatch();
    const pattern = `${name(1)} {user}`;
    const table = ['User\tType\tPublic value', `#104\timap\t${pattern}`, `Nobody\timap\t${name(2)}`];
    await check(fields, table.join('\n'));
    await page.evaluate(() => {
      const { createObjectURL } = URL;
      URL.createObjectURL = (blob: Blob) => {
        void blob.text().then((text) => {
          document.documentElement.dataset.saved = text;
        });
        return createObjectURL(blob);
      };
    });
    await fields.click('Make one for each');
    await page.waitFor(() => document.documentElement.dataset.saved !== undefined, null, 'a file');
    const file = (await page.evaluate(() => document.documentElement.dataset.saved)) ?? '';
    // Not for a line that nobody is known of.
    expect(file.trim().split('\r\n')).toHaveLength(2);
    // With the names that the other system is to know.
    expect(file).toContain(`JORG,imap,${name(1)} JORG,`);
    const made = file.trim().split(',').at(-1) as string;
    await fields.waitForStatus(/^Checked: .*1 Ready/);
    await check(fields, [...table, `SANNE\timap\t${name(3)}`].join('\n'));
    await fields.waitForText(/1 Ready/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    expect(entries(name(1))).toMatchObject([{ PublicValue: `${name(1)} JORG`, SecretValue: made }]);
    // Nobody knows it but by its file, and that may not have arrived: also once nothing is left to be stored.
    for (const [line, status] of [
      ['3', /1 Left out/],
      ['4', /2 Left out/],
    ] as const) {
      await fields.click(`Change line ${line}`);
      await fields.click('Leave out');
      await fields.waitForStatus(status);
    }
    expect((await fields.field('Table')).value).toBe('');
    await page.evaluate(() => {
      delete document.documentElement.dataset.saved;
    });
    // What is said for all lines changes nothing of what is stored.
    await fields.fill('Comment', 'for the next table');
    await fields.click('Save the file again');
    await page.waitFor(() => document.documentElement.dataset.saved !== undefined, null, 'the file');
    expect(await page.evaluate(() => document.documentElement.dataset.saved)).toContain(made);
    expect(await page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(
      false,
    );
    // The next table may be typed, and takes none of them along.
    await fields.click('Save report');
    await fields.fill('Table', [...table.slice(0, 2), `SANNE\timap\t${name(3)}`].join('\n'));
    await fields.click('Check');
    await fields.waitForStatus(/^Checked: 2 in all/);
    expect(await fields.text()).not.toContain('Save the file again');
  });

  it('tries again what could not be tried, and mends what is left after a run', async () => {
    const { fields } = await openBatch();
    world.crm.fail(SAVE, 'exception:SoValidationException');
    await check(fields, tableFor('JORG'));
    await fields.click('Try with one');
    await fields.waitForText(/Not stored/);
    world.crm.fail(SAVE, undefined);
    await fields.click('Again');
    await fields.waitForStatus(/1 Stored/);

    await fields.fill('Table', tableFor('SANNE', 'Jorg Muller-Thomsen').replaceAll('many.', 'more.'));
    await fields.click('Replace the table');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked:/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done:/);
    await fields.click('Did you mean Jörg Müller-Thomsen?');
    await fields.waitForText(/1 Ready/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done: 2 Stored/);
  });

  it('finds what is doubtful, and keeps what is typed into a line from a check', async () => {
    const { page, fields } = await openBatch();
    await check(fields, `${tableFor('JORG')}\nKARE\timap\t${name(2)}\t1,23E+15`);
    await fields.click('With a warning 1');
    expect((await rowsOf(page, 'Lines')).map(([line]) => line)).toEqual(['3']);
    await fields.click('Change line 3');
    await fields.fill('Secret value, line 3', 'right');
    await expect(fields.click('Check')).rejects.toThrow('Check is disabled');
    await fields.click('Apply');
    // Nothing is doubtful any more: all is shown.
    await fields.waitForStatus(/2 Ready/);
    expect((await rowsOf(page, 'Lines')).map(([line]) => line)).toEqual(['2', '3']);
    await store(fields, 2);
    await fields.waitForStatus(/^Done: 2 Stored/);
    expect(world.heldAs(name(2)).map(({ SecretValue }) => SecretValue)).toEqual(['right']);
    world.crm.fail('RemoveUntrustedCredentialsForAssociate', 'exception:SoValidationException');
    await fields.click('Remove the new ones…');
    await fields.click('Remove entries: 2');
    await fields.waitForStatus(/^Done: 2 Not removed\./);
    expect(entries(name(''))).toHaveLength(2);
  });

  it('renews for who has none with a line for each type', async () => {
    const { page, fields } = await openBatch();
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    await fields.click('Has none 3');
    const none = await rowsOf(page, 'Entries');
    expect(none.map((cells) => cells[3])).toEqual(Array(3).fill('imap, smtp'));
    await fields.click('Select all');
    await fields.click('Renew…');
    const table = (await fields.field('Table')).value.trim().split('\n');
    const types = table.slice(1).map((row) => row.split('\t')[1]);
    expect(types).toEqual(none.flatMap(() => ['imap', 'smtp']));
  });

  it('keeps the focus in the row, where the button that had it goes', async () => {
    const { page, fields } = await openBatch();
    await check(fields, `${tableFor('JORG')}\n${tableFor('JORG').split('\n')[1]}\n\timap\t${name(1)}\t`);
    expect((await rowsOf(page, 'Lines')).at(-1)?.[5]).toBe('Unknown user User: Fill in this field.');
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        const row = element?.closest('tr')?.querySelector('td')?.textContent;
        return [row, element?.getAttribute('aria-label') ?? element?.textContent];
      });
    const press = async (label: string, row: string) => {
      await page.evaluate(
        ([text, first]) => {
          const rows = [...document.querySelectorAll('tbody tr')];
          const at = rows.find((each) => each.querySelector('td')?.textContent === first);
          const button = [...(at?.querySelectorAll('button') ?? [])].find(
            (each) => each.textContent === text,
          );
          button?.focus();
        },
        [label, row] as const,
      );
      await page.press('Enter');
    };
    await press('Leave out', '2');
    await fields.waitForStatus(/1 Left out/);
    await vi.waitFor(async () => expect(await focused()).toEqual(['2', 'Change line 2']));

    await fields.click('Change line 3');
    await fields.waitForText(/Secret value, line 3\s+has one; leave empty to keep it/);
    await fields.click('Close');
    await fields.click('Change line 4');
    await fields.waitForText(/Secret value, line 4/);
    expect(await fields.text()).not.toContain('has one;');
    await fields.click('Close');

    await fields.click('Who has what');
    world.crm.fail(LIST, 'exception:SoValidationException');
    await fields.click('Ask');
    await fields.waitForText(/Could not be read[\s\S]*Continue|Continue[\s\S]*Could not be read/);
    world.crm.fail(LIST, undefined);
    await fields.click('Continue');
    await fields.waitForText(/Could not be read Again/);
    await page.evaluate(() => {
      const again = [...document.querySelectorAll('table[aria-label="Entries"] button')];
      (again.find(({ textContent }) => textContent === 'Again') as HTMLElement).focus();
    });
    await page.press('Enter');
    await page.waitFor(() => document.activeElement !== document.body, null, 'the focus to stay');
    expect(await page.evaluate(() => document.activeElement?.closest('.scroll') !== null)).toBe(true);
  });

  /** Two of one name. */
  const namesakes = () =>
    manyUsers(2).map((user, index) => ({ ...user, Name: `KIM${index + 1}`, FullName: 'Kim Berg' }));

  /** Outside all fields. */
  const paste = (page: Surface, table: string) =>
    page.evaluate((data) => {
      (document.activeElement as HTMLElement).blur();
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', data);
      // Firefox takes another dictionary, which TypeScript does not know.
      const init = { clipboardData, data, dataType: 'text/plain', bubbles: true };
      document.body.dispatchEvent(new ClipboardEvent('paste', init));
    }, table);

  it('says that it does not take a table while it stores another', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'SANNE'));
    world.crm.fail(SAVE, 'slow');
    await store(fields, 2);
    await paste(page, tableFor('KARE'));
    await fields.waitForStatus(/^Storing….*The new table was not read, because something was running\./);
    world.crm.fail(SAVE, undefined);
    await fields.waitForStatus(/^Done: 2 Stored\. The new table was not read/);
    expect(await statesOf(page)).toEqual(['Stored', 'Stored']);
  });

  it('takes another separator for what is pasted, and keeps it while that is mended', async () => {
    const { page, fields } = await openBatch();
    const table = (user: string) => `User;Public value;Secret value\n${user};${name(0)};x,y`;
    await fields.fill('Table', table('Nobody'));
    await page.waitFor(() => document.querySelector('summary') !== null, null, 'the columns');
    await page.evaluate(() => document.querySelector('summary')?.click());
    await fields.fill('Separator', ',');
    await fields.waitForText(/Say which column holds the user/);
    await fields.fill('Separator', ';');
    await fields.fill('Table', table('JORG'));
    expect((await fields.field('Separator')).value).toBe(';');
    await fields.fill('Type', 'imap');
    await fields.click('Check');
    await fields.waitForStatus(/1 Ready/);
  });

  it('knows in one tab what the other has changed', async () => {
    const { page, fields } = await openBatch();
    world.crm.credentials.push(storedCredential({ PublicValue: name(0), SecretValue: 'old' }));
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.waitForStatus(/^Found:/);
    await fields.click('Store for many');
    await check(fields, tableFor('JORG', 'SANNE'));
    expect(await statesOf(page)).toEqual(['Replaces', 'Ready']);
    await fields.click('Try with one');
    await fields.waitForText(/Line 3 is stored: SuperOffice has it/);

    await fields.click('Who has what');
    await fields.waitForStatus(/Questions without an answer: 1\./);
    await fields.click('Continue');
    await fields.waitForStatus(/^Found: \d+ in all/);
    for (const index of [0, 1]) {
      await fields.fill('Search in the table', name(index));
      await fields.click('Select all');
      await fields.click('Remove…');
      await fields.click('Remove entries: 1');
      await fields.waitForText(/Removed/);
    }
    await fields.click('Store for many');
    await vi.waitFor(async () => expect(await statesOf(page)).toEqual(['Ready', 'Removed']));
  });

  it('replaces a report that is not saved, and what was mended, only after a question', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'Nobody'));
    await fields.click('Change line 3');
    await fields.fill('User, line 3', 'SANNE');
    await fields.click('Apply');
    await fields.waitForStatus(/2 Ready/);
    const next = tableFor('KARE');
    await paste(page, next);
    await fields.waitForText(/Replace the table\?/);
    await fields.click('Cancel');
    expect(await statesOf(page)).toEqual(['Ready', 'Ready']);
    await store(fields, 2);
    await fields.waitForStatus(/^Done: 2 Stored/);
    // A key pressed in the field by accident.
    await fields.fill('Table', 'x');
    await fields.waitForText(/Replace the table\?/);
    await fields.click('Cancel');
    expect((await fields.field('Table')).value).toBe('');
    expect(await statesOf(page)).toEqual(['Stored', 'Stored']);
    await paste(page, next);
    await fields.click('Replace the table');
    await fields.click('Check');
    await fields.waitForStatus(/^Checked: 1 in all/);
    await store(fields, 1);
    await fields.waitForStatus(/^Done: 1 Stored/);
    // Once it is saved there is nothing to lose.
    await fields.click('Save report');
    await paste(page, next);
    await page.waitFor(
      () => document.querySelector('textarea')?.value.includes('KARE') ?? false,
      null,
      'the table',
    );
  });

  it('keeps what is typed into a line whatever is pressed beside it', async () => {
    const { page, fields } = await openBatch();
    world.crm.tenants.Cust12345.associates.push(...namesakes());
    await check(fields, tableFor('Kim Berg', 'SANNE').replace(`${SECRET} 0`, ''));
    await fields.click('Change line 2');
    await fields.fill('Secret value, line 2', SECRET);
    await fields.press('Escape');
    await fields.click('Kim Berg · KIM2 · #1001 · u002@mail.fjordlys.example · Support');
    await fields.waitForStatus(/2 Ready/);
    await fields.click('Change line 3');
    await fields.fill('Comment, line 3', 'typed');
    await fields.click('Leave out');
    await fields.waitForStatus(/1 Left out/);
    await fields.click('Change line 3');
    expect((await fields.field('Comment, line 3')).value).toBe('typed');
    expect(await statesOf(page)).toEqual(['Ready', 'Left out']);
  });

  it('asks again before it replaces what nobody has agreed to', async () => {
    const { page, fields } = await openBatch();
    world.crm.credentials.push(
      storedCredential({ AssociateId: 106, PublicValue: name('old'), Comment: 'precious' }),
    );
    await check(fields, tableFor('JORG', 'SANNE'));
    await fields.fill('At the same time', '1');
    world.crm.fail(SAVE, 'fault-500');
    await store(fields, 2);
    await fields.waitForStatus(/^Done: 2 Not stored/);
    world.crm.fail(SAVE, undefined);
    await fields.click('Change line 3');
    await fields.fill('Public value, line 3', name('old'));
    await fields.click('Apply');
    await page.waitFor(() => document.body.textContent.includes('precious'), null, 'what would be replaced');
    await fields.click('Change line 2');
    await fields.fill('Valid to, line 2', '31.11.2027');
    await fields.click('Apply');
    // What keeps it from being stored is said, and not only that it was not.
    await fields.waitForText(/Not stored[\s\S]*There is no such day/);
    await fields.click('Again');
    await fields.waitForText(/Entries: 1\. People: 1\. Stored entries that are replaced: 1\./);
    expect(entries(name('old'))).toMatchObject([{ Comment: 'precious' }]);
    await fields.click('Store 1 entries');
    await fields.waitForStatus(/1 Stored/);
    expect(entries(name('old'))).toMatchObject([{ SecretValue: `${SECRET} 1` }]);
  });

  it('says which columns it does not read, and shows nothing of them', async () => {
    const { page, fields } = await openBatch();
    const table = [
      'User\tPublic value\tSecret value\tType\tOld one\tWhatever',
      `JORG\t${name(0)}\t${SECRET}\timap\tOLD-5ecr3t\tx`,
    ];
    await fields.fill('Table', table.join('\n'));
    await fields.waitForField('Old one');
    await fields.fill('Old one', 'Not used');
    await fields.click('Check');
    await fields.waitForStatus(/1 Ready.* Columns that are not read: Whatever\./);
    expect(await page.evaluate(() => document.querySelector('.columns')?.textContent)).not.toMatch(/5ecr3t/);
    await fields.click('Store');
    await fields.waitForText(/Entries: 1\. People: 1\. Columns that are not read: Whatever\./);
  });

  it('asks for the users in each tab, and neither cancels the other', async () => {
    const { fields } = await openBatch();
    await fields.fill('Table', tableFor('JORG'));
    world.crm.delayMilliseconds = 300;
    await fields.click('Who has what');
    await fields.click('Ask');
    await fields.click('Store for many');
    await fields.click('Check');
    await fields.waitForStatus(/1 Ready/);
    await fields.click('Who has what');
    await fields.waitForStatus(/^Found:/);
    expect(await fields.alert()).toBe('');
  });

  it('says what is doubtful before it stores it, and tries nothing that it would replace', async () => {
    const { fields } = await openBatch();
    world.crm.credentials.push(storedCredential({ PublicValue: name(0), SecretValue: 'old' }));
    await check(fields, tableFor('JORG').replace(`${SECRET} 0`, '1,23E+15'));
    await fields.waitForText(/1 Replaces/);
    expect(await fields.text()).not.toMatch(/Try with one/);
    await fields.click('Store');
    await fields.waitForText(/Entries with a warning: 1\./);
    await fields.click('Cancel');
    await fields.fill('Table', 'User\tType\tPublic value\tSecret value');
    await fields.click('Check');
    await fields.waitForStatus(/There are no lines below the heading/);
  });

  it('stores for inactive users where that is ticked, and says of each line that it is for one', async () => {
    const { page, fields } = await openBatch();
    await check(fields, tableFor('JORG', 'PAIVI'));
    expect(await statesOf(page)).toEqual(['Ready', 'Unknown user']);
    await fields.focus('Also for inactive users');
    await fields.press(' ');
    await fields.waitForStatus(/2 Ready/);
    expect((await rowsOf(page, 'Lines')).map(([, user]) => user)).toEqual([
      'Jörg Müller-Thomsen · JORG · #104',
      'Päivi Mäkelä · PAIVI · #109 · Inactive',
    ]);
    // A second press takes it back, and begins nothing.
    await fields.press(' ');
    await fields.waitForStatus(/1 Ready · 1 Unknown user/);
    expect(await fields.text()).not.toContain('Store entries');
  });

  it('asks about a date for all, and the answer can be changed', async () => {
    const { page, fields } = await openBatch();
    await fields.fill('Table', tableFor('JORG'));
    await fields.fill('Valid to', '03/04/2027');
    await fields.click('Check');
    await fields.waitForText(/Which comes first in 03\/04\/2027/);
    for (const [first, shows] of [
      ['The day', /04\/03\/2027/],
      ['The month', /03\/04\/2027/],
    ] as const) {
      await fields.focus(first);
      await fields.press(' ');
      await fields.waitForText(shows);
      // Whoever presses a key too many is still there.
      expect(await focusedId(page)).toBe(first === 'The day' ? 'order-dmy' : 'order-mdy');
    }
    await fields.waitForText(/1 Ready/);
  });
});
