import { describe, expect, it } from 'vitest';
import { open, valueIn } from './form.ts';
import { inWorld, SAVE } from './world.ts';

/** What the page for many asks of the worker: several things side by side, and all users. */

const world = inWorld();
const PEOPLE = [101, 104, 106, 107];

describe('four questions at once', () => {
  it('share one question for who is signed in, and one ticket', async () => {
    world.crm.refuseAccessTokens = true;
    const form = await world.form();
    world.browser.stop();
    world.crm.requests.length = 0;
    const lists = await Promise.all(PEOPLE.map((id) => form.list('imap', id)));
    expect(lists).toMatchObject([{ ok: true }, { ok: true }, { ok: true }, { ok: true }]);
    // One to know who it is, one to renew.
    expect(world.requests('currentPrincipal')).toHaveLength(2);
    expect(world.requests('AuthenticateWithAccessToken')).toHaveLength(1);
  });

  it('share one renewal where a ticket is over, and each entry is stored once', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.refuseAccessTokens = true;
    world.crm.requests.length = 0;
    const saves = await Promise.all(
      PEOPLE.map((id) => form.save({ Type: 'imap', PublicValue: `mail.example/${id}` }, 's')),
    );
    expect(saves).toEqual(PEOPLE.map(() => ({ ok: true, value: { readBack: false } })));
    expect(world.requests('currentPrincipal')).toHaveLength(1);
    expect(world.requests('AuthenticateWithAccessToken')).toHaveLength(1);
    for (const id of PEOPLE) expect(world.held(`mail.example/${id}`)).toHaveLength(1);
    // Each was refused once, before it was carried out, and sent again with the new ticket.
    expect(world.requests(SAVE)).toHaveLength(2 * PEOPLE.length);
  });

  it('are not given up together: who cancels one cancels no other', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.refuseAccessTokens = true;
    world.crm.fail('currentPrincipal', 'slow');
    world.crm.requests.length = 0;
    const saves = PEOPLE.map((id) =>
      form.save({ Type: 'imap', PublicValue: `mail.example/${id}` }, 's', { id: `save-${id}` }),
    );
    await world.arrived('currentPrincipal');
    await world.browser.ask('cancel', { id: 'save-101' });
    world.crm.fail('currentPrincipal', undefined);
    const [first, ...others] = await Promise.all(saves);
    expect(first).toMatchObject({ failure: { kind: 'cancelled' } });
    expect(others.map(({ ok }) => ok)).toEqual([true, true, true]);
  });
});

describe('more Saves than may be under way', () => {
  const entry = (id: number) => ({ Type: 'imap', PublicValue: `mail.example/${id}` });

  it('wait for those before, and keep no other form waiting', async () => {
    const [table, form] = [await world.form(), await world.form()];
    valueIn(await table.list('imap'));
    world.crm.fail(SAVE, 'slow');
    const saves = PEOPLE.map((id) => table.save(entry(id), 's', { width: 2 }));
    await world.arrived(SAVE, 2);
    const other = form.save(entry(1), 's', { width: 2 });
    await world.arrived(SAVE, 3);
    // All were asked for before that one.
    expect(world.requests(SAVE)).toHaveLength(3);
    world.crm.fail(SAVE, undefined);
    const ended = await Promise.all([...saves, other]);
    expect(ended).toEqual(ended.map(() => ({ ok: true, value: { readBack: false } })));
    for (const id of [...PEOPLE, 1]) expect(world.held(`mail.example/${id}`)).toHaveLength(1);
  });

  it('are Saves of their entries already', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, 'slow');
    const saves = PEOPLE.map((id) => form.save(entry(id), 's', { width: 1 }));
    await world.arrived(SAVE);
    expect(await form.save(entry(PEOPLE[3] as number), 'other', { width: 1 })).toMatchObject({
      failure: { kind: 'alreadySaving' },
    });
    world.crm.fail(SAVE, undefined);
    expect((await Promise.all(saves)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  });

  it('go on where those before them fail', async () => {
    const form = await world.form();
    valueIn(await form.list('imap'));
    world.crm.fail(SAVE, '403');
    const saves = PEOPLE.map((id) => form.save(entry(id), 's', { width: 1 }));
    const ended = await Promise.all(saves);
    expect(ended).toMatchObject(PEOPLE.map(() => ({ failure: { kind: 'forbidden' } })));
    world.crm.fail(SAVE, undefined);
    expect(await form.save(entry(1), 's', { width: 1 })).toMatchObject({ ok: true });
  });
});

describe('a policy', () => {
  const ask = async () => {
    const { as } = (await world.form()).opened;
    return world.browser.ask('users', { tabId: world.tab.id, id: 'users', as, skip: 0 });
  };

  it('that switches the page off gives it no users, and the form goes on', async () => {
    world.browser.managed.items = { manyAtOnce: 'off' };
    expect(await ask()).toEqual({ ok: false, failure: { kind: 'batchOff' } });
    expect(world.requests('User')).toEqual([]);
    const form = await world.form();
    expect(form.opened.preset.manyAtOnce).toBe('off');
    expect(await form.save({ Type: 'imap', PublicValue: 'mail.example/new' }, 's')).toMatchObject({
      ok: true,
    });
  });

  it('that says what cannot be lets nothing through', async () => {
    world.browser.managed.items = { manyAtOnce: 'sometimes' };
    world.tab.grant();
    expect(await open(world.browser, world.tab)).toMatchObject({ failure: { kind: 'policyUnreadable' } });
  });
});

describe('all users', () => {
  const ask = async (skip: number) => {
    const { as } = (await world.form()).opened;
    return world.browser.ask('users', { tabId: world.tab.id, id: 'users', as, skip });
  };

  it('come in parts, in the order of their ids, until there are no more', async () => {
    const { users, next } = valueIn(await ask(0));
    expect(users.map(({ associateId }) => associateId)).toEqual([100, 101, 104, 106, 107, 109, 112, 207]);
    expect(next).toBe(8);
    expect(valueIn(await ask(8))).toEqual({ users: [], next: null });
    expect(users).toContainEqual({
      associateId: 104,
      fullName: 'Jörg Müller-Thomsen',
      userName: 'JORG',
      signInName: 'jorg@fjordlys.example',
      email: 'jörg@mail.fjordlys.example',
      group: 'Everybody',
      mark: null,
    });
    expect(users.filter(({ mark }) => mark).map(({ userName, mark }) => [userName, mark])).toEqual([
      ['PAIVI', 'inactive'],
      ['GRETA', 'externalUser'],
      ['FJORD', 'resource'],
    ]);
  });
});
