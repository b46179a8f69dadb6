import { describe, expect, it } from 'vitest';
import { open, valueIn } from './form.ts';
import { inWorld, SAVE } from './world.ts';

/** Whom a write, a search and a form are for. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };

/** The tab goes to the other tenant, where somebody else of the same id is signed in. */
async function toOtherTenant(): Promise<void> {
  await world.tab.navigate(`${world.crm.origin}/SuperOffice/login.aspx?user=OSKAR`);
  await world.tab.navigate(`${world.crm.origin}/SuperOffice/default.aspx?person.main?person_id=207`);
}

describe('a search', () => {
  it('finds nobody in another tenant than the form shows', async () => {
    const form = await world.form();
    expect(valueIn(await form.search('jör'))).toMatchObject([{ associateId: 104, userName: 'JORG' }]);
    await toOtherTenant();
    for (let time = 0; time < 2; time += 1)
      expect(await form.search('wil')).toEqual({
        ok: false,
        failure: {
          kind: 'otherTenant',
          expected: form.opened.tenant,
          actual: expect.stringMatching(/\/SuperOffice$/),
        },
      });
  });

  it('finds nobody in the name of another user than the form shows', async () => {
    const form = await world.form();
    await world.signInBehind('KARE');
    for (let time = 0; time < 2; time += 1)
      expect(await form.search('jör')).toEqual({
        ok: false,
        failure: { kind: 'otherUser', expected: 'Åse Lindqvist', actual: 'Kåre Bjørnstad' },
      });
  });
});

describe('the lookup of whom a page is about', () => {
  it('is not asked once more in the name of somebody who has signed in meanwhile', async () => {
    world.tab.grant();
    world.crm.fail('GetAssociateByPersonId', 'slow-then-drop', { by: 'rest' });
    const opening = open(world.browser, world.tab);
    await world.arrived('GetAssociateByPersonId');
    await world.signInBehind('KARE');
    world.crm.fail('GetAssociateByPersonId', undefined);
    expect(valueIn(await opening)).toMatchObject({
      user: { userName: 'ASE' },
      about: { kind: 'failed', failure: { kind: 'otherUser', actual: 'Kåre Bjørnstad' } },
    });
  });

  it('names nobody where the tab goes to another tenant meanwhile', async () => {
    world.tab.grant();
    const { cookies } = world.tab.network;
    world.crm.fail('GetAssociateByPersonId', 'slow-then-drop', { by: 'rest' });
    const opening = open(world.browser, world.tab);
    await world.arrived('GetAssociateByPersonId');
    cookies.set('ASP.NET_SessionId=; Path=/Cust12345; Max-Age=0', world.tab.page.url);
    await toOtherTenant();
    world.crm.fail('GetAssociateByPersonId', undefined);
    expect(await opening).toEqual({ ok: false, failure: { kind: 'tabLeft' } });
  });
});

