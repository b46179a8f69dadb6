import { describe, expect, it } from 'vitest';
import { type PageReport, sendFromPage } from '../../background/server/in-page.ts';
import { rest } from '../../background/server/rest-request.ts';
import { showClassicPage } from '../classic-page.ts';
import type { FaultName, RecordedRequest } from '../crm/server.ts';
import { storedCredential } from '../crm/server.ts';
import { escapeText } from '../crm/wcf.ts';
import { elapse, stopClock, until } from './clock.ts';
import { CookieJar } from './cookies.ts';
import { valueIn } from './form.ts';
import { inWorld, LIST, PAUSE, REMOVE, SAVE } from './world.ts';

/** Where a ticket and a secret go, and what is remembered of it. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const SECRET = 'MARK-5ecr3t';
const DONE = { ok: true, value: { readBack: false } };
const servicesAsked = () =>
  world.crm.requests.map(({ path }) => path).filter((path) => path.endsWith('.svc'));
const remembered = () => Object.values((world.browser.local.items.endpoints as object) ?? {});

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What of a secret may be in no text: each four characters of it, as they are and escaped, or all of a shorter one. */
function piecesOf(secret: string): string[] {
  return [secret, escapeText(secret)].flatMap((form) =>
    Array.from({ length: Math.max(form.length - 3, 1) }, (_, at) => form.slice(at, at + 4)),
  );
}

