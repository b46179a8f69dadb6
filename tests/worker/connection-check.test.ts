import { describe, expect, it } from 'vitest';
import type { ConnectionCheck } from '../../src/messages.ts';
import { showClassicPage } from '../classic-page.ts';
import type { Variant } from '../crm/server.ts';
import { valueIn } from './form.ts';
import { inWorld, LIST, SAVE } from './world.ts';

/** What the settings page says of a connection: what a Save would meet. */

const world = inWorld();

async function check(tab = world.tab): Promise<ConnectionCheck> {
  tab.grant();
  return valueIn(await world.browser.ask('checkConnection', { tabId: tab.id, id: 'check' }));
}

describe('a connection that works', () => {
  it.each<[string, Partial<Variant>, string, ConnectionCheck['notes']]>([
    ['as usual', {}, 'SOAP Remote/Services88', []],
    ['without SOAP', { services: 'none' }, 'REST', []],
    ['where SOAP takes no ticket', { soapTakes: 'no tickets' }, 'REST', []],
    ['where SOAP wants an application token', { soapTakes: 'applications' }, 'REST', []],
    [
      'through a proxy that wants cookies',
      { gate: { answers: 'redirect' } },
      'SOAP Remote/Services88 with cookies',
      ['otherServer'],
    ],
    ['past a proxy', { gate: { answers: 'signInPage', closed: true } }, 'REST', ['otherServer']],
  ])('%s says by what', async (_, variant, endpoint, notes) => {
    Object.assign(world.crm, variant);
    const { verdict, steps, ...more } = await check();
    expect(verdict).toEqual({ endpoint, milliseconds: expect.any(Number) });
    expect(more.notes).toEqual(notes);
    expect(steps.at(-1)).toMatchObject({ asked: endpoint, isGood: true });
    // A Save then goes there.
    const form = await world.form();
    expect(await form.save({ Type: 'imap', PublicValue: 'new' }, 's')).toMatchObject({ ok: true });
    expect(world.requests(SAVE).at(-1)?.path.includes('.svc')).toBe(endpoint !== 'REST');
  });

  it('names what SOAP answered where REST does it', async () => {
    world.crm.soapTakes = 'applications';
    const { steps } = await check();
    const [soap] = steps.filter(({ asked }) => asked.startsWith('SOAP'));
    expect(soap).toMatchObject({ isGood: false, answered: { kind: 'applicationToken' } });
  });

  it('for the user’s own credentials only says so', async () => {
    world.crm.restrictsAssociates = true;
    const tab = await world.openPage(world.crm.pages.person, { user: 'KARE' });
    const { verdict, notes } = await check(tab);
    expect(verdict).toMatchObject({ endpoint: 'SOAP Remote/Services88' });
    expect(notes).toEqual(['ownOnly']);
  });

  it('names a service worker', async () => {
    const control = () => {
      Object.assign(globalThis, { navigator: { serviceWorker: { controller: {} } } });
    };
    await world.tab.page.run('ISOLATED', control, []);
    expect((await check()).notes).toEqual(['serviceWorker']);
  });
});

describe('a connection that does not work', () => {
  it.each([
    ['401', 'ticketRefused'],
    ['status:403', 'agentClosed'],
    ['exception:SoSentryException', 'notAllowed'],
    ['429', 'busy'],
    ['html-200', 'pageInstead'],
    ['drop-before', 'noConnection'],
  ] as const)('for the list (%s) says why', async (fault, kind) => {
    for (const operation of [LIST, 'GetUntrustedCredentials'] as const) world.crm.fail(operation, fault);
    const { verdict, steps } = await check();
    expect(verdict).toMatchObject({ kind });
    expect(steps.some(({ name, isGood }) => name === 'list' && isGood)).toBe(false);
  });

  it('for nobody is signed in says so', async () => {
    world.crm.endSessions();
    const { verdict, steps } = await check();
    expect(verdict).toEqual({ kind: 'notSignedIn' });
    expect(steps.map(({ name }) => name)).toEqual(['api', 'currentPrincipal']);
  });
});

it('reports no ticket, no secret, no name of anybody, and none of the server’s words', async () => {
  world.crm.credentials.push({
    ...(world.crm.credentials[0] as (typeof world.crm.credentials)[number]),
    AssociateId: 100,
    SecretValue: 'MARK-5ecr3t',
  });
  world.crm.soapTakes = 'applications';
  const { steps } = await check();
  const { sessions, tickets, associates } = world.crm.tenants.Cust12345;
  const report = steps.map(({ asked, reported }) => `${asked}: ${reported}`).join('\n');
  expect(report).toMatch(/currentPrincipal: #100 \(admin-all, admin-users\)/);
  expect(report).toMatch(/SOAP Remote\/Services88: SoException/);
  const kept = [
    'MARK-5ecr3t',
    'application token',
    ...[...sessions.values()].flatMap(({ id, xsrf, token }) => [id, xsrf, token]),
    ...tickets.keys(),
    ...associates.flatMap(({ FullName, Name, UserName }) => [FullName, Name, UserName]),
  ];
  for (const each of kept) expect(report).not.toContain(each);
  // No secret of the user's own is even asked for.
  expect(world.crm.requests.filter(({ operation }) => operation === LIST).length).toBeGreaterThan(0);
  for (const { operation, body } of world.crm.requests)
    if (operation === LIST) expect(body).toContain('keyring-connection-check');
});

it('reports of a ticket its kind, and nothing where it has none', async () => {
  world.crm.hasCurrentToken = false;
  await showClassicPage(world.tab.page, { ticket: 'QmFzZTY0' });
  const { steps } = await check();
  expect(steps.find(({ name }) => name === 'classicTicket')).toMatchObject({ answered: '…', reported: '…' });
});