describe('a list, a Save and a Remove', () => {
  it.each(['Services88', 'none'] as const)(
    'do nothing in the name of another user (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      await world.signInBehind('KARE');
      world.crm.requests.length = 0;
      const before = structuredClone(world.crm.credentials);
      const stranger = { ok: false, failure: { kind: 'otherUser', actual: 'Kåre Bjørnstad' } };
      expect(await form.save(ENTRY, 'S3cret')).toMatchObject(stranger);
      expect(await form.list('imap')).toMatchObject(stranger);
      expect(await form.remove('imap', 'imap.fjordlys.example/jorg')).toMatchObject(stranger);
      expect(world.crm.credentials).toEqual(before);
      expect(world.carrying('S3cret')).toEqual([]);
    },
  );

  it.each(['Services88', 'none'] as const)(
    'do nothing in another tenant (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      await toOtherTenant();
      const before = structuredClone(world.crm.tenants.SuperOffice.credentials);
      const elsewhere = { ok: false, failure: { kind: 'otherTenant' } };
      expect(await form.save(ENTRY, 'S3cret')).toMatchObject(elsewhere);
      expect(await form.list('imap')).toMatchObject(elsewhere);
      expect(await form.remove('imap', 'mail.nordkai.example/wilma')).toMatchObject(elsewhere);
      expect(world.crm.tenants.SuperOffice.credentials).toEqual(before);
      expect(world.held(ENTRY.PublicValue)).toEqual([]);
      expect(world.carrying('S3cret')).toEqual([]);
    },
  );

  it.each(['Services88', 'none'] as const)(
    'go on where the same user has signed in anew (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      await world.signInBehind('ASE');
      expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
      expect(world.held(ENTRY.PublicValue)).toMatchObject([{ AssociateId: 104, SecretValue: 'S3cret' }]);
      expect(world.carrying('S3cret')).toHaveLength(1);
    },
  );

  it.each(['Services88', 'none'] as const)(
    'say so where the session has ended (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      valueIn(await form.list('imap'));
      world.crm.endSessions();
      const ended = { ok: false, failure: { kind: 'sessionEnded' } };
      expect(await form.save(ENTRY, 'S3cret')).toEqual(ended);
      expect(await form.list('imap')).toEqual(ended);
      expect(world.held(ENTRY.PublicValue)).toEqual([]);
    },
  );
});

describe('a write by REST, where the page alone holds an XSRF value', () => {
  /** The cookie would change with the session; the page's own value is as old as the page. */
  const dropXsrfCookie = () =>
    world.tab.network.cookies.set('XSRF-TOKEN=; Path=/Cust12345; Max-Age=0', world.tab.page.url);
  const ownPage = () => world.crm.pages.person.replace('207', '204');

  it('is told as done where nobody else has signed in', async () => {
    world.crm.services = 'none';
    dropXsrfCookie();
    const form = await world.form();
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
    expect(world.held(ENTRY.PublicValue)).toMatchObject([{ AssociateId: 104 }]);
  });

  it('is told as what it is where the session became another user’s while it ran', async () => {
    world.crm.services = 'none';
    await world.tab.navigate(ownPage());
    dropXsrfCookie();
    const form = await world.form();
    expect(form.associate.userName).toBe('KARE');
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(ENTRY, 'S3cret');
    await world.arrived(SAVE);
    // “Log in as”: the same session, and another user.
    const session = [...world.crm.tenants.Cust12345.sessions.values()].at(-1);
    const kare = world.crm.tenants.Cust12345.associates.find(({ Name }) => Name === 'KARE');
    if (!session || !kare) throw new Error('Nobody is signed in.');
    session.user = kare;
    world.crm.fail(SAVE, undefined);
    expect(await saving).toEqual({
      ok: false,
      failure: { kind: 'userChanged', expected: 'Åse Lindqvist', actual: 'Kåre Bjørnstad' },
    });
    // It is there, stored by Kåre.
    expect(world.held(ENTRY.PublicValue)).toHaveLength(1);
  });

  it('is never told as plainly done where somebody else signs in while it runs', async () => {
    world.crm.services = 'none';
    dropXsrfCookie();
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(ENTRY, 'S3cret');
    await world.arrived(SAVE);
    await world.signInBehind('KARE');
    dropXsrfCookie();
    world.crm.fail(SAVE, undefined);
    expect(await saving).toMatchObject({ ok: false, failure: { kind: 'userUnverified' } });
    expect(world.held(ENTRY.PublicValue)).toHaveLength(1);
  });
});