describe('a secret', () => {
  /** After these the server may still be at work, and is asked twice. */
  const OPEN: readonly FaultName[] = ['status:501', 'html-502', 'html-503', 'drop-before'];
  const FAULTS: readonly FaultName[] = [
    '302',
    '401',
    '429',
    '403',
    '404',
    'status:405',
    'status:410',
    '421',
    'html-200',
    'fault-500',
    'fault:ActionNotSupported',
    'fault:DeserializationFailed',
    'exception:SoSessionException',
    'exception:SoSentryException',
    'exception:XsrfValidationException',
    'quotes-secret',
    'null-200',
    'drop-after',
    ...OPEN,
  ];

  it.each(
    FAULTS.flatMap((fault) => (['Services88', 'none'] as const).map((services) => ({ fault, services }))),
  )('is tried nowhere else after $fault (services: $services)', async ({ fault, services }) => {
    world.crm.services = services;
    const form = await world.form();
    valueIn(await form.list('imap'));
    const { path } = world.requests(LIST).at(-1) as RecordedRequest;
    world.crm.requests.length = 0;
    stopClock();
    world.crm.fail(SAVE, fault);
    const saving = form.save(ENTRY, SECRET);
    if (OPEN.includes(fault)) await elapse(PAUSE);
    const answer = await saving;
    const carrying = world.carrying(SECRET);
    if (/^(302|401)$|SoSession/.test(fault)) {
      // Who asks is refused before anything is done: a ticket is renewed once, and each endpoint that has answered has its turn.
      expect(carrying.length).toBeLessThanOrEqual(4);
      for (const each of carrying) {
        const reads = world.requests(LIST).filter(({ arrived }) => arrived < each.arrived);
        expect([path, ...reads.map((read) => read.path)]).toContain(each.path.replace(SAVE, LIST));
      }
    } else {
      // What answers 421, fetch itself repeats.
      expect(carrying.length).toBeLessThanOrEqual(fault === '421' ? 2 : 1);
      for (const each of carrying) expect(each.path).toBe(path.replace(LIST, SAVE));
    }
    expect(carrying.length).toBeGreaterThan(0);
    expect(JSON.stringify([answer, world.browser.session.items, world.browser.local.items])).not.toContain(
      SECRET,
    );
    // One that was refused is no property of the installation: the next one is stored.
    world.crm.fail(SAVE, undefined);
    expect(await form.save({ ...ENTRY, PublicValue: 'next' }, SECRET)).toEqual(DONE);
  });

  it.each(['Services88', 'none'] as const)(
    'is tried nowhere else where the server quotes words that are like its own (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      world.crm.fail(SAVE, 'quotes-secret');
      const answer = await form.save(ENTRY, 'The AppToken of 2026');
      // That it is not there was looked up: the words alone would be no proof.
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'notSaved', cause: { kind: 'refused', exceptionType: 'SoDbAccessException' } },
      });
      expect(world.carrying('The AppToken of 2026')).toHaveLength(1);
    },
  );

  it.each(['401', 'exception:SoSessionException'] as const)(
    'is tried twice at most with %s by REST, whatever XSRF values the page has',
    async (fault) => {
      world.crm.services = 'none';
      // Signed in anew in another tab: the cookie’s value is another than the page’s.
      await world.signInBehind('ASE');
      const form = await world.form();
      valueIn(await form.list('imap'));
      world.crm.fail(SAVE, fault);
      expect(await form.save(ENTRY, SECRET)).toEqual({ ok: false, failure: { kind: 'ticketRefused' } });
      expect(world.carrying(SECRET).length).toBeLessThanOrEqual(2);
    },
  );

  it.each(
    [
      'MARK-5ecr3t',
      'Zq',
      'a&b<c>d"e\'f',
      `${'0Xj7&'.repeat(12)}<"9vK'>Wq4`,
      '\\u0041\\n"Zqx9"',
      'Zæøå-ß🔑ñ',
    ].flatMap((secret) => (['Services88', 'none'] as const).map((services) => ({ secret, services }))),
  )(
    'that the server quotes ($secret) is nowhere in the answer (services: $services)',
    async ({ secret, services }) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      world.crm.fail(SAVE, 'quotes-secret');
      const answer = await form.save(ENTRY, secret, { id: 'one' });
      expect(answer).toMatchObject({
        ok: false,
        failure: {
          kind: 'notSaved',
          cause: { kind: 'refused', serverMessage: expect.stringMatching('truncated') },
        },
      });
      const told = textsIn([answer, await form.awaitSave(ENTRY, { id: 'one' }), world.browser.session.items]);
      expect(told.length).toBeGreaterThan(0);
      for (const piece of piecesOf(secret)) expect(told.filter((text) => text.includes(piece))).toEqual([]);
    },
  );

  it('follows a read of the same service when the worker has just started', async () => {
    const form = await world.form();
    world.browser.stop();
    world.crm.requests.length = 0;
    valueIn(await form.save(ENTRY, SECRET));
    const operations = world.crm.requests.map(({ operation }) => operation);
    expect(operations.indexOf(LIST)).toBeGreaterThan(-1);
    expect(operations.indexOf(LIST)).toBeLessThan(operations.indexOf(SAVE));
    expect(world.requests(LIST)[0]?.path).toBe(world.requests(SAVE)[0]?.path);
  });

  it('goes to no services of another installation, which are not remembered either', async () => {
    Object.assign(world.crm, { services: 'none', hasForeignServices: true });
    const form = await world.form();
    valueIn(await form.list('imap'));
    valueIn(await form.save(ENTRY, SECRET));
    expect(world.held(ENTRY.PublicValue)).toMatchObject([{ SecretValue: SECRET }]);
    const foreign = world.crm.requests.filter(({ installation }) => installation === 'foreign');
    expect(foreign.length).toBeGreaterThan(0);
    // They are asked whether they know the user, and nothing else.
    for (const { body } of foreign) expect(body).toMatch(/<n:(GetAssociate|AuthenticateWithAccessToken)>/);
    expect(foreign.filter(({ body }) => body.includes('UntrustedCredentials'))).toEqual([]);
    expect(remembered()).toEqual(['REST']);
  });
});

describe('an XSRF value', () => {
  it.each([401, 400, 200])(
    'of the cookie that is refused with %i gives way to the page’s own',
    async (status) => {
      world.tab.network.cookies.set('XSRF-TOKEN=of-another-tab; Path=/Cust12345', world.tab.page.url);
      world.crm.xsrfStatus = status;
      world.crm.services = 'none';
      const form = await world.form();
      expect(await form.save(ENTRY, SECRET)).toEqual(DONE);
      expect(world.held(ENTRY.PublicValue)).toHaveLength(1);
      const refused = world.crm.requests.filter(
        (each) => each.status === status && each.headers['x-xsrf-token'] === 'of-another-tab',
      );
      expect(refused.length).toBeGreaterThan(0);
    },
  );
});

