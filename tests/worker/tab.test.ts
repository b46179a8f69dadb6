import { describe, expect, it, vi } from 'vitest';
import { DRAFT } from '../../src/drafts.ts';
import { startClock, stopClock, until } from './clock.ts';
import { TAB_STATES } from './fault-matrix.ts';
import { open, valueIn } from './form.ts';
import { inWorld, LIST, REMOVE, SAVE } from './world.ts';

/** What is said where the tab itself cannot be asked, or does not answer; and what a page needs not have finished. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const NOT_SUPEROFFICE = { ok: false, failure: { kind: 'notSuperOffice' } };

/** What a promise comes to, by a clock of which no more than so many seconds pass. */
async function withinSeconds<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let value: { readonly of: T } | undefined;
  void promise.then((of) => {
    value = { of };
  });
  for (let passed = 0; !value; passed += 50) {
    if (passed >= seconds * 1000) throw new Error(`Not within ${seconds} s.`);
    for (let turn = 0; turn < 25 && !value; turn += 1) await new Promise(setImmediate);
    vi.advanceTimersByTime(50);
  }
  return value.of;
}

describe.each(TAB_STATES)('a tab that is %s', (state, _says, kind) => {
  it('is told as that within five seconds, whatever is asked, and nothing is sent', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    stopClock();
    world.tab.hindrance = state;
    world.crm.requests.length = 0;
    const failure = { ok: false, failure: { kind } };
    expect(await withinSeconds(5, open(world.browser, world.tab))).toEqual(failure);
    expect(await withinSeconds(5, form.list('imap'))).toEqual(failure);
    expect(await withinSeconds(5, form.search('jör'))).toEqual(failure);
    expect(await withinSeconds(5, form.save(ENTRY, 'S3cret'))).toEqual(failure);
    expect(await withinSeconds(5, form.remove('imap', 'imap.fjordlys.example/jorg'))).toEqual(failure);
    world.tab.hindrance = undefined;
    // What the page would have done late it does not do.
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(world.requests(SAVE)).toEqual([]);
    expect(world.requests(REMOVE)).toEqual([]);
    startClock();
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
  });
});

describe('a page that stops responding', () => {
  it('while a Save runs leaves open what the server holds, and is asked again later', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    stopClock();
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    await world.arrived(SAVE);
    world.tab.hindrance = 'silent';
    const silent = { kind: 'tabSilent' };
    expect(await withinSeconds(5, saving)).toEqual({
      ok: false,
      failure: { kind: 'unsettled', lossReason: silent, cause: silent },
    });
    world.crm.fail(SAVE, undefined);
    world.tab.hindrance = undefined;
    startClock();
    await until(() => world.held(ENTRY.PublicValue).length === 1, 'the entry');
    expect(await form.awaitSave(ENTRY, { id: 'one' })).toEqual({ ok: true, value: { readBack: true } });
  });

  it('just after it has answered leaves open what the server holds, as nobody has asked it again', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    stopClock();
    world.tab.hindrance = 'silent';
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    const silent = { kind: 'tabSilent' };
    expect(await withinSeconds(5, saving)).toEqual({
      ok: false,
      failure: { kind: 'unsettled', lossReason: silent, cause: silent },
    });
    world.tab.hindrance = undefined;
    startClock();
    await world.arrived(SAVE);
    expect(await form.awaitSave(ENTRY, { id: 'one' })).toEqual({ ok: true, value: { readBack: true } });
  });

  it('later than that is asked first, and is sent nothing', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    const later = Date.now() + 1_000;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    stopClock();
    world.tab.hindrance = 'silent';
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    expect(await withinSeconds(5, saving)).toEqual({ ok: false, failure: { kind: 'tabSilent' } });
    world.tab.hindrance = undefined;
    startClock();
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('is sent nothing either where it responds again before that is told', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1_000);
    // For the page three seconds have passed when it comes to.
    await world.tab.page.run('ISOLATED', () => {
      const { now } = Date;
      Date.now = () => now() + 1_000 + 3_000;
    }, []);
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: false, failure: { kind: 'tabSilent' } });
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('is sent nothing of a Save that is cancelled before it responds', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    const later = Date.now() + 1_000;
    const now = vi.spyOn(Date, 'now').mockReturnValue(later);
    stopClock();
    world.tab.hindrance = 'silent';
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    await world.browser.ask('cancel', { id: 'one' });
    expect(await withinSeconds(5, saving)).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    now.mockReturnValue(later + 5_000);
    world.tab.hindrance = undefined;
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    startClock();
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('holds nobody who cancels', async () => {
    stopClock();
    world.tab.grant();
    world.tab.hindrance = 'silent';
    const opening = open(world.browser, world.tab, { id: 'one' });
    await world.browser.ask('cancel', { id: 'one' });
    expect(await withinSeconds(2, opening)).toEqual({ ok: false, failure: { kind: 'cancelled' } });
  });

  it('holds up the connection check no longer', async () => {
    world.tab.grant();
    stopClock();
    world.tab.hindrance = 'silent';
    const check = world.browser.ask('checkConnection', { tabId: world.tab.id, id: 'one' });
    expect(JSON.stringify(valueIn(await withinSeconds(5, check)))).toContain('tabSilent');
  });
});

