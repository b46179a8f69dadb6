import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cancelInPage, type PageOrder, sendFromPage } from '../../background/server/in-page.ts';
import { stopClock, until } from './clock.ts';
import { open, valueIn } from './form.ts';
import { inWorld, LIST, SAVE } from './world.ts';

/** What a person gives up is given up: nothing is sent for it afterwards. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const cancel = (id: string) => world.browser.ask('cancel', { id });

describe('a Save that is cancelled', () => {
  it('while the question for versions is out is not sent', async () => {
    const form = await world.form();
    world.crm.services = 'Services86';
    world.crm.fail('api', 'slow');
    const id = randomUUID();
    const saving = form.save(ENTRY, 's', { id });
    await world.arrived('api');
    await cancel(id);
    expect(await saving).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    world.crm.fail('api', undefined);
    expect(world.requests(SAVE)).toEqual([]);
  });

  it('while the session is renewed is not sent again', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail('AuthenticateWithAccessToken', 'slow');
    world.crm.fail(SAVE, 'exception:SoSessionException');
    const id = randomUUID();
    const saving = form.save(ENTRY, 's', { id });
    await world.arrived('AuthenticateWithAccessToken');
    world.crm.fail(SAVE, undefined);
    await cancel(id);
    expect(await saving).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    world.crm.fail('AuthenticateWithAccessToken', undefined);
    expect(world.requests(SAVE)).toHaveLength(1);
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
  });

  it('while it is asked who is signed in for the renewal is not sent again', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.refuseAccessTokens = true;
    world.crm.fail('currentPrincipal', 'slow');
    const saving = form.save(ENTRY, 's', { id: 'one' });
    await world.arrived('currentPrincipal', 2);
    await cancel('one');
    expect(await saving).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    world.crm.fail('currentPrincipal', undefined);
    // The next one finds all in order.
    expect(await form.save({ ...ENTRY, PublicValue: 'next' }, 's')).toEqual({
      ok: true,
      value: { readBack: false },
    });
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
    // One that was refused, and the next, with the ticket that it was refused and with another.
    expect(world.requests(SAVE).filter(({ body }) => body.includes(ENTRY.PublicValue))).toHaveLength(1);
  });

  it.each(['Services88', 'none'] as const)(
    'before anything was sent is not sent at all (services: %s)',
    async (services) => {
      world.crm.services = services;
      const form = await world.form();
      world.browser.stop();
      world.crm.requests.length = 0;
      world.crm.fail('currentPrincipal', 'slow');
      const asked = form.save(ENTRY, 's', { id: 'one' });
      await world.arrived('currentPrincipal');
      await cancel('one');
      expect(await asked).toEqual({ ok: false, failure: { kind: 'cancelled' } });
      world.crm.fail('currentPrincipal', undefined);
      // In the same turn, while the worker still looks at its own storage.
      const saving = form.save(ENTRY, 's', { id: 'two' });
      await cancel('two');
      expect(await saving).toEqual({ ok: false, failure: { kind: 'cancelled' } });
      expect(world.requests(SAVE)).toEqual([]);
      expect(world.requests(LIST)).toEqual([]);
    },
  );

  it('once more while it is read back is not waited for any longer', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    stopClock();
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(ENTRY, 's', { id: 'one' });
    await world.arrived(SAVE);
    await cancel('one');
    world.crm.fail(LIST, 'slow');
    await world.arrived(LIST, 2);
    await cancel('one');
    expect(await saving).toMatchObject({ ok: false, failure: { kind: 'unsettled' } });
    world.crm.fail(SAVE, undefined);
    world.crm.fail(LIST, undefined);
    await until(() => world.held(ENTRY.PublicValue).length === 1, 'the entry');
    expect(await form.awaitSave(ENTRY, { id: 'one' })).toEqual({ ok: true, value: { readBack: true } });
  });

  it('while its endpoint is proved is not sent', async () => {
    const form = await world.form();
    world.crm.fail(LIST, 'slow');
    const id = randomUUID();
    const saving = form.save(ENTRY, 's', { id });
    await world.arrived(LIST);
    await cancel(id);
    expect(await saving).toEqual({ ok: false, failure: { kind: 'cancelled' } });
    expect(world.requests(SAVE)).toEqual([]);
  });
});

it('what waits for a page that loads, and is cancelled there, is not sent', async () => {
  const { page, network } = world.tab;
  network.cookies.set('XSRF-TOKEN=; Path=/Cust12345; Max-Age=0', page.url);
  page.startLoading();
  const order: PageOrder = {
    base: world.crm.base,
    requests: [{ path: 'api', method: 'GET', headers: {}, session: false, writes: true, cookies: false }],
    id: 'one',
    timeoutMilliseconds: 15_000,
    startBy: Date.now() + 60_000,
    loadMilliseconds: 60_000,
    maxCharacters: 100_000,
    busySeconds: 0,
  };
  const sent = page.run('ISOLATED', sendFromPage, [order]);
  await page.run('ISOLATED', cancelInPage, ['one']);
  page.finishLoading();
  expect(await sent).toMatchObject({ kind: 'answers', answers: [{ lost: 'cancelled' }] });
  expect(world.requests('api')).toEqual([]);
});

it('another form’s request goes on', async () => {
  const form = await world.form();
  const other = await world.form();
  for (const each of [form, other]) valueIn(await each.list('imap'));
  world.crm.fail(SAVE, 'slow');
  const [one, two] = [randomUUID(), randomUUID()];
  const first = form.save(ENTRY, 's', { id: one });
  const second = other.save({ ...ENTRY, PublicValue: 'second' }, 's', { id: two });
  await world.arrived(SAVE, 2);
  await cancel(one);
  world.crm.fail(SAVE, undefined);
  expect(valueIn(await second)).toEqual({ readBack: false });
  // The server did it all the same: that is found, and said.
  expect(await first).toEqual({ ok: true, value: { readBack: true } });
});

it('an opening that is cancelled says so', async () => {
  world.crm.fail('currentPrincipal', 'slow');
  world.tab.grant();
  const id = randomUUID();
  const opening = open(world.browser, world.tab, { id });
  await world.arrived('currentPrincipal');
  await cancel(id);
  expect(await opening).toEqual({ ok: false, failure: { kind: 'cancelled' } });
});

it('an opening that is cancelled leaves nothing behind that is half known', async () => {
  const form = await world.form();
  world.crm.fail('currentToken', 'slow');
  const opening = open(world.browser, world.tab, { id: 'one' });
  await world.arrived('currentToken', 2);
  await until(() => world.requests('currentPrincipal').every(({ answered }) => answered > 0), 'the user');
  // A round trip later the page has that answer, too.
  await world.tab.page.evaluate(async (address) => {
    await (await fetch(address, { redirect: 'manual', credentials: 'omit' })).text();
  }, `${world.crm.base}/api`);
  await cancel('one');
  expect(await opening).toEqual({ ok: false, failure: { kind: 'cancelled' } });
  world.crm.fail('currentToken', undefined);
  // With the ticket that it was about to get.
  expect(await form.save(ENTRY, 's')).toEqual({ ok: true, value: { readBack: false } });
  expect(world.requests(SAVE).map(({ path }) => path)).toEqual([expect.stringMatching(/\.svc$/)]);
});
