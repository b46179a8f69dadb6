import { describe, expect, it } from 'vitest';
import type { PendingSave } from '../../src/messages.ts';
import { elapse, stopClock, until } from './clock.ts';
import { type Form, valueIn } from './form.ts';
import { inWorld, LIST, PAUSE, SAVE } from './world.ts';

/** Several Saves at once: each has an id, and what is asked by it is told of it alone. */

const world = inWorld();
const DONE = { ok: true, value: { readBack: false } };
const READ_BACK = { ok: true, value: { readBack: true } };
const entry = (PublicValue: string) => ({ Type: 'imap', PublicValue });
const forget = (id: string) => world.browser.ask('forgetSave', { id });
const secrets = (name: string) => world.held(name).map(({ SecretValue }) => SecretValue);

async function formWithList(): Promise<Form> {
  const form = await world.form();
  valueIn(await form.list('imap'));
  return form;
}

/** The Saves that a form is told of when it opens on a tab. */
async function pendingIn(tab = world.tab): Promise<readonly PendingSave[]> {
  return (await world.form({}, tab)).opened.pendingSaves;
}
const idsIn = async (tab = world.tab) => (await pendingIn(tab)).map(({ id }) => id);

describe('two forms of one tab', () => {
  it('save different entries at once, and each is told of its own', async () => {
    const [one, other] = [await formWithList(), await formWithList()];
    world.crm.fail(SAVE, 'slow');
    const saving = one.save(entry('one'), 'S3cret-1', { id: '1' });
    await world.arrived(SAVE);
    // The CRM refuses the other one.
    const refused = other.save({ ...entry('other'), Comment: '\ud800' }, 'S3cret-2', { id: '2' });
    const second = other.save(entry('second'), 'S3cret-3', { id: '3' });
    await world.arrived(SAVE, 2);
    expect(await refused).toMatchObject({ ok: false, failure: { kind: 'invalid' } });
    world.crm.fail(SAVE, undefined);
    expect(await Promise.all([saving, second])).toEqual([DONE, DONE]);
    expect([secrets('one'), secrets('second')]).toEqual([['S3cret-1'], ['S3cret-3']]);
  });

  it.each([
    ['the same', 'same'],
    ['one that a server may take for the same', 'SAME '],
  ])('do not save the same entry at once: %s', async (_, name) => {
    const [one, other] = [await formWithList(), await formWithList()];
    world.crm.fail(SAVE, 'slow');
    const saving = one.save(entry('same'), 'S3cret-1', { id: '1' });
    await world.arrived(SAVE);
    expect(await other.save(entry(name), 'S3cret-2', { id: '2' })).toEqual({
      ok: false,
      failure: { kind: 'alreadySaving' },
    });
    world.crm.fail(SAVE, undefined);
    expect(await saving).toEqual(DONE);
    expect(secrets('same')).toEqual(['S3cret-1']);
    expect(world.requests(SAVE)).toHaveLength(1);
    // The refused one is nothing that could be told of.
    expect(await idsIn()).toEqual(['1']);
    expect(await other.save(entry(name), 'S3cret-2', { id: '3' })).toEqual(DONE);
  });

  it('do not even where both are asked for in one moment', async () => {
    const [one, other] = [await formWithList(), await formWithList()];
    const answers = await Promise.all([
      one.save(entry('same'), 'S3cret-1'),
      other.save(entry('same'), 'S3cret-2'),
    ]);
    expect(answers).toContainEqual(DONE);
    expect(answers).toContainEqual({ ok: false, failure: { kind: 'alreadySaving' } });
    expect(world.requests(SAVE)).toHaveLength(1);
  });

  it('that ask by an id are told of that Save, whatever else ends meanwhile', async () => {
    const [one, other] = [await formWithList(), await formWithList()];
    world.crm.fail(SAVE, 'exception:SoValidationException');
    const refused = { ok: false, failure: { kind: 'refused', exceptionType: 'SoValidationException' } };
    expect(await one.save(entry('first'), 'S3cret-1', { id: '1' })).toMatchObject(refused);
    world.crm.fail(SAVE, 'slow');
    const saving = other.save(entry('second'), 'S3cret-2', { id: '2' });
    await world.arrived(SAVE, 2);
    const awaiting = one.awaitSave(entry('second'), { id: '2' });
    expect(await other.awaitSave(entry('first'), { id: '1' })).toMatchObject(refused);
    world.crm.fail(SAVE, undefined);
    expect(await Promise.all([saving, awaiting])).toEqual([DONE, DONE]);
    expect(await one.awaitSave(entry('first'), { id: '1' })).toMatchObject(refused);
    expect(world.requests(SAVE)).toHaveLength(2);
  });
});