describe('a page that still loads', () => {
  it('is asked at once where a cookie tells its session', async () => {
    world.tab.grant();
    world.tab.page.startLoading();
    expect(await open(world.browser, world.tab)).toMatchObject({
      ok: true,
      value: { about: { kind: 'associate' } },
    });
  });

  const withoutCookie = () => {
    world.tab.grant();
    world.tab.network.cookies.set('XSRF-TOKEN=; Path=/Cust12345; Max-Age=0', world.tab.page.url);
    world.tab.page.startLoading();
  };

  it('is waited for where only its own field does', async () => {
    withoutCookie();
    const opening = open(world.browser, world.tab);
    await until(() => world.tab.page.isSeenLoading, 'it to be seen that the page loads');
    expect([world.tab.page.unanswered, world.crm.requests]).toEqual([0, []]);
    world.tab.page.finishLoading();
    expect(await opening).toMatchObject({ ok: true, value: { about: { kind: 'associate' } } });
  });

  it('is told as that where it does not end', async () => {
    withoutCookie();
    stopClock();
    expect(await withinSeconds(5, open(world.browser, world.tab))).toEqual({
      ok: false,
      failure: { kind: 'tabLoading' },
    });
    expect(world.crm.requests).toEqual([]);
  });
});

describe('a tab that gets another number when it is put to sleep', () => {
  it('keeps what was typed, and the Save whose end nobody has seen', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    const before = world.tab.id;
    valueIn(await form.save(ENTRY, 'S3cret'));
    const draft = { version: 1 };
    for (const area of [world.browser.local, world.browser.session])
      area.items = {
        ...area.items,
        [`${DRAFT}${before}:site:1:a`]: draft,
        [`${DRAFT}${before}1:site:1:b`]: draft,
        [`${DRAFT}${before}:site:1:open`]: draft,
      };
    world.browser.locks.push({ name: 'form:open' });
    world.browser.replace(world.tab);
    const drafts = (items: object) => Object.keys(items).filter((key) => key.startsWith(DRAFT));
    const moved = [
      `${DRAFT}${world.tab.id}:site:1:a`,
      `${DRAFT}${before}1:site:1:b`,
      `${DRAFT}${before}:site:1:open`,
    ].sort();
    await until(
      () => drafts(world.browser.local.items).sort().join() === moved.join(),
      'the draft of the tab',
    );
    expect(drafts(world.browser.session.items).sort()).toEqual(moved);
    const again = await world.form();
    expect(again.opened.pendingSaves).toMatchObject([{ form: form.id }]);
    expect(valueIn(await form.list('imap')).entries).not.toBeNull();
    expect(world.requests(LIST).length).toBeGreaterThan(1);
  });
});

it('a Save that is under way while its tab gets another number is told there', async () => {
  const form = await world.form();
  valueIn(await form.list('imap'));
  world.crm.fail(SAVE, 'slow');
  const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
  await world.arrived(SAVE);
  world.browser.replace(world.tab);
  world.crm.fail(SAVE, undefined);
  expect(await saving).toEqual({ ok: true, value: { readBack: false } });
  expect((await world.form()).opened.pendingSaves).toMatchObject([{ id: 'one' }]);
});

