import { describe, expect, it, vi } from 'vitest';
import type { SiteSettings } from '../../src/settings.ts';
import { TestBrowser } from './browser.ts';
import { elapse, stopClock, until } from './clock.ts';
import { CookieJar } from './cookies.ts';
import { askAll, everyInput } from './every-command.ts';
import { open, valueIn } from './form.ts';
import { inWorld, PAUSE, SAVE, UNENCRYPTED } from './world.ts';

/** What the browser keeps for the extension, and what becomes of the form where it does not. */

const world = inWorld();
const DONE = { ok: true, value: { readBack: false } };
const NULL = { ok: true, value: null };
const NO_STORAGE = { ok: false, failure: { kind: 'browserStorage' } };
const NO_POLICY = { ok: false, failure: { kind: 'policyUnreadable' } };
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const SITE: SiteSettings = {
  servicesPath: '',
  applicationToken: '',
  transport: 'automatic',
  defaultType: '',
  validityDays: 0,
};

const saveSettings = (base: string, site: Partial<SiteSettings>) =>
  world.browser.ask('saveSettings', { base, site: { ...SITE, ...site } });
const settings = (tabId = world.tab.id) => world.browser.ask('settings', { tabId });

describe('storage that cannot be read', () => {
  it('does not hold the form: it opens with what holds without, and says so', async () => {
    world.browser.local.items = { settings: { sites: { '*': { defaultType: 'erp' } } } };
    world.browser.local.broken.add('get');
    const form = await world.form();
    expect(form.opened).toMatchObject({ settingsRead: false, preset: { type: '' } });
    expect(await form.save(ENTRY, 'S3cret')).toEqual(DONE);
    world.browser.local.broken.clear();
    expect((await world.form()).opened).toMatchObject({ settingsRead: true, preset: { type: 'erp' } });
  });

  it('is told where settings are shown or changed, and loses nothing', async () => {
    const items = { settings: { sites: { '*': { defaultType: 'erp' } } }, unencryptedSites: [UNENCRYPTED] };
    world.browser.local.items = structuredClone(items);
    world.browser.local.broken.add('get');
    expect(await settings()).toEqual(NO_STORAGE);
    expect(await world.browser.ask('unencryptedSites', {})).toEqual(NO_STORAGE);
    expect(await saveSettings('https://crm.example/SuperOffice', { defaultType: 'imap' })).toEqual(
      NO_STORAGE,
    );
    world.tab.grant();
    expect(await world.browser.ask('allowUnencrypted', { tabId: world.tab.id })).toEqual(NO_STORAGE);
    expect(await world.browser.ask('forbidUnencrypted', { origin: UNENCRYPTED })).toEqual(NO_STORAGE);
    expect(world.browser.local.items).toEqual(items);
    world.browser.local.broken.clear();
    expect(await saveSettings('https://crm.example/SuperOffice', { defaultType: 'imap' })).toEqual(NULL);
    expect(world.browser.local.items).toMatchObject({
      settings: {
        sites: { '*': { defaultType: 'erp' }, 'https://crm.example/SuperOffice': { defaultType: 'imap' } },
      },
    });
  });
});

describe('storage that cannot be written', () => {
  it('takes nothing from a Save, which only would have noted which endpoint worked', async () => {
    world.browser.local.broken.add('set');
    const form = await world.form();
    expect(await form.save(ENTRY, 'S3cret')).toEqual(DONE);
    expect(world.browser.local.items).toEqual({});
  });

  it('is told where settings are changed', async () => {
    world.browser.local.broken.add('set');
    expect(await saveSettings('*', {})).toMatchObject({ ok: false, failure: { kind: 'invalidSettings' } });
    expect(await saveSettings('https://crm.example/SuperOffice', {})).toEqual(NO_STORAGE);
    world.tab.grant();
    expect(await world.browser.ask('allowUnencrypted', { tabId: world.tab.id })).toEqual(NO_STORAGE);
    // The next ones have their turn.
    world.browser.local.broken.clear();
    expect(await saveSettings('https://crm.example/SuperOffice', {})).toEqual(NULL);
  });
});

describe('every command is answered', () => {
  it.each([
    ['local', 'get'],
    ['local', 'set'],
    ['local', 'remove'],
    ['session', 'get'],
    ['session', 'set'],
    ['session', 'remove'],
  ] as const)('where %s storage does not %s', async (area, what) => {
    world.browser[area].broken.add(what);
    world.tab.grant();
    const answers = await askAll(world.browser, world.tab);
    expect(Object.keys(answers).sort()).toEqual(Object.keys(everyInput(world.tab)).sort());
    for (const [command, answer] of Object.entries(answers)) {
      expect(answer, command).toEqual(expect.objectContaining({ ok: expect.any(Boolean) }));
      expect(answer, command).not.toMatchObject({ failure: { kind: 'internal' } });
    }
  });

  it('where something in the worker fails, with the name of the error and no more', async () => {
    const form = await world.form();
    // For want of a fault that is known, one is made.
    const fault = vi.spyOn(globalThis, 'encodeURIComponent').mockImplementation(() => {
      throw new URIError('secret');
    });
    expect(await form.search('secret')).toEqual({
      ok: false,
      failure: { kind: 'internal', error: 'URIError' },
    });
    fault.mockRestore();
  });
});