describe('a form that opens is told of the Saves that no form has shown the end of', () => {
  it('with what each was about, the latest first, but not its secret', async () => {
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret-1', { id: '1' }));
    world.crm.fail(SAVE, 'slow');
    const saving = form.save({ ...entry('other'), Comment: 'two' }, 'S3cret-2', { id: '2', before: null });
    await world.arrived(SAVE, 2);
    const pending = await pendingIn();
    expect(pending).toMatchObject([
      { id: '2', form: form.id, associate: form.associate, draft: { PublicValue: 'other', Comment: 'two' } },
      { id: '1', form: form.id, draft: { PublicValue: 'one' }, before: [] },
    ]);
    expect(JSON.stringify([pending, world.browser.session.items, world.browser.local.items])).not.toMatch(
      'S3cret',
    );
    world.crm.fail(SAVE, undefined);
    await saving;
  });

  it('on the same tab, to the same user', async () => {
    const elsewhere = await world.openPage();
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret', { id: '1' }));
    expect(await idsIn(elsewhere)).toEqual([]);
    await world.signInBehind('KARE');
    expect(await idsIn()).toEqual([]);
    await world.signInBehind('ASE');
    expect(await idsIn()).toEqual(['1']);
  });

  it('in the same tenant', async () => {
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret', { id: '1' }));
    // Oskar has the number there that Åse has here.
    await world.tab.navigate(`${world.crm.origin}/SuperOffice/login.aspx?user=OSKAR`);
    expect(await idsIn()).toEqual([]);
  });

  it('after the worker was stopped, too', async () => {
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret', { id: '1' }));
    world.browser.stop();
    expect(await idsIn()).toEqual(['1']);
    // How it ended was not written yet.
    expect(await form.awaitSave(entry('one'), { id: '1' })).toEqual(READ_BACK);
  });

  it('with how they ended, once that is written', async () => {
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret', { id: '1' }));
    const written = () => world.browser.session.items['save:1'] as { result?: unknown } | undefined;
    await until(() => written()?.result !== undefined, 'the end of the Save');
    world.browser.stop();
    expect(await form.awaitSave(entry('one'), { id: '1' })).toEqual(DONE);
  });

  it('until one has shown it, also to a worker that was stopped since', async () => {
    const form = await formWithList();
    valueIn(await form.save(entry('one'), 'S3cret-1', { id: '1' }));
    valueIn(await form.save(entry('other'), 'S3cret-2', { id: '2' }));
    await forget('1');
    expect(await idsIn()).toEqual(['2']);
    world.browser.stop();
    expect(await idsIn()).toEqual(['2']);
  });

  it('and one that was told while it ran is told again where nobody has shown its end', async () => {
    const form = await formWithList();
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(entry('one'), 'S3cret', { id: '1' });
    await world.arrived(SAVE);
    expect(await idsIn()).toEqual(['1']);
    world.crm.fail(SAVE, undefined);
    await saving;
    expect(await idsIn()).toEqual(['1']);
  });
});