describe('whose page it is', () => {
  it('a CRM at the root of its host proves itself, and is used there', async () => {
    world.crm.isAtRoot = true;
    const { origin } = world.crm;
    const tab = await world.browser.open(`${origin}/login.aspx?user=OSKAR`);
    await tab.navigate(`${origin}/?person.main?person_id=207`);
    world.crm.requests.length = 0;
    const form = await world.form({}, tab);
    expect(world.requests('api')).toHaveLength(1);
    expect(form.opened).toMatchObject({ tenant: new URL(origin).host, about: { kind: 'associate' } });
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
    expect(world.held(ENTRY.PublicValue, 'SuperOffice')).toHaveLength(1);
  });

  it.each(['', '?person.main?person_id=207', 'admin/?adminusers?associate_id=104'])(
    'a directory address proves itself: /SuperOffice/%s',
    async (page) => {
      const base = `${world.crm.origin}/SuperOffice`;
      const tab = await world.browser.open(`${base}/login.aspx?user=OSKAR`);
      await tab.navigate(`${base}/${page}`);
      const form = await world.form({}, tab);
      expect(form.opened.tenant).toMatch(/\/SuperOffice$/);
      expect(form.opened.about.kind).toBe(page ? 'associate' : 'nobody');
    },
  );

  it.each(['/elsewhere/page.html', '/elsewhere/', '/nothing.html'])(
    'another site is asked for nothing but what it is: %s',
    async (path) => {
      const tab = await world.browser.open(world.crm.origin + path);
      tab.grant();
      world.crm.requests.length = 0;
      expect(await open(world.browser, tab)).toEqual(NOT_SUPEROFFICE);
      expect(world.crm.requests.map((each) => each.path)).toEqual(
        path === '/elsewhere/' || path.startsWith('/elsewhere') ? ['/elsewhere/api', '/api'] : ['/api'],
      );
    },
  );

  it.each(['/', '/login', '/login/common/oauth/authorize?client_id=1'])(
    'SuperOffice’s own page to sign in on is no tenant’s, and nobody is signed in there: %s',
    async (path) => {
      const host = 'https://online.superoffice.com';
      Object.assign(world.browser.hosts, { [host]: world.crm.origin });
      const tab = await world.browser.open(`${host}/elsewhere.html`);
      tab.page.url.href = host + path;
      tab.grant();
      world.crm.requests.length = 0;
      expect(await open(world.browser, tab)).toEqual({ ok: false, failure: { kind: 'notSignedIn' } });
      expect(world.crm.requests).toEqual([]);
    },
  );

  it('a tenant’s page to sign in on is that, whatever its services answer', async () => {
    const tab = await world.browser.open(`${world.crm.base}/login.aspx`);
    tab.grant();
    world.crm.fail('currentPrincipal', 'html-200');
    expect(await open(world.browser, tab)).toEqual({ ok: false, failure: { kind: 'notSignedIn' } });
  });
});

describe('somebody whom a page mentions beside what it is about', () => {
  const at = (protocol: string) => world.tab.navigate(`${world.crm.base}/default.aspx?${protocol}`);

  it.each([
    ['contact.main.activityarchive?contact_id=3&diaryowner_id=104', 104],
    ['contact.main?contact_id=3&person_id=207', 104],
  ])(
    'is offered and not chosen, before and after the form starts over: %s',
    async (protocol, associateId) => {
      await at(
        protocol.replace('contact_id=3', `contact_id=${world.crm.tenants.Cust12345.companies[0]?.ContactId}`),
      );
      const form = await world.form();
      expect(form.opened.about).toMatchObject({ kind: 'offered', associate: { associateId } });
      const again = await world.form({ form: form.id, purpose: form.opened.purpose });
      expect(again.opened.about).toEqual(form.opened.about);
    },
  );

  it('is nobody where they are no associate', async () => {
    const customer = world.crm.pages.customer.replace(/.*person_id=/, '');
    await at(`sale.main?sale_id=1&person_id=${customer}`);
    expect((await world.form()).opened.about).toEqual({ kind: 'nobody' });
  });
});