describe('an endpoint', () => {
  it('beside the web client is taken once it knows the user, and remembered', async () => {
    const tab = await world.openPage(
      `${world.crm.origin}/SuperOffice/default.aspx?person.main?person_id=207`,
      { user: 'OSKAR' },
    );
    world.crm.servicesAt = '/SuperOfficeNetServer/Remote';
    const form = await world.form({}, tab);
    valueIn(await form.list('imap'));
    expect(remembered()).toEqual(['SOAP /SuperOfficeNetServer/Remote/Services88']);
    world.crm.requests.length = 0;
    valueIn(await form.save(ENTRY, SECRET));
    expect(world.crm.requests.map(({ operation }) => operation)).toEqual([SAVE]);
  });

  it('that stops working is forgotten, and the next one is found', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    expect(remembered()).toEqual(['SOAP Remote/Services88']);
    world.crm.services = 'none';
    valueIn(await form.list('imap'));
    valueIn(await form.save(ENTRY, SECRET));
    expect(world.requests(SAVE).map(({ path }) => path)).toEqual([
      expect.stringContaining('/api/v1/Agents/User/'),
    ]);
    expect(remembered()).toEqual(['REST']);
  });

  it('that a write finds closed is found out anew by the next one', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.services = 'none';
    expect(await form.save(ENTRY, SECRET)).toMatchObject({ ok: false, failure: { kind: 'serverFault' } });
    expect(valueIn(await form.save(ENTRY, SECRET))).toEqual({ readBack: false });
  });

  it('that has refused a write has no second turn, even if a list is read there meanwhile', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'exception:SoSessionException');
    let isSaving = true;
    const reading = (async () => {
      while (isSaving) valueIn(await form.list('imap'));
    })();
    const answer = await form.save(ENTRY, SECRET);
    isSaving = false;
    await reading;
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'ticketRefused' } });
    const tried = world.carrying(SECRET).map(({ path }) => path);
    expect(tried).toHaveLength(4);
    expect(new Set(tried).size).toBe(2);
  });

  it('that is not there any more is replaced by the one of another version', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.services = 'Services84';
    valueIn(await form.list('imap'));
    await until(() => String(remembered()) === 'SOAP Remote/Services84', 'the next one');
    world.browser.stop();
    world.crm.requests.length = 0;
    expect(await form.save(ENTRY, SECRET)).toEqual(DONE);
    expect(servicesAsked()).toEqual([
      '/Cust12345/Remote/Services84/User.svc',
      '/Cust12345/Remote/Services84/User.svc',
    ]);
  });

  it('of which none is left is forgotten', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    await until(() => remembered().length === 1, 'the endpoint');
    world.browser.local.items = {
      ...world.browser.local.items,
      settings: { sites: { '*': { transport: 'SOAP' } } },
    };
    world.browser.stop();
    world.crm.services = 'none';
    expect(await form.save(ENTRY, SECRET)).toMatchObject({ ok: false, failure: { kind: 'agentClosed' } });
    expect(world.carrying(SECRET)).toEqual([]);
    await until(() => remembered().length === 0, 'nothing');
  });

  it('of another installation is asked first whom it knows, even where an older release remembered it', async () => {
    const endpoints = { [world.crm.base.toLowerCase()]: 'SOAP /SuperOfficeNetServer/Remote/Services88' };
    world.browser.local.items = { endpoints };
    world.crm.hasForeignServices = true;
    const form = await world.form();
    expect(await form.save(ENTRY, SECRET)).toEqual(DONE);
    const foreign = world.crm.requests.filter(({ installation }) => installation === 'foreign');
    expect(foreign.map(({ operation }) => operation)).toContain('GetAssociate');
    for (const { operation } of foreign)
      expect(['GetAssociate', 'AuthenticateWithAccessToken']).toContain(operation);
    await until(() => String(remembered()) === 'SOAP Remote/Services88', 'the right one');
  });
});

describe('a server that is busy', () => {
  it.each(['Services88', 'none'] as const)(
    'is asked again after the seconds that it names (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      world.crm.fail(LIST, 'busy-for-seconds');
      stopClock();
      const listing = form.list('imap');
      await world.arrived(LIST);
      world.crm.fail(LIST, undefined);
      await elapse(2_000);
      expect(valueIn(await listing).entries).toHaveLength(2);
    },
  );

  it('is waited for a few seconds and no longer', async () => {
    const form = await world.form();
    world.crm.fail(LIST, 'busy-for-seconds');
    stopClock();
    const listing = form.list('imap');
    await elapse(2_000);
    await elapse(2_000);
    expect(await listing).toEqual({ ok: false, failure: { kind: 'busy', seconds: 2 } });
    expect(world.requests(LIST)).toHaveLength(3);
  });

  it('is not waited for after Cancel', async () => {
    world.crm.fail('currentPrincipal', 'busy-for-seconds');
    const opening = world.browser.ask('open', {
      tabId: world.tab.id,
      id: 'opening',
      form: 'form',
      address: '',
      purpose: '',
      isPrivate: false,
    });
    world.tab.grant();
    await world.arrived('currentPrincipal');
    await world.browser.ask('cancel', { id: 'opening' });
    expect(await opening).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    expect(world.requests('currentPrincipal')).toHaveLength(1);
  });

  it('is sent a secret once', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'busy-for-seconds');
    expect(await form.save(ENTRY, SECRET)).toEqual({ ok: false, failure: { kind: 'busy', seconds: 2 } });
    expect(world.carrying(SECRET)).toHaveLength(1);
  });
});