describe('a Save that ended open', () => {
  /** It is carried out, and nobody gets to know. */
  async function loseOne(form: Form, secret: string, id: string): Promise<void> {
    stopClock();
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(LIST, 'html-503');
    const lists = world.requests(LIST).length;
    const saving = form.save(entry('lost'), secret, { id });
    await world.arrived(LIST, lists + 1);
    await elapse(PAUSE);
    expect(await saving).toMatchObject({ ok: false, failure: { kind: 'unsettled' } });
    world.crm.fail(SAVE, undefined);
    world.crm.fail(LIST, undefined);
  }

  it('and was shown is told no more, but an equal entry may still be its work', async () => {
    const form = await formWithList();
    await loseOne(form, 'wrong', '1');
    expect(await idsIn()).toEqual(['1']);
    await forget('1');
    expect(await idsIn()).toEqual([]);
    world.browser.stop();
    expect(await idsIn()).toEqual([]);
    world.crm.fail(SAVE, 'drop-before');
    expect(await form.save(entry('lost'), 'right', { id: '2' })).toEqual({
      ok: false,
      failure: { kind: 'indistinguishable' },
    });
    expect(secrets('lost')).toEqual(['wrong']);
  });

  it('is settled by asking again, and then stays as it was settled', async () => {
    const form = await formWithList();
    await loseOne(form, 'S3cret', '1');
    expect(await form.awaitSave(entry('lost'), { id: '1' })).toEqual(READ_BACK);
    world.crm.requests.length = 0;
    expect(await form.awaitSave(entry('lost'), { id: '1' })).toEqual(READ_BACK);
    expect(world.crm.requests).toEqual([]);
  });

  it('is not settled in the name of somebody else', async () => {
    const form = await formWithList();
    await loseOne(form, 'S3cret', '1');
    await world.signInBehind('KARE');
    const stranger = { kind: 'unsettled', cause: { kind: 'otherUser', actual: 'Kåre Bjørnstad' } };
    const awaiting = form.awaitSave(entry('lost'), { id: '1' });
    await elapse(PAUSE);
    expect(await awaiting).toMatchObject({ ok: false, failure: stranger });
    const checking = form.checkRemoval('imap', 'nothing of this name');
    await elapse(PAUSE);
    expect(await checking).toMatchObject({ ok: false, failure: stranger });
    await world.signInBehind('ASE');
    expect(await form.awaitSave(entry('lost'), { id: '1' })).toEqual(READ_BACK);
  });

  it('does not make a later one uncertain once the entry was certainly stored', async () => {
    const form = await formWithList();
    await loseOne(form, 'first', '1');
    await forget('1');
    // That one may still run: it is said, and what was stored is certain.
    expect(await form.save(entry('lost'), 'second', { id: '2' })).toEqual({
      ok: true,
      value: { readBack: false, earlierMayRun: true },
    });
    await form.remove('imap', 'lost');
    world.crm.fail(SAVE, 'drop-after');
    expect(await form.save(entry('lost'), 'third', { id: '3' })).toEqual(READ_BACK);
    expect(secrets('lost')).toEqual(['third']);
  });
});

describe('a Save whose worker is stopped twice', () => {
  it.each([true, false])('is told as what it is (done meanwhile: %s)', async (isDone) => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(SAVE, 'slow');
    const saving = form.save(entry('twice'), 'S3cret', { id: '1' });
    await world.arrived(SAVE);
    world.browser.stop();
    await expect(saving).rejects.toThrow('The message channel closed');
    const lists = world.requests(LIST).length;
    const awaiting = form.awaitSave(entry('twice'), { id: '1' });
    await world.arrived(LIST, lists + 1);
    world.browser.stop();
    await expect(awaiting).rejects.toThrow('The message channel closed');
    if (isDone) {
      world.crm.fail(SAVE, undefined);
      await until(() => secrets('twice').length === 1, 'the entry');
    }
    const again = form.awaitSave(entry('twice'), { id: '1' });
    if (!isDone) await elapse(PAUSE);
    expect(await again).toEqual(
      isDone ? READ_BACK : { ok: false, failure: { kind: 'notSavedYet', cause: { kind: 'interrupted' } } },
    );
    expect(world.requests(SAVE)).toHaveLength(1);
  });
});

describe('where the browser’s memory for the extension is out of order', () => {
  it.each(['get', 'set', 'remove'] as const)('(%s) Saves go on', async (what) => {
    world.browser.session.broken.add(what);
    const form = await formWithList();
    expect(await form.save(entry('one'), 'S3cret-1', { id: '1' })).toEqual(DONE);
    expect(await form.awaitSave(entry('one'), { id: '1' })).toEqual(DONE);
    expect(await forget('1')).toEqual({ ok: true, value: null });
    expect(await idsIn()).toEqual([]);
    world.crm.fail(SAVE, 'drop-after');
    // What cannot be read may tell of an earlier Save of it that was lost.
    const read = what === 'get' ? { ok: false, failure: { kind: 'indistinguishable' } } : READ_BACK;
    expect(await form.save(entry('other'), 'S3cret-2', { id: '2' })).toEqual(read);
  });

  it.each(['get', 'set'] as const)(
    '(%s) a Save whose worker is stopped is told as what is known',
    async (what) => {
      world.browser.session.broken.add(what);
      const form = await formWithList();
      world.crm.fail(SAVE, 'slow');
      const saving = form.save(entry('one'), 'S3cret', { id: '1' });
      await world.arrived(SAVE);
      world.browser.stop();
      await expect(saving).rejects.toThrow('The message channel closed');
      world.crm.fail(SAVE, undefined);
      await until(() => secrets('one').length === 1, 'the entry');
      // Nobody knows any more whether an earlier Save of it was lost.
      expect(await form.awaitSave(entry('one'), { id: '1' })).toEqual({
        ok: false,
        failure: { kind: 'indistinguishable' },
      });
    },
  );
});