describe('a form that the menu opened on a link', () => {
  const EMILY = { kind: 'associate', associate: { associateId: 107 } };
  const PAGE = { kind: 'associate', associate: { associateId: 104 } };

  /** Where a link of the page leads to, as the browser tells the menu. */
  async function linkOf(name: string): Promise<string> {
    const href = await world.tab.page.evaluate(
      (selector) => document.querySelector(selector)?.getAttribute('href') ?? '',
      `a[data-link="${name}"]`,
    );
    expect(href).not.toBe('');
    return new URL(href, world.tab.url).href;
  }

  async function clickLink(name: string): Promise<void> {
    await world.browser.clickMenu(world.tab, await linkOf(name));
  }

  it.each(['page', 'mobile', 'panel', 'diary', 'script', 'archive'])(
    'is for whom the link names: %s',
    async (name) => {
      await world.tab.navigate(world.crm.pages.company);
      await clickLink(name);
      const form = await world.form();
      expect(form.opened.about).toMatchObject(EMILY);
      valueIn(await form.save(ENTRY, 'S3cret'));
      expect(world.held(ENTRY.PublicValue)).toMatchObject([{ AssociateId: 107 }]);
    },
  );

  it.each([
    ['foreign', 'foreignLink'],
    ['unreadable', 'unreadableLink'],
  ])('is for nobody where the link is %s', async (name, kind) => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink(name);
    world.crm.requests.length = 0;
    expect(await open(world.browser, world.tab)).toEqual({ ok: false, failure: { kind } });
    expect(world.crm.requests).toEqual([]);
  });

  it('is for the page where the link leads to a company', async () => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink('company');
    expect((await world.form()).opened.about).toMatchObject(PAGE);
  });

  it('outlives a worker that is stopped before the form asks, and one that is stopped after', async () => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink('mobile');
    world.browser.stop();
    const form = await world.form();
    expect(form.opened.about).toMatchObject(EMILY);
    world.browser.stop();
    expect((await world.form({ form: form.id })).opened.about).toMatchObject(EMILY);
  });

  it('is the one form for that link: the next one is for the page', async () => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink('mobile');
    const first = await world.form();
    expect((await world.form()).opened.about).toMatchObject(PAGE);
    expect((await world.form()).opened.about).toMatchObject(PAGE);
    // The first one still knows whom it is for.
    const again = await world.form({ form: first.id, purpose: first.opened.purpose });
    expect(again.opened.about).toMatchObject(EMILY);
  });

  it('is for the same person when it starts over, whoever is signed in by then', async () => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink('mobile');
    const { id, opened } = await world.form();
    world.browser.stop();
    await world.signInBehind('KARE');
    const again = await world.form({ form: id, purpose: opened.purpose });
    expect(again.opened).toMatchObject({ user: { userName: 'KARE' }, about: EMILY });
  });

  it('is for nobody in a tab that shows another tenant by then', async () => {
    await world.tab.navigate(world.crm.pages.company);
    await clickLink('mobile');
    const { id, opened } = await world.form();
    await toOtherTenant();
    const again = await open(world.browser, world.tab, { form: id, purpose: opened.purpose });
    expect(again).toEqual({ ok: false, failure: { kind: 'otherSite' } });
  });
});

describe('an installation that is spelled in two ways', () => {
  const page = (spelling: string) => `${world.crm.origin}/${spelling}/default.aspx?person.main?person_id=207`;

  it('is one: a form that was opened under one saves under the other, and begins anew there', async () => {
    world.tab = await world.openPage(page('SuperOffice'), { user: 'OSKAR' });
    const form = await world.form();
    valueIn(await form.list('imap'));
    await world.tab.navigate(`${world.crm.origin}/superoffice/login.aspx?user=OSKAR`);
    await world.tab.navigate(page('superoffice'));
    expect(valueIn(await form.search('wil'))).toMatchObject([{ associateId: 104 }]);
    expect(valueIn(await form.list('imap')).entries).toHaveLength(1);
    expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
    expect(world.held(ENTRY.PublicValue, 'SuperOffice')).toMatchObject([{ AssociateId: 104 }]);
    const again = await world.form({ purpose: form.opened.purpose });
    expect(again.opened.about).toEqual(form.opened.about);
  });
});