describe('what is not understood', () => {
  it('is no fact about a person: SOAP is asked', async () => {
    world.crm.fail('GetAssociateByPersonId', 'message-200');
    expect((await world.form()).associate.associateId).toBe(104);
    world.crm.services = 'none';
    world.browser.stop();
    expect((await world.form()).opened.about).toEqual({ kind: 'failed', failure: { kind: 'unreadable' } });
  });

  it('nor is `null`, by which an agent also tells of a failed call', async () => {
    world.crm.fail('GetAssociateByPersonId', 'nil', { by: 'rest' });
    expect((await world.form()).opened.about).toMatchObject({ associate: { associateId: 104 } });
  });

  it.each(['html-200', 'message-200', 'nil', 'status:302', 'status:204', 'status:500', '429'] as const)(
    'for a token (%s) is none, and REST does it',
    async (fault) => {
      world.crm.fail('currentToken', fault);
      const form = await world.form();
      expect(await form.save(ENTRY, SECRET)).toEqual(DONE);
      expect(world.requests(SAVE).map(({ path }) => path)).toEqual([expect.stringContaining('/api/v1/')]);
    },
  );

  it.each(['', 'two words', 'line\nbreak', 'ø'])('for a ticket of the page (%j) is none', async (ticket) => {
    world.crm.hasCurrentToken = false;
    await showClassicPage(world.tab.page, { ticket });
    const form = await world.form();
    expect(await form.save(ENTRY, SECRET)).toEqual(DONE);
  });
});

describe('a diary, of somebody with an id alone', () => {
  it.each(['Services88', 'none'] as const)(
    'is looked up by one question (services: %s)',
    async (services) => {
      world.crm.services = services;
      const tab = await world.openPage(world.crm.pages.diary);
      world.crm.requests.length = 0;
      expect((await world.form({}, tab)).associate.associateId).toBe(104);
      expect(world.crm.requests.map(({ operation, body }) => [operation, body])).toEqual([
        ['currentPrincipal', ''],
        ['currentToken', ''],
        ['GetAssociate', ''],
      ]);
    },
  );
});

describe('an entry whose public value holds what XML cannot carry', () => {
  it.each(
    ['bell \u0007', '\u0001', 'a\ufffeb'].flatMap((publicValue) =>
      (['Services88', 'none'] as const).map((services) => ({ publicValue, services })),
    ),
  )('can be removed: $publicValue (services: $services)', async ({ publicValue, services }) => {
    world.crm.services = services;
    world.crm.credentials.push(storedCredential({ PublicValue: publicValue }));
    const form = await world.form();
    const { entries } = valueIn(await form.list('imap'));
    expect(entries?.map(({ PublicValue }) => PublicValue)).toContain(publicValue);
    expect(await form.remove('imap', publicValue)).toEqual({ ok: true, value: null });
    expect(world.held(publicValue)).toEqual([]);
    expect(world.requests(REMOVE)).toHaveLength(1);
    // But not stored.
    const saved = await form.save({ ...ENTRY, PublicValue: publicValue }, SECRET);
    expect(saved).toMatchObject({
      failure: { kind: 'invalid', errors: { PublicValue: { rule: 'character' } } },
    });
  });
});

it('an entry that XML cannot list is removed by SOAP all the same', async () => {
  world.browser.local.items = { settings: { sites: { '*': { transport: 'SOAP' } } } };
  world.crm.credentials.push(storedCredential({ PublicValue: 'bell \u0007' }));
  const form = await world.form();
  valueIn(await form.list('smtp'));
  expect(await form.remove('imap', 'bell \u0007')).toEqual({ ok: true, value: null });
  expect(world.held('bell \u0007')).toEqual([]);
  expect(world.requests(REMOVE)[0]?.body).toContain('<n:PublicValue>bell &#7;</n:PublicValue>');
});