describe('what an older release, or a hand, has written', () => {
  it.each([
    ['settings', null],
    ['settings', 'text'],
    ['settings', { sites: null }],
    ['settings', { sites: { '*': null, 'https://crm.example': 7, nothing: 'text' } }],
    ['endpoints', 7],
    ['endpoints', { 'https://crm.example': 7 }],
    ['unencryptedSites', 'http://crm.example'],
    ['unencryptedSites', [7, null]],
  ])('as %s (%j) takes nothing from anybody', async (key, value) => {
    world.browser.local.items = { [key]: value };
    world.tab.grant();
    for (const [command, answer] of Object.entries(await askAll(world.browser, world.tab)))
      expect([command, answer]).toEqual([command, expect.objectContaining({ ok: true })]);
    expect(world.held('every.example')).toHaveLength(1);
  });

  it.each([
    ['clicks', 7],
    ['clicks', [7]],
    ['clicks', [[1, null]]],
    ['clicks', [[1, 7]]],
    ['private', 7],
    ['save:1', null],
    ['save:1', { save: 7 }],
  ])('in memory, as %s (%j) takes nothing from anybody', async (key, value) => {
    world.browser.session.items = { [key]: value };
    const form = await world.form();
    expect(form.opened).toMatchObject({ about: { associate: { associateId: 104 } }, pendingSaves: [] });
    expect(await form.save(ENTRY, 'S3cret')).toEqual(DONE);
  });

  it.each([7, {}, { ok: false }, { ok: false, failure: { kind: 'what once was one' } }])(
    'as the end of a Save (%j) is an end that is not known',
    async (result) => {
      const { awaitSave: save } = everyInput(world.tab);
      const form = await world.form();
      valueIn(await form.save(save.draft, 'S3cret', { id: 'other' }));
      world.browser.stop();
      world.browser.session.items = { 'save:save': { save, result } };
      const answer = await world.browser.ask('awaitSave', save);
      expect(answer).toEqual({ ok: true, value: { readBack: true } });
      expect(await form.save({ ...save.draft, PublicValue: 'another' }, 'S3cret')).toEqual(DONE);
    },
  );
});

describe('settings', () => {
  it('that are saved at once are both kept', async () => {
    world.tab.grant();
    const saved = await Promise.all([
      saveSettings('https://one.example/SuperOffice', { defaultType: 'one' }),
      saveSettings('https://other.example/SuperOffice', { defaultType: 'other' }),
      // A Save notes which endpoint worked, beside.
      world.form().then((form) => form.save(ENTRY, 'S3cret')),
      world.browser.ask('allowUnencrypted', { tabId: world.tab.id }),
    ]);
    expect(saved.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    await until(() => 'endpoints' in world.browser.local.items, 'the endpoint');
    expect(world.browser.local.items).toMatchObject({
      settings: {
        sites: {
          'https://one.example/SuperOffice': { defaultType: 'one' },
          'https://other.example/SuperOffice': { defaultType: 'other' },
        },
      },
      endpoints: { [world.crm.base.toLowerCase()]: 'SOAP Remote/Services88' },
      unencryptedSites: [world.crm.origin],
    });
  });

  it('are one installation’s however it is spelled, and so is the endpoint that worked', async () => {
    const base = `${world.crm.origin}/SuperOffice`;
    world.crm.services = 'Services85';
    await saveSettings(`${base.toLowerCase()}/`, { defaultType: 'first' });
    await saveSettings(base, { defaultType: 'erp' });
    world.tab = await world.openPage(`${base}/default.aspx?person.main?person_id=207`, { user: 'OSKAR' });
    const form = await world.form();
    expect(form.opened.preset.type).toBe('erp');
    valueIn(await form.list('imap'));
    await world.tab.navigate(`${base.toLowerCase()}/login.aspx?user=OSKAR`);
    await world.tab.navigate(`${base.toLowerCase()}/default.aspx?person.main?person_id=207`);
    world.browser.stop();
    world.crm.requests.length = 0;
    const again = await world.form();
    expect(again.opened.preset.type).toBe('erp');
    expect(await again.save(ENTRY, 'S3cret')).toEqual(DONE);
    // What worked is tried first.
    expect(world.crm.requests.filter(({ path }) => path.endsWith('.svc')).map(({ path }) => path)).toEqual([
      '/superoffice/Remote/Services85/User.svc',
      '/superoffice/Remote/Services85/User.svc',
    ]);
    expect(valueIn(await settings())).toMatchObject([{ base, own: { defaultType: 'erp' } }]);
    expect(Object.keys(world.browser.local.items.endpoints as object)).toHaveLength(1);
  });
});

describe('a policy', () => {
  it('that cannot be read is not taken for none: nothing goes to the CRM', async () => {
    world.browser.managed.broken.add('get');
    world.tab.grant();
    stopClock();
    const asking = askAll(world.browser, world.tab);
    // Of a write that was lost it is asked twice: of the Remove and of the Save.
    await elapse(PAUSE);
    await elapse(PAUSE);
    const {
      forgetSave,
      cancel,
      saveSettings,
      unencryptedSites,
      forbidUnencrypted,
      checkRemoval,
      awaitSave,
      ...inCrm
    } = await asking;
    for (const [command, answer] of Object.entries(inCrm))
      expect([command, answer]).toEqual([command, NO_POLICY]);
    for (const answer of [checkRemoval, awaitSave])
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'unsettled', cause: { kind: 'policyUnreadable' } },
      });
    expect(world.crm.requests).toEqual([]);
    world.browser.managed.broken.clear();
    expect(await open(world.browser, world.tab)).toMatchObject({ ok: true });
  });

  it('is none where Firefox says that there is no manifest for it', async () => {
    world.browser.managed.broken.add('get');
    world.browser.managed.complaint = 'Managed storage manifest not found';
    const form = await world.form();
    expect(form.opened.preset).toEqual({
      type: '',
      validityDays: 0,
      startsEarlier: false,
      types: [],
      windowTitle: '',
      manyAtOnce: 'full',
    });
    expect(await form.save(ENTRY, 'S3cret')).toEqual(DONE);
  });
});

