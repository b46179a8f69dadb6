import { describe, expect, it } from 'vitest';
import type { FaultName } from '../crm/server.ts';
import { valueIn } from './form.ts';
import { inWorld, LIST, SAVE } from './world.ts';

/** Where a ticket and a secret go, and what is remembered of it. */

const world = inWorld();
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/new' };
const SECRET = 'MARK-5ecr3t';
const remembered = () => Object.values((world.browser.local.items.endpoints as object) ?? {});

describe('a secret', () => {
  it.each<FaultName>([
    '403',
    '404',
    '421',
    '401',
    'fault-500',
    'html-200',
    'exception:SoSessionException',
    'exception:SoSentryException',
    'quotes-secret',
    'drop-after',
  ])('is tried nowhere else after %s', async (fault) => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.requests.length = 0;
    world.crm.fail(SAVE, fault);
    await form.save(ENTRY, SECRET);
    const carrying = world.carrying(SECRET);
    // A ticket that is refused is renewed once: NetServer refuses it before it acts. What answers 421, fetch itself repeats.
    expect(carrying.length).toBeLessThanOrEqual(/401|421|SoSession/.test(fault) ? 2 : 1);
    expect(new Set(carrying.map(({ path }) => path.replace(/.*Remote/, 'Remote')))).toEqual(
      new Set(['Remote/Services88/User.svc']),
    );
    // What the answer says is without it, and so is what is kept.
    expect(JSON.stringify([world.browser.session.items, world.browser.local.items])).not.toContain('MARK');
  });

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

  it('is remembered without anybody waiting for it, or minding when it cannot be', async () => {
    world.browser.local.broken.add('set');
    const form = await world.form();
    valueIn(await form.list('imap'));
    expect(valueIn(await form.save(ENTRY, SECRET))).toEqual({ readBack: false });
    expect(remembered()).toEqual([]);
  });
});

describe('one installation', () => {
  it('goes by any spelling of its address', async () => {
    const page = `${world.crm.origin}/SuperOffice/default.aspx?person.main?person_id=207`;
    const tab = await world.openPage(page, { user: 'OSKAR' });
    // The cookies are of a path, which browsers compare with case.
    const lower = await world.openPage(page.replace('/SuperOffice/', '/superoffice/'), { user: 'OSKAR' });
    const form = await world.form({}, tab);
    valueIn(await form.list('imap'));
    await tab.navigate(lower.url);
    expect(valueIn(await form.save(ENTRY, SECRET))).toEqual({ readBack: false });
    expect(Object.keys(world.browser.local.items.endpoints as object)).toHaveLength(1);
  });
});
