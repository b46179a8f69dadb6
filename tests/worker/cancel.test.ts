import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
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