describe('a private window', () => {
  const jar = () => ({ cookies: new CookieJar(), isPrivate: true });
  const page = () => world.unencrypted(world.crm.pages.person);
  const allow = () => world.browser.ask('allowUnencrypted', { tabId: world.tab.id });
  const isBlocked = async (tab = world.tab) =>
    (await world.form({}, tab)).opened.blocker?.kind === 'unencrypted';

  it('leaves nothing of the CRM on the disk, and needs no second consent while the browser runs', async () => {
    world.tab = await world.openPage(page(), jar());
    const form = await world.form();
    expect(form.opened.blocker).toEqual({ kind: 'unencrypted' });
    expect(await allow()).toEqual(NULL);
    valueIn(await form.list('imap'));
    expect(await form.save(ENTRY, 'S3cret')).toEqual(DONE);
    await until(() => JSON.stringify(world.browser.session.items).includes('Services88'), 'the endpoint');
    expect(world.browser.local.items).toEqual({});

    world.browser.stop();
    expect(await isBlocked()).toBe(false);
    expect(await form.save({ ...ENTRY, PublicValue: 'second' }, 'S3cret')).toEqual(DONE);
    expect(world.browser.local.items).toEqual({});
    // What was agreed to there was agreed to there only.
    expect(await isBlocked(await world.openPage(page()))).toBe(true);
    expect(await world.browser.ask('unencryptedSites', {})).toEqual({ ok: true, value: [] });

    await world.browser.restart();
    world.tab = await world.openPage(page(), jar());
    expect(await isBlocked()).toBe(true);
  });

  it('has none of the consents of other windows, and takes its own back like them', async () => {
    world.tab = await world.openPage(page());
    await world.form();
    await allow();
    expect(world.browser.local.items).toMatchObject({ unencryptedSites: [UNENCRYPTED] });
    world.tab = await world.openPage(page(), jar());
    expect(await isBlocked()).toBe(true);
    await allow();
    expect(await isBlocked()).toBe(false);
    await world.browser.ask('forbidUnencrypted', { origin: UNENCRYPTED });
    expect(await isBlocked()).toBe(true);
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('leaves nothing on the disk either where the browser’s memory is out of order', async () => {
    world.browser.session.broken.add('set');
    world.tab = await world.openPage(page(), jar());
    const form = await world.form();
    expect(await allow()).toEqual(NO_STORAGE);
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: false, failure: { kind: 'unencrypted' } });
    expect(world.browser.local.items).toEqual({});
  });
});

describe('another browser', () => {
  it('knows nothing of this one', async () => {
    await saveSettings(world.crm.base, { defaultType: 'erp' });
    world.browser.stop();
    const browser = new TestBrowser();
    expect(await browser.ask('settings', { tabId: 0 })).toEqual({ ok: true, value: [] });
    browser.stop();
  });
});