describe('a browser that asks for a name and password at a status 401', () => {
  it('is told by each request that a script asks', async () => {
    const form = await world.form();
    valueIn(await form.save(ENTRY, SECRET));
    expect(world.crm.requests.length).toBeGreaterThan(3);
    for (const { headers } of world.crm.requests) expect(headers['x-requested-with']).toBe('XMLHttpRequest');
  });

  it('is asked one question first where the page has no XSRF value: then hardly anybody is signed in', async () => {
    const page = (await world.browser.open(world.crm.pages.signIn, { cookies: new CookieJar() })).page;
    world.crm.requests.length = 0;
    const asked = (path: string) => rest(`User/${path}`);
    const order = {
      base: world.crm.base,
      requests: [asked('currentPrincipal'), asked('currentToken'), asked('currentPrincipal')],
      id: 'one',
      timeoutMilliseconds: 5_000,
      maxCharacters: 1_000,
      busySeconds: 0,
    };
    const report = (await page.run('ISOLATED', sendFromPage, [order])) as PageReport;
    expect(report).toMatchObject({ answers: [{ status: 401 }, { status: 401 }, { status: 401 }] });
    expect(world.crm.requests.map(({ operation }) => operation)).toEqual(['currentPrincipal']);
  });
});

describe('an endpoint that a read has found dead', () => {
  it('is used neither by Save nor by the reading back after it', async () => {
    const form = await world.form();
    world.crm.gate = { answers: 'broken', closed: true };
    valueIn(await form.list('imap'));
    world.crm.requests.length = 0;
    world.crm.fail(SAVE, 'drop-after');
    expect(await form.save(ENTRY, SECRET)).toEqual({ ok: true, value: { readBack: true } });
    expect(servicesAsked()).toEqual([]);
  });

  it.each([
    ['a reload', () => world.tab.reload('its own')],
    ['Stop', () => world.tab.page.stop()],
  ])(
    'is not the one whose page was left by %s: it is asked again, and still without cookies',
    async (_, leave) => {
      const form = await world.form();
      world.crm.fail(LIST, 'slow');
      const listing = form.list('imap');
      await world.arrived(LIST);
      world.crm.fail(LIST, undefined);
      world.tab.grant();
      await leave();
      expect(await listing).toMatchObject({ ok: true });
      valueIn(await form.list('smtp'));
      const soap = world.crm.requests.filter(({ operation }) => operation === LIST);
      expect(soap.map(({ headers }) => 'cookie' in headers)).toEqual(soap.map(() => false));
      expect(textsIn(remembered()).join()).not.toMatch(/cookie/i);
    },
  );

  it.each([1, 2, 3])(
    'for a moment, and for %i questions, is asked once more before another is remembered',
    async (count) => {
      const form = await world.form();
      world.crm.fail(LIST, 'html-503');
      const listing = form.list('imap');
      const asked = () => world.crm.requests.filter(({ operation }) => operation === LIST);
      await until(() => asked().length >= count, 'the questions');
      world.crm.fail(LIST, undefined);
      const isRead = (await listing).ok;
      world.crm.requests.length = 0;
      valueIn(await form.list('smtp'));
      // Where all have failed, there is nothing to be remembered.
      if (isRead) expect(asked()).toHaveLength(1);
      expect(asked().filter(({ headers }) => 'cookie' in headers)).toEqual([]);
      expect(textsIn(remembered()).join()).not.toMatch(/cookie|REST/i);
    },
  );

  it('by no connection leaves nothing open: nothing was sent', async () => {
    world.crm.gate = { answers: 'noConnection', closed: true };
    world.browser.local.items = { settings: { sites: { '*': { transport: 'SOAP' } } } };
    const form = await world.form();
    expect(await form.save(ENTRY, SECRET)).toEqual({ ok: false, failure: { kind: 'noConnection' } });
    expect(world.carrying(SECRET)).toEqual([]);
  });

  it('of which the installation knows newer versions alone is asked once', async () => {
    world.crm.services = 'Services89';
    const form = await world.form();
    valueIn(await form.list('imap'));
    expect(servicesAsked()).toHaveLength(1);
  });
});
