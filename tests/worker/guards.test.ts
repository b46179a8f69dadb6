import { describe, expect, it } from 'vitest';
import { sendFromPage } from '../../background/server/in-page.ts';
import { storedCredential } from '../crm/server.ts';
import { open, valueIn } from './form.ts';
import { inWorld, SAVE } from './world.ts';

/** What is refused, what is kept where, and what gets in the way of nothing. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const SITE = {
  servicesPath: '',
  applicationToken: '',
  transport: 'automatic',
  defaultType: 'erp',
  validityDays: 0,
};

describe('types that sign people in', () => {
  it.each(['CRM5/Password', ' ActiveDirectory ', 'ticket'])(
    '%j is not listed, stored or removed',
    async (type) => {
      const form = await world.form();
      world.crm.requests.length = 0;
      const refused = { ok: false, failure: { kind: 'invalid', errors: { Type: { rule: 'signInType' } } } };
      expect(await form.list(type)).toEqual(refused);
      expect(await form.save({ ...ENTRY, Type: type }, 's')).toEqual(refused);
      expect(await form.remove(type, 'x')).toEqual(refused);
      expect(world.crm.requests).toEqual([]);
    },
  );

  it('are those of the policy, too, for what is removed', async () => {
    world.browser.managed.items = { types: ['erp'] };
    const form = await world.form();
    expect(await form.remove('imap', 'imap.alt.example/jorg.mt')).toMatchObject({
      failure: { kind: 'invalid', errors: { Type: { rule: 'typeNotAllowed' } } },
    });
    expect(world.held('imap.alt.example/jorg.mt')).toHaveLength(1);
  });
});

describe('an unencrypted site', () => {
  const unencrypted = () => world.openPage(world.unencrypted(world.crm.pages.person));

  it('is sent nothing at all where the policy refuses it', async () => {
    world.browser.managed.items = { refuseHttp: true };
    const tab = await unencrypted();
    tab.grant();
    world.crm.requests.length = 0;
    expect(await open(world.browser, tab)).toEqual({ ok: false, failure: { kind: 'httpRefused' } });
    for (const command of ['allowUnencrypted', 'checkConnection'] as const) {
      const input = { tabId: tab.id, ...(command === 'checkConnection' && { id: '1' }) };
      expect(await world.browser.ask(command, input as never)).toEqual({
        ok: false,
        failure: { kind: 'httpRefused' },
      });
    }
    expect(world.crm.requests).toEqual([]);
  });

  it('is sent no ticket, and asked for none, before the person agreed; and again after that is withdrawn', async () => {
    const tab = await unencrypted();
    world.crm.requests.length = 0;
    const form = await world.form({}, tab);
    expect(form.opened.blocker).toEqual({ kind: 'unencrypted' });
    const blocked = { ok: false, failure: { kind: 'unencrypted' } };
    expect(await form.list('imap')).toEqual(blocked);
    expect(await form.save(ENTRY, 's')).toEqual(blocked);
    expect(await form.remove('imap', 'x')).toEqual(blocked);
    expect(await world.browser.ask('checkConnection', { tabId: tab.id, id: '1' })).toEqual(blocked);
    expect(valueIn(await form.search('sanne'))).toMatchObject([{ associateId: 106 }]);
    expect(world.crm.requests.filter(({ headers }) => 'soapaction' in headers)).toEqual([]);
    expect(world.requests('currentToken')).toEqual([]);

    valueIn(await world.browser.ask('allowUnencrypted', { tabId: tab.id }));
    valueIn(await form.list('imap'));
    expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
    expect(world.requests(SAVE)[0]?.headers).toHaveProperty('soapaction');

    const { origin } = tab.page.url;
    expect(valueIn(await world.browser.ask('unencryptedSites', {}))).toEqual([origin]);
    valueIn(await world.browser.ask('forbidUnencrypted', { origin }));
    expect(await form.save(ENTRY, 's')).toEqual(blocked);
  });
});

describe('a policy', () => {
  it.each([{ refuseHttp: 'yes' }, { types: 'imap' }])(
    'that says %j does not count as none',
    async (policy) => {
      world.browser.managed.items = policy;
      world.tab.grant();
      expect(await open(world.browser, world.tab)).toEqual({
        ok: false,
        failure: { kind: 'policyUnreadable' },
      });
      expect(world.crm.requests).toEqual([]);
    },
  );

  it('that the browser does not hand out does not count as none', async () => {
    world.browser.managed.broken.add('get');
    world.tab.grant();
    expect(await open(world.browser, world.tab)).toEqual({
      ok: false,
      failure: { kind: 'policyUnreadable' },
    });
    expect(world.crm.requests).toEqual([]);
    world.browser.managed.broken.clear();
    expect((await world.form()).associate.userName).toBe('JORG');
  });
});

describe('an application token', () => {
  it('is sent to a site only after that has proved to be SuperOffice, without it', async () => {
    world.browser.local.items = { settings: { sites: { '*': { applicationToken: 'MARK-token' } } } };
    await world.form();
    const [first, ...others] = world.crm.requests;
    expect(first).toMatchObject({ operation: 'api' });
    expect(JSON.stringify(first?.headers)).not.toContain('MARK');
    expect(JSON.stringify(others)).toContain('MARK-token');
  });

  it('is sent to no other site that has a default.aspx', async () => {
    world.browser.local.items = { settings: { sites: { '*': { applicationToken: 'MARK-token' } } } };
    await world.tab.navigate(`${world.crm.origin}/elsewhere/default.aspx?person.main?person_id=207`);
    world.tab.grant();
    expect(await open(world.browser, world.tab)).toEqual({ ok: false, failure: { kind: 'notSuperOffice' } });
    expect(world.carrying('MARK-token')).toEqual([]);
  });
});

describe('the browser’s storage', () => {
  it('that cannot be read holds nothing up, and is told', async () => {
    world.browser.local.broken.add('get');
    world.browser.session.broken.add('get');
    const form = await world.form();
    expect(form.opened.settingsRead).toBe(false);
    expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
    const failure = { kind: 'browserStorage' };
    expect(await world.browser.ask('settings', { tabId: 0 })).toEqual({ ok: false, failure });
    expect(await world.browser.ask('saveSettings', { base: world.crm.base, site: SITE })).toEqual({
      ok: false,
      failure,
    });
  });

  it('that cannot be written loses no Save, and wipes nothing', async () => {
    world.browser.local.items = { settings: { sites: { 'https://other.example/SO': { defaultType: 'x' } } } };
    for (const area of [world.browser.local, world.browser.session])
      for (const act of ['set', 'remove'] as const) area.broken.add(act);
    const form = await world.form();
    expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
    expect(await world.browser.ask('saveSettings', { base: world.crm.base, site: SITE })).toEqual({
      ok: false,
      failure: { kind: 'browserStorage' },
    });
    expect(valueIn(await world.browser.ask('settings', { tabId: 0 }))).toMatchObject([
      { own: { defaultType: 'x' } },
    ]);
  });

  it('keeps both of two settings that are saved at once', async () => {
    const bases = ['https://one.example/SO', 'https://two.example/SO'];
    const saved = await Promise.all(
      bases.map((base) => world.browser.ask('saveSettings', { base, site: SITE })),
    );
    for (const each of saved) valueIn(each);
    const views = valueIn(await world.browser.ask('settings', { tabId: 0 }));
    expect(views.map(({ base }) => base).sort()).toEqual(bases);
  });

  it('may hold anything: no command ends without an answer', async () => {
    for (const junk of [null, 7, 'x', [], { sites: 7 }, { sites: { [world.crm.base]: null } }]) {
      world.browser.stop();
      world.browser.local.items = { settings: junk, endpoints: junk, unencryptedSites: junk };
      world.browser.session.items = { private: junk, clicks: junk, 'save:1': junk };
      world.browser.managed.items = {};
      const form = await world.form();
      valueIn(await form.list('imap'));
      expect(await world.browser.ask('settings', { tabId: world.tab.id })).toHaveProperty('ok');
      expect(await world.browser.ask('saveSettings', { base: world.crm.base, site: SITE })).toHaveProperty(
        'ok',
      );
    }
  });
});

describe('a private window', () => {
  it('leaves nothing of the CRM on the disk', async () => {
    const tab = await world.openPage(world.unencrypted(world.crm.pages.person), { isPrivate: true });
    const form = await world.form({}, tab);
    valueIn(await world.browser.ask('allowUnencrypted', { tabId: tab.id }));
    valueIn(await form.list('imap'));
    valueIn(await form.save(ENTRY, 's'));
    expect(world.browser.local.items).toEqual({});
    // As long as the browser runs, though not longer, what was agreed to holds.
    world.browser.stop();
    expect(valueIn(await form.save({ ...ENTRY, PublicValue: 'again' }, 's'))).toEqual({ readBack: false });
    world.browser.session.items = {};
    world.browser.stop();
    expect(await form.save(ENTRY, 's')).toMatchObject({ failure: { kind: 'unencrypted' } });
  });
});

describe('a page', () => {
  it('gets in the way of nothing by what its elements are called', async () => {
    world.tab.page.insert(
      '<i id="keyringJobs"></i><i id="keyring.jobs"></i><img name="cookie"><form name="querySelector" id="Document"></form>',
    );
    const form = await world.form();
    expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
  });

  it('in which our own function fails is not one that “went away”', async () => {
    expect(
      await sendFromPage({
        base: 'no address',
        requests: [],
        id: '',
        timeoutMilliseconds: 1,
        maxCharacters: 1,
      }),
    ).toEqual({ kind: 'error', error: 'TypeError' });
  });
});

describe('entries that others wrote', () => {
  it('with dates that nobody would type, or without a public value, can be changed', async () => {
    const never = '0001-01-01T00:00:00';
    const original = { PublicValue: '', Comment: 'theirs', ValidFrom: never, ValidTo: never, IsActive: true };
    world.crm.credentials.push(
      storedCredential({ AssociateId: 104, Type: 'imap', ...original, PublicValue: null }),
    );
    const form = await world.form();
    const off = { ...original, Type: 'imap', ValidFrom: never, ValidTo: never, IsActive: false };
    expect(valueIn(await form.save(off, 's', { original, before: [original] }))).toEqual({ readBack: false });
    expect(world.crm.credentials.filter(({ Comment }) => Comment === 'theirs')).toMatchObject([
      { IsActive: false, ValidFrom: never, SecretValue: 's' },
    ]);
    expect(await form.save(off, 's')).toMatchObject({ failure: { kind: 'invalid' } });
  });
});
