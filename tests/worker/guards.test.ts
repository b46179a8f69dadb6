import { describe, expect, it } from 'vitest';
import { sendFromPage } from '../../background/server/in-page.ts';
import { fromServerTime } from '../../src/credentials.ts';
import { storedCredential } from '../crm/server.ts';
import { elapse, stopClock } from './clock.ts';
import { askAll } from './every-command.ts';
import { open, valueIn } from './form.ts';
import { inWorld, LIST, PAUSE, SAVE } from './world.ts';

/** What is refused, what is kept where, and what gets in the way of nothing. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
/** The commands that need a CRM, but for those that ask it what became of a write. */
const IN_CRM = [
  'open',
  'list',
  'remove',
  'save',
  'searchAssociates',
  'users',
  'checkConnection',
  'allowUnencrypted',
] as const;

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
    world.crm.requests.length = 0;
    expect(await form.remove('imap', 'imap.alt.example/jorg.mt')).toMatchObject({
      failure: { kind: 'invalid', errors: { Type: { rule: 'typeNotAllowed' } } },
    });
    expect(world.crm.requests).toEqual([]);
    expect(world.held('imap.alt.example/jorg.mt')).toHaveLength(1);
  });
});

describe('an unencrypted site', () => {
  const unencrypted = () => world.openPage(world.unencrypted(world.crm.pages.person));

  it('is sent nothing at all where the policy refuses it, whatever is asked', async () => {
    world.browser.managed.items = { refuseHttp: true };
    const tab = await unencrypted();
    tab.grant();
    world.crm.requests.length = 0;
    stopClock();
    const asking = askAll(world.browser, tab);
    // Of a write that was lost it is asked twice: of the Remove and of the Save.
    await elapse(PAUSE);
    await elapse(PAUSE);
    const refused = { kind: 'httpRefused' };
    const answers = await asking;
    for (const command of IN_CRM)
      expect([command, answers[command]]).toEqual([command, { ok: false, failure: refused }]);
    for (const command of ['awaitSave', 'checkRemoval'] as const)
      expect(answers[command]).toMatchObject({ failure: { kind: 'unsettled', cause: refused } });
    expect(world.crm.requests).toEqual([]);
  });

  /** Everything that could be read on the way of what only the person's consent lets go. */
  const ticketsSent = () =>
    [
      ...world.requests('currentToken'),
      ...world.crm.requests.filter(({ path }) => path.includes('.svc')),
      ...world.carrying('8A:'),
      ...world.carrying('7T:'),
    ].map(({ operation, path }) => [operation, path]);
  const BLOCKED = { ok: false, failure: { kind: 'unencrypted' } };

  it('is sent no ticket and no secret, and asked for no ticket, before the person has agreed', async () => {
    const tab = await unencrypted();
    tab.grant();
    world.crm.requests.length = 0;
    const answers = await askAll(world.browser, tab);
    const { open, list, remove, save, checkConnection, searchAssociates } = answers;
    for (const each of [answers.awaitSave, answers.checkRemoval])
      expect(each).toMatchObject({ failure: { kind: 'unsettled', cause: { kind: 'unencrypted' } } });
    expect(open).toMatchObject({ ok: true, value: { blocker: { kind: 'unencrypted' } } });
    expect(searchAssociates).toMatchObject({ ok: true, value: [{ associateId: 104 }] });
    for (const answer of [list, remove, save, checkConnection]) expect(answer).toEqual(BLOCKED);
    expect(ticketsSent()).toEqual([]);
    expect(world.carrying('S3cret')).toEqual([]);
  });

  it('is sent no ticket for whom a page is about either, where REST does not say', async () => {
    const tab = await unencrypted();
    world.crm.fail('GetAssociateByPersonId', 'fault-500', { by: 'rest' });
    expect((await world.form({}, tab)).opened.about).toMatchObject({ kind: 'failed' });
    expect(ticketsSent()).toEqual([]);
  });

  it('is served like any other after that, and asks again when it is withdrawn', async () => {
    const tab = await unencrypted();
    const form = await world.form({}, tab);
    expect(await form.save(ENTRY, 's')).toEqual(BLOCKED);
    valueIn(await world.browser.ask('allowUnencrypted', { tabId: tab.id }));
    expect((await world.form({}, tab)).opened.blocker).toBeNull();
    valueIn(await form.list('imap'));
    expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
    expect(world.requests(SAVE)[0]?.path).toMatch(/Remote\/Services88\/User\.svc$/);

    const { origin } = tab.page.url;
    expect(valueIn(await world.browser.ask('unencryptedSites', {}))).toEqual([origin]);
    valueIn(await world.browser.ask('forbidUnencrypted', { origin }));
    world.crm.requests.length = 0;
    expect((await world.form({}, tab)).opened.blocker).toEqual({ kind: 'unencrypted' });
    expect(await form.list('imap')).toEqual(BLOCKED);
    expect(await form.save(ENTRY, 's')).toEqual(BLOCKED);
    expect(ticketsSent()).toEqual([]);
  });

  it('is sent no ticket to settle a write that was lost before that was withdrawn', async () => {
    const tab = await unencrypted();
    const form = await world.form({}, tab);
    valueIn(await world.browser.ask('allowUnencrypted', { tabId: tab.id }));
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(LIST, 'exception:SoSentryException');
    stopClock();
    const saving = form.save(ENTRY, 's', { id: 'one' });
    await elapse(PAUSE);
    expect(await saving).toMatchObject({ failure: { kind: 'unsettled' } });
    world.crm.fail(SAVE, undefined);
    world.crm.fail(LIST, undefined);
    // The worker still has the ticket in memory.
    valueIn(await world.browser.ask('forbidUnencrypted', { origin: tab.page.url.origin }));
    world.crm.requests.length = 0;
    expect(await form.awaitSave(ENTRY, { id: 'one' })).toHaveProperty('ok');
    expect(await form.checkRemoval('imap', 'nothing of this name')).toHaveProperty('ok');
    expect(ticketsSent()).toEqual([]);
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

describe('a page', () => {
  const ELEMENTS =
    '<i id="keyringInFlight"></i><i id="keyring.inFlight"></i><img id="inFlight" name="cookie"><img name="querySelector">' +
    '<form id="querySelector" name="location"></form><form id="Document" name="defaultView"></form>' +
    '<iframe id="world" name="XSRF_TOKEN"></iframe><i id="cancelInPage"></i>';

  it.each(['Services88', 'none'] as const)(
    'gets in the way of nothing by what its elements are called (services: %s)',
    async (services) => {
      world.crm.services = services;
      world.tab.page.insert(ELEMENTS);
      const form = await world.form();
      expect(form.associate.userName).toBe('JORG');
      valueIn(await form.list('imap'));
      expect(valueIn(await form.save(ENTRY, 's'))).toEqual({ readBack: false });
      // What is cancelled is found in the page, and not given up when that has not answered for a while.
      stopClock();
      world.crm.fail('User', 'slow');
      const searching = form.search('jör');
      await world.arrived('User');
      await world.browser.ask('cancel', { id: `${form.id} search` });
      expect(await searching).toEqual({ ok: false, failure: { kind: 'cancelled' } });
      expect(tab().errors).toEqual([]);
    },
  );

  it('does so neither in a browser whose extensions meet such names in the document as well', async () => {
    // What is so in the page's own world of this one.
    world.tab.page.insert(ELEMENTS);
    expect(await tab().evaluate(() => typeof document.cookie)).toBe('object');
    const { base } = world.crm;
    const get = {
      path: 'api/v1/User/currentPrincipal',
      method: 'GET',
      headers: {},
      session: true,
      cookies: true,
    };
    const order = { base, requests: [get], id: 'one', timeoutMilliseconds: 15_000, maxCharacters: 100_000 };
    expect(await tab().run('MAIN', sendFromPage, [order])).toMatchObject({
      kind: 'answers',
      followsSession: true,
      answers: [{ status: 200 }],
    });
  });

  it('in which a function of our own fails is told as that, and not as one that went away', async () => {
    // What another release might leave in the extension's world of the page.
    const leave = () => {
      Object.assign(globalThis, { [Symbol.for('keyring.inFlight')]: 7 });
    };
    await tab().run('ISOLATED', leave, []);
    world.tab.grant();
    const internal = { kind: 'internal', error: 'TypeError' };
    expect(await open(world.browser, world.tab)).toEqual({ ok: false, failure: internal });
  });

  const tab = () => world.tab.page;
});

describe('entries that others wrote', () => {
  const NEVER = '0001-01-01T00:00:00';
  const THEIRS = { Type: 'imap', Comment: 'theirs' };

  it.each(
    (['Services88', 'none'] as const).flatMap((services) =>
      [
        { ValidFrom: NEVER, ValidTo: NEVER },
        { PublicValue: '' },
        { PublicValue: null },
        { PublicValue: null, ValidFrom: NEVER, ValidTo: NEVER },
      ].map((more) => ({ services, more })),
    ),
  )('can be switched off and removed: $more (services: $services)', async ({ services, more }) => {
    world.crm.services = services;
    world.crm.credentials.push(storedCredential({ ...THEIRS, ...more }));
    const form = await world.form();
    const { entries } = valueIn(await form.list('imap'));
    const original = entries?.find(({ Comment }) => Comment === 'theirs');
    if (!original) throw new Error('It is not listed.');
    const theirs = () => world.crm.credentials.filter(({ Comment }) => Comment === 'theirs');
    const off = {
      ...original,
      Type: 'imap',
      ValidFrom: fromServerTime(original.ValidFrom),
      ValidTo: fromServerTime(original.ValidTo),
      IsActive: false,
    };
    expect(await form.save(off, 's', { before: [original] })).toMatchObject({ failure: { kind: 'invalid' } });
    expect(valueIn(await form.save(off, 's', { original, before: [original] }))).toEqual({ readBack: false });
    expect(theirs()).toMatchObject([
      {
        IsActive: false,
        SecretValue: 's',
        ValidFrom: original.ValidFrom,
        ValidTo: original.ValidTo,
        PublicValue: original.PublicValue,
      },
    ]);
    valueIn(await form.remove('imap', original.PublicValue));
    expect(theirs()).toEqual([]);
  });
});
