import { describe, expect, it } from 'vitest';
import { form } from '../driver/form.ts';
import { BROWSER, EMPLOYEE, inWorld } from './world.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const READ = 'GetUntrustedCredentialsForAssociate';

/** Every outcome true, nothing lost, nothing leaked. (What each fault of the server looks like: the fault matrix.) */
describe('outcomes', () => {
  const world = inWorld();

  it('says so on a page that is no SuperOffice, and asks it for nothing but what it is', async () => {
    await world.tab.goto(`${world.crm.origin}/elsewhere/page.html`);
    world.crm.requests.length = 0;
    const { fields } = await world.open();
    await fields.waitForAlert(/not a SuperOffice page/);
    expect(world.crm.requests.filter(({ path }) => path.includes('/api/v1')).length).toBe(0);
  });

  it('says so on a page that the browser keeps to itself', async () => {
    await world.tab.goto('about:blank');
    const { fields } = await world.open();
    await fields.waitForAlert(/not a SuperOffice page/);
  });

  it('explains itself where there is no SuperOffice, with a picture and a way to the settings', async () => {
    await world.tab.goto('about:blank');
    const { popup, fields } = await world.open();
    await fields.waitForText(
      /stores the credentials of other systems.*uses your current SuperOffice session/s,
    );
    await fields.click('Show an example');
    await popup.waitFor(
      () => (document.querySelector<HTMLImageElement>('main section img')?.naturalWidth ?? 0) > 300,
      null,
      'the picture',
    );
    expect(await fields.text()).toMatch(/Show an example\s*Settings/);
  });

  it('says that nobody is signed in, before and after a session', async () => {
    await world.tab.goto(`${world.crm.base}/logout.aspx`);
    await world.tab.goto(world.crm.pages.signIn);
    await (await world.open()).fields.waitForAlert(/not signed in/);
    await world.signIn('ASE');
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, Comment: 'kept' });
    world.crm.endSessions();
    await fields.click('Save');
    await fields.waitForAlert(/^Not saved\. Your SuperOffice session has ended/);
    for (const [field, value] of Object.entries(world.entry))
      expect((await fields.field(field)).value).toBe(value);
    expect(world.heldAs(world.entry['Public value'])).toEqual([]);
    await world.signIn('ASE');
  });

  it('stops when somebody else has signed in meanwhile, says who is who, and starts over', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await signInBehind('KARE');
    await fields.click('Save');
    await fields.waitForAlert(/opened as Åse Lindqvist, but now Kåre Bjørnstad is signed in/);
    expect(world.saves()).toBe(0);
    await fields.click('Start over');
    await fields.waitForText(/Signed in as Kåre Bjørnstad/);
    await popup.close();
    await world.signIn('ASE');
  });

  it('stops when the tab shows another tenant meanwhile', async () => {
    await world.tab.goto(`${world.crm.origin}/SuperOffice/login.aspx?user=OSKAR`);
    await world.tab.goto(world.crm.pages.person);
    const id = await world.tab.tabId();
    await (await world.open()).popup.close();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const fields = form(page);
    await fields.waitForField('Associate');
    await world.fillIn(fields, world.entry);
    await world.tab.goto(`${world.crm.origin}/SuperOffice/default.aspx?person.main?person_id=207`);
    await fields.click('Save');
    // In Firefox a click grants one page, and the next one is closed to the extension.
    await fields.waitForAlert(
      BROWSER === 'chromium'
        ? /opened for .*Cust12345, but the tab now shows .*SuperOffice/
        : /only after a click/,
    );
    expect(world.saves()).toBe(0);
    await page.close();
    await world.tab.bringToFront();
  });

  it('says that the tab is closed', async () => {
    const other = await world.driver.openTab(world.crm.pages.person);
    const id = await other.tabId();
    await (await other.clickToolbar()).close();
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const fields = form(page);
    await fields.waitForField('Associate');
    await world.fillIn(fields, world.entry);
    await other.close();
    await fields.click('Save');
    await fields.waitForAlert(/tab is closed/);
    await page.close();
    await world.tab.bringToFront();
  });

  it('shows a sign of waiting, and lets the person stop it', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Waiting for SuperOffice/);
    await fields.click('Cancel');
    await fields.waitForAlert(
      /not known whether this will be saved: .* may still be working on it\..* You cancelled\./,
    );
    expect((await fields.field('Secret value')).value).toBe(world.entry['Secret value']);
    world.crm.fail(SAVE, undefined);
    await fields.click('Check again');
    await fields.waitForStatus(/^Saved/);
  });

  it('finds a saved entry when the answer is lost, and never saves twice', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'drop-after');
    await fields.click('Save');
    await fields.waitForStatus(/^Saved.*The answer was lost/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
  });

  it('does not call saved what was there before just so', async () => {
    const first = await world.openOn('person');
    await world.fillIn(first.fields, world.entry);
    await first.fields.click('Save');
    await first.fields.waitForStatus(/^Saved/);
    await first.fields.waitForText(/Stored credentials\s.*mail\.fjordlys/s);
    await world.fillIn(first.fields, { ...world.entry, 'Secret value': 'another' });
    world.crm.fail(SAVE, 'drop-before');
    await first.fields.click('Save');
    await first.fields.waitForAlert(/not known whether this was saved.*looks the same, perhaps from before/s);
    expect((await first.fields.field('Secret value')).value).toBe('another');
  });

  it('says that nobody can tell when the server cannot be asked either, and asks again on demand', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(READ, 'html-503');
    await fields.click('Save');
    await fields.waitForAlert(/not known whether this was done.*web page came instead/s);
    world.crm.fail(READ, undefined);
    await fields.click('Check again');
    await fields.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
  });

  it('settles a Save whose tab went to another page in flight', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Waiting/);
    await world.tab.goto(await world.tab.url());
    // Chromium lets the extension ask again; Firefox wants another click first, and then the form settles it.
    await fields.waitForAlert(
      /may still be working on it.*has moved to another page|not known whether this was done.*only after a click/s,
    );
    world.crm.fail(SAVE, undefined);
    if ((await fields.alert()).includes('only after a click')) {
      await (await world.open()).fields.waitForStatus(/^Saved.*The answer was lost/);
    } else {
      await fields.click('Check again');
      await fields.waitForStatus(/^Saved.*The answer was lost/);
    }
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
  });

  it('settles a Save whose worker was stopped in flight', async () => {
    const { popup, fields } = await world.openFilledIn();
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(READ, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Waiting/);
    await popup.close();
    world.crm.fail(READ, undefined);
    await world.driver.stopBackground();
    const { fields: again } = await world.open();
    await again.waitForStatus(/^Saved/);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
  });

  it('saves once, however often Save is pressed', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    await popup.evaluate(() => {
      const save = [...document.querySelectorAll('button')].find(({ type }) => type === 'submit');
      save?.click();
      save?.click();
      save?.form?.requestSubmit();
    }, undefined);
    await fields.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
  });

  it('shows a Save that runs, or how it ended, when the popup was closed over it', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, Comment: 'typed before' });
    await fields.waitForText(/Stored credentials\s+\d[\s\S]*imap\.fjordlys/);
    world.crm.fail(SAVE, 'slow');
    await fields.click('Save');
    await fields.waitForStatus(/Saving|Waiting/);
    await popup.close();
    const again = (await world.open()).fields;
    await again.waitForStatus(/Saving|Waiting/);
    expect((await again.field('Comment')).value).toBe('typed before');
    world.crm.fail(SAVE, undefined);
    await again.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
    expect((await again.field('Comment')).value).toBe('');
  });

  it('does not save from two windows at once', async () => {
    const { fields } = await world.openOn('person');
    const id = await world.tab.tabId();
    const { fields: popupFields } = await world.open();
    await popupFields.waitForField('Associate');
    await world.fillIn(popupFields, world.entry);
    await popupFields.waitForText(/imap\.fjordlys/);
    world.crm.fail(SAVE, 'slow');
    await popupFields.click('Save');
    await popupFields.waitForStatus(/Saving|Waiting/);
    void fields;
    const page = await world.driver.extensionPage(`popup/index.html?tab=${id}`);
    const second = form(page);
    // It joins the Save that runs instead of beginning another.
    await second.waitForStatus(/Saving|Waiting/);
    world.crm.fail(SAVE, undefined);
    await second.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
    await page.close();
    await world.tab.bringToFront();
  });

  it('renews a refused ticket once, and saves once more', async () => {
    const { fields } = await world.openFilledIn();
    world.crm.refuseAccessTokens = true;
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(2);
    expect(world.heldAs(world.entry['Public value'])).toHaveLength(1);
  });

  it('gives up after one renewal at each endpoint', async () => {
    const { fields } = await world.openOn('person');
    await world.fillIn(fields, world.entry);
    world.crm.fail(SAVE, 'exception:SoSessionException');
    await fields.click('Save');
    await fields.waitForAlert(/rejects your session's ticket/);
    expect(world.saves()).toBe(4);
  });

  it('asks who is signed in again when the worker has slept, and saves with one Save', async () => {
    const { popup } = await world.openFilledIn();
    // The next form takes over what was typed once this one is gone.
    await popup.close();
    await world.driver.stopBackground();
    const again = (await world.open()).fields;
    await again.waitForField('Associate');
    await again.fill('Secret value', world.entry['Secret value']);
    await again.click('Save');
    await again.waitForStatus(/^Saved/);
    expect(world.saves()).toBe(1);
  });

  it('keeps a draft of everything but the secret, per associate, until Save or Clear', async () => {
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, {
      ...world.entry,
      Comment: 'half done',
      'Valid to': '2030-01-01T12:00',
      Active: false,
    });
    await popup.close();
    const again = (await world.open()).fields;
    await again.waitForField('Associate');
    expect((await again.field('Associate')).value).toBe(EMPLOYEE);
    expect((await again.field('Public value')).value).toBe(world.entry['Public value']);
    expect((await again.field('Comment')).value).toBe('half done');
    expect((await again.field('Valid to')).value).toBe('2030-01-01T12:00');
    expect((await again.field('Active')).checked).toBe(false);
    expect((await again.field('Secret value')).value).toBe('');
    await world.tab.goto(world.crm.pages.resourceDiary);
    const other = (await world.open()).fields;
    await other.waitForField('Associate');
    expect((await other.field('Comment')).value).toBe('');
    await world.tab.goto(world.crm.pages.person);
    const third = await world.open();
    await third.fields.waitForField('Associate');
    expect((await third.fields.field('Comment')).value).toBe('half done');
    await third.fields.click('Clear');
    await third.popup.close();
    const last = (await world.open()).fields;
    await last.waitForField('Associate');
    expect((await last.field('Comment')).value).toBe('');
  });

  it('answers only well-formed messages', async () => {
    const { popup } = await world.openOn('person');
    const answers = await popup.evaluate(async () => {
      interface Api {
        runtime: { sendMessage(message: unknown): Promise<unknown> };
      }
      const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
      const send = (message: unknown) => (browser ?? chrome).runtime.sendMessage(message).catch(String);
      return Promise.all(
        [
          { command: 'open' },
          { command: 'open', input: { tabId: 'x' } },
          { command: 'ticket', input: {} },
          'open',
        ].map(async (message) => (await send(message)) ?? null),
      );
    }, undefined);
    expect(answers).toEqual([null, null, null, null]);
  });

  it('leaks no secret and no ticket, on any of these paths', async () => {
    const secret = 'MARK-Blåbær-5ecr3t';
    const { popup, fields } = await world.openOn('person');
    await world.fillIn(fields, { ...world.entry, 'Secret value': secret });
    for (const fault of ['exception:SoSentryException', 'fault-500', 'drop-before', 'html-200'] as const) {
      world.crm.fail(SAVE, fault);
      await fields.click('Save');
      await fields.waitForAlert(/./);
      await fields.fill('Comment', fault);
    }
    world.crm.fail(SAVE, undefined);
    await fields.click('Save');
    await fields.waitForStatus(/^Saved/);
    const tickets = [...JSON.stringify(world.crm.requests).matchAll(/[78][AT]:[\w.-]+/g)].map(
      ([ticket]) => ticket,
    );
    expect(tickets.length).toBeGreaterThan(0);
    const places = {
      storages: JSON.stringify(await world.driver.storages()),
      consoles: world.driver.console.join('\n'),
      popup: await popup.evaluate(() => document.documentElement.outerHTML, undefined),
      page: await world.tab.evaluate(
        () =>
          `${document.documentElement.outerHTML} ${location.href} ${document.cookie} ${JSON.stringify(Object.values(localStorage))} ${JSON.stringify(performance.getEntries())} ${Object.getOwnPropertyNames(globalThis)}`,
        undefined,
      ),
      requests: JSON.stringify(world.crm.requests.filter(({ operation }) => operation !== SAVE)),
      addresses: JSON.stringify(world.crm.requests.map(({ path, headers }) => [path, headers])),
    };
    for (const [place, content] of Object.entries(places)) {
      expect(content.includes(secret), `secret in ${place}`).toBe(false);
      if (place === 'requests') continue;
      for (const ticket of tickets) expect(content.includes(ticket), `ticket in ${place}`).toBe(false);
    }
    expect(places.page).not.toContain('keyring');
  });

  /** Signs in as another tab of the same browser would: this tab's page stays as it is, its session does not. */
  async function signInBehind(user: string): Promise<void> {
    await world.tab.evaluate(
      async (address) => void (await fetch(address)),
      `${world.crm.pages.signIn}?user=${user}`,
    );
  }
});
