import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageOrder, sendFromPage } from '../../background/server/in-page.ts';
import { TestBrowser } from './browser.ts';
import { valueIn } from './form.ts';
import { inWorld, LIST, SAVE } from './world.ts';

/** Which of several XSRF values counts is documented nowhere: each is tried, and none speaks for another. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };

/** A cookie beside the right one: the browser names the more specific path first. */
function addCookie(value: string, place: 'before' | 'after'): void {
  const path = place === 'before' ? '/Cust12345/default.aspx' : '/';
  world.tab.network.cookies.set(`XSRF-TOKEN=${value}; Path=${path}`, world.tab.page.url);
}

/** The page's own field shows what it did before the session got another value. */
function spoilField(): void {
  world.tab.page.insert('<input type="hidden" name="XSRF_TOKEN" value="stale field">');
}

describe.each(['stale', '100%', '%0Astale', '%E5%80', ''])(
  'a cookie XSRF-TOKEN=%s beside the right one',
  (value) => {
    it.each(['before', 'after'] as const)('stands in nobody’s way: %s', async (place) => {
      world.crm.services = 'none';
      addCookie(value, place);
      spoilField();
      const form = await world.form();
      expect(form.opened.about).toMatchObject({ kind: 'associate' });
      valueIn(await form.list('imap'));
      expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
      expect(world.held(ENTRY.PublicValue)).toHaveLength(1);
      // What was accepted once is tried first from then on.
      world.crm.requests.length = 0;
      valueIn(await form.list('imap'));
      expect(world.requests(LIST)).toHaveLength(1);
    });
  },
);

it('of three cookies the last one is tried as well, and a write is carried out once', async () => {
  world.crm.services = 'none';
  addCookie('stale', 'before');
  const { cookies } = world.tab.network;
  cookies.set('XSRF-TOKEN=staler; Path=/Cust12345/default', world.tab.page.url);
  cookies.set('XSRF-TOKEN=100%; Path=/', world.tab.page.url);
  const form = await world.form();
  expect(await form.save(ENTRY, 'S3cret')).toEqual({ ok: true, value: { readBack: false } });
  expect(world.requests(SAVE).filter(({ executed }) => executed > 0)).toHaveLength(1);
});

describe('a right that is refused with the right value', () => {
  /** A server that knows one XSRF value, and refuses a right with it. */
  const server = createServer(({ headers }, response) => {
    const isRight = headers['x-xsrf-token'] === 'right';
    const ErrorType = isRight ? 'SoSentryException' : 'XsrfValidationException';
    response.writeHead(403, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ Error: true, ErrorType, ErrorMessage: ErrorType }));
  });
  const site = 'https://rights.example';
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());

  it.each([
    ['before', false],
    ['after', false],
    ['before', true],
    ['after', true],
  ] as const)('stays refused: a wrong one %s it, writes: %s', async (place, writes) => {
    const { port } = server.address() as AddressInfo;
    const browser = new TestBrowser({ [site]: `http://127.0.0.1:${port}` });
    const { page, network } = await browser.open(`${site}/SO/default.aspx`);
    network.cookies.set('XSRF-TOKEN=right; Path=/SO', page.url);
    network.cookies.set(`XSRF-TOKEN=wrong; Path=${place === 'before' ? '/SO/default.aspx' : '/'}`, page.url);
    const order: PageOrder = {
      base: `${site}/SO`,
      requests: [{ path: 'api/v1/x', method: 'GET', headers: {}, session: true, writes, cookies: true }],
      id: 'one',
      timeoutMilliseconds: 15_000,
      startBy: Date.now() + 60_000,
      loadMilliseconds: 0,
      maxCharacters: 100_000,
      busySeconds: 0,
    };
    expect(await page.run('ISOLATED', sendFromPage, [order])).toMatchObject({
      answers: [{ status: 403, body: expect.stringContaining('SoSentryException') }],
    });
  });
});

it('where no value is accepted, the page is to be reloaded', async () => {
  const right = /XSRF-TOKEN=[^;]*/.exec(world.tab.network.cookies.get(world.tab.page.url))?.[0];
  expect(right).toBeDefined();
  addCookie('stale', 'before');
  for (const session of world.crm.tenants.Cust12345.sessions.values()) session.xsrf = 'another';
  await expect(world.form()).rejects.toThrow('stalePage');
});
