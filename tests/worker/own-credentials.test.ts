import { describe, expect, it } from 'vitest';
import { until } from './clock.ts';
import { valueIn } from './form.ts';
import { inWorld, LIST, REMOVE, SAVE } from './world.ts';

/** A user whose rights do not reach the credentials of associates, their own by that way included. */

const world = inWorld();
const OWN_SAVE = 'SaveUntrustedCredentials';
const OWN_LIST = 'GetUntrustedCredentials';
const OWN_REMOVE = 'RemoveUntrustedCredentials';
const ENTRY = { Type: 'imap', PublicValue: 'mail.example/kare' };
const SECRET = 'MARK-5ecr3t';
const DONE = { ok: true, value: { readBack: false } };
const NOT_ALLOWED = { ok: false, failure: { kind: 'notAllowed' } };

/** Kåre Bjørnstad, #101, on a page of his own, or of #104. */
async function form(personId = 204) {
  world.crm.restrictsAssociates = true;
  const page = `${world.crm.base}/default.aspx?person.main?person_id=${personId}`;
  const tab = await world.openPage(page, { user: 'KARE' });
  world.crm.requests.length = 0;
  return { tab, form: await world.form({}, tab) };
}

describe.each(['Services88', 'none'] as const)('(services: %s)', (services) => {
  const path = services === 'none' ? /\/api\/v1\/Agents\/User\// : /\/Remote\/Services88\/User\.svc$/;

  it('keeps their own: lists, saves and removes them', async () => {
    world.crm.services = services;
    const { form: own } = await form();
    expect(own.associate.associateId).toBe(101);
    expect(valueIn(await own.list('imap')).entries).toEqual([]);
    expect(await own.save(ENTRY, SECRET)).toEqual(DONE);
    expect(world.held(ENTRY.PublicValue)).toMatchObject([{ AssociateId: 101, SecretValue: SECRET }]);
    const { entries } = valueIn(await own.list('imap'));
    expect(entries).toMatchObject([{ PublicValue: ENTRY.PublicValue }]);
    // What others may not see is not told to the form either.
    expect(JSON.stringify(entries)).not.toContain(SECRET);
    expect(await own.remove('imap', ENTRY.PublicValue)).toEqual({ ok: true, value: null });
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
    for (const each of [OWN_SAVE, OWN_LIST, OWN_REMOVE] as const)
      expect(world.requests(each).at(-1)?.path).toMatch(path);
    // What was refused once is not asked again.
    for (const each of [SAVE, LIST, REMOVE] as const) expect(world.requests(each)).toHaveLength(1);
  });

  it('is refused those of others, and nothing is stored for anybody', async () => {
    world.crm.services = services;
    const { form: other } = await form(207);
    expect(other.associate.associateId).toBe(104);
    expect(await other.list('imap')).toMatchObject(NOT_ALLOWED);
    expect(await other.save(ENTRY, SECRET)).toMatchObject(NOT_ALLOWED);
    expect(await other.remove('imap', 'imap.fjordlys.example/jorg')).toMatchObject(NOT_ALLOWED);
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
    for (const each of [OWN_SAVE, OWN_LIST, OWN_REMOVE] as const) expect(world.requests(each)).toEqual([]);
  });

  it('is told the truth where the answer is lost', async () => {
    world.crm.services = services;
    const { form: own } = await form();
    valueIn(await own.list('imap'));
    world.crm.fail(OWN_SAVE, 'drop-after');
    expect(await own.save(ENTRY, SECRET)).toEqual({ ok: true, value: { readBack: true } });
    expect(world.requests(OWN_SAVE)).toHaveLength(1);
  });

  it('is told that rights are missing where there are no such operations', async () => {
    world.crm.services = services;
    for (const each of [OWN_SAVE, OWN_LIST, OWN_REMOVE] as const) {
      world.crm.fail(each, 'fault:ActionNotSupported', { by: 'soap' });
      world.crm.fail(each, 'status:405', { by: 'rest' });
    }
    const { form: own } = await form();
    expect(await own.list('imap')).toMatchObject(NOT_ALLOWED);
    expect(await own.save(ENTRY, SECRET)).toMatchObject(NOT_ALLOWED);
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
  });

  it('stores nothing with whoever signs in meanwhile', async () => {
    world.crm.services = services;
    const { form: own, tab } = await form();
    valueIn(await own.list('imap'));
    await world.signInBehind('EMILY', tab);
    world.crm.requests.length = 0;
    expect(await own.save(ENTRY, SECRET)).toMatchObject({ ok: false, failure: { kind: 'otherUser' } });
    await until(() => world.crm.requests.every(({ isOver }) => isOver), 'the end');
    expect(world.held(ENTRY.PublicValue)).toEqual([]);
    expect(world.carrying(SECRET)).toEqual([]);
  });
});

describe('by REST, which runs as whoever is signed in', () => {
  /** “Log in as”: the same session, the same XSRF value, and another user. */
  function becomeEmily(): void {
    const session = [...world.crm.tenants.Cust12345.sessions.values()].at(-1);
    const emily = world.crm.tenants.Cust12345.associates.find(({ Name }) => Name === 'EMILY');
    if (!session || !emily) throw new Error('Nobody is signed in.');
    session.user = emily;
  }

  it.each(['the cookie', 'the page'])(
    'their own is never somebody else’s: %s has the XSRF value',
    async (place) => {
      world.crm.services = 'none';
      const { form: own, tab } = await form();
      expect(await own.save(ENTRY, 'first')).toEqual(DONE);
      if (place === 'the page')
        tab.network.cookies.set('XSRF-TOKEN=; Path=/Cust12345; Max-Age=0', tab.page.url);
      valueIn(await own.list('imap'));
      becomeEmily();
      const before = structuredClone(world.crm.credentials);
      const stranger = { ok: false, failure: { kind: 'otherUser' } };
      expect(await own.save({ ...ENTRY, PublicValue: 'second' }, SECRET)).toMatchObject(stranger);
      expect(await own.remove('imap', ENTRY.PublicValue)).toMatchObject(stranger);
      expect(world.crm.credentials).toEqual(before);
    },
  );
});

it('an administrator goes by the operations for associates, for themselves as well', async () => {
  world.crm.restrictsAssociates = true;
  const tab = await world.openPage(`${world.crm.base}/default.aspx?person.main?person_id=201`);
  const own = await world.form({}, tab);
  expect(own.associate.associateId).toBe(100);
  expect(await own.save(ENTRY, SECRET)).toEqual(DONE);
  expect(world.requests(OWN_SAVE)).toEqual([]);
});
