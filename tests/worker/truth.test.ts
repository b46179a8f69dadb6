import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/credentials.ts';
import { type FaultName, storedCredential } from '../crm/server.ts';
import { elapse, stopClock, until } from './clock.ts';
import { type Form, valueIn } from './form.ts';
import { inWorld, LIST, PAUSE, REMOVE, SAVE } from './world.ts';

/** What is said of a write: true when it is said, and still true when the server has ended its work. */

const world = inWorld();
const NAME = 'mail.example/new';
const ENTRY = { Type: 'imap', PublicValue: NAME, Comment: 'new' };
const READ_BACK: Told = { ok: true, value: { readBack: true } };
const DONE: Told = { ok: true, value: { readBack: false } };

interface Told {
  readonly ok: boolean;
  readonly value?: object;
  readonly failure?: { readonly kind: string };
}
const said = (kind: string, more: object = {}): Told => ({ ok: false, failure: { kind, ...more } });
const saidYet = (cause: object) => said('notSavedYet', { cause });

type Loss = [name: string, lose: () => unknown, cause: object];

/** Opens the form, which reads the list as soon as a type is typed. */
async function formWithList(): Promise<Form> {
  const form = await world.form();
  valueIn(await form.list('imap'));
  world.crm.requests.length = 0;
  return form;
}

/** A Save of the id `one` that the server has taken in and is still at; the clock stands. */
async function slowSave() {
  const form = await formWithList();
  stopClock();
  world.crm.fail(SAVE, 'slow');
  const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
  await world.arrived(SAVE);
  return { form, saving };
}

/** The list has been read again, and the pause after it is over. */
async function pauseOver(): Promise<void> {
  await world.arrived(LIST);
  await elapse(PAUSE);
}

/** The server does now what it was still at. */
async function serverDone(): Promise<void> {
  world.crm.fail(SAVE, undefined);
  await until(() => world.held(NAME).length === 1, 'the entry');
}

/** Once the server is done, the Save of the id `one` is told as saved, and was sent once. */
async function expectSavedLater(form: Form): Promise<void> {
  await serverDone();
  expect(await form.awaitSave(ENTRY, { id: 'one' })).toEqual(READ_BACK);
  expect(world.requests(SAVE)).toHaveLength(1);
}

describe('a write after which something in the worker fails', () => {
  /** For want of a fault that is known, one is made: the page hands the answer on, and it is none. */
  function loseAnswersOf(operation: string): void {
    const { page } = world.tab;
    const run = page.run.bind(page);
    page.run = async (...given: Parameters<typeof run>) => {
      const report = await run(...given);
      return JSON.stringify(given).includes(operation) ? { ...(report as object), answers: [] } : report;
    };
  }

  it('is not known, and then what SuperOffice has', async () => {
    const form = await formWithList();
    loseAnswersOf(SAVE);
    const internal = { kind: 'internal', error: 'TypeError' };
    expect(await form.save(ENTRY, 'S3cret', { id: 'one' })).toEqual(
      said('unsettled', { lossReason: internal, cause: internal }),
    );
    expect(world.held(NAME)).toHaveLength(1);
    expect(await form.awaitSave(ENTRY, { id: 'one' })).toEqual(READ_BACK);
    loseAnswersOf(REMOVE);
    expect(await form.remove('imap', NAME)).toEqual(
      said('unsettled', { lossReason: internal, cause: internal }),
    );
    expect(world.held(NAME)).toEqual([]);
    expect(await form.checkRemoval('imap', NAME)).toEqual({ ok: true, value: null });
  });
});

describe('a Save whose answer is lost while the server is still at work', () => {
  const LOSSES: Loss[] = [
    ['Stop', () => world.tab.page.stop(), { kind: 'noConnection' }],
    ['a reload', () => world.tab.reload('nothing'), { kind: 'tabLeft' }],
    ['a reload that the browser tells as an error', () => world.tab.reload('error'), { kind: 'tabLeft' }],
    ['a reload that leaves time to answer', () => world.tab.reload('its own'), { kind: 'noConnection' }],
    [
      'another page of the CRM',
      () => world.tab.navigate(world.crm.pages.company, 'its own'),
      { kind: 'noConnection' },
    ],
  ];

  it.each(LOSSES)('by %s is not known, and never “not saved”', async (_, lose, cause) => {
    const { form, saving } = await slowSave();
    await lose();
    await pauseOver();
    expect(await saving).toEqual(saidYet(cause));
    expect(world.held(NAME)).toEqual([]);
    await expectSavedLater(form);
  });

  it('is saved where the server is done within some seconds', async () => {
    const { saving } = await slowSave();
    await world.tab.reload();
    await world.arrived(LIST);
    await serverDone();
    await elapse(PAUSE);
    expect(await saving).toEqual(READ_BACK);
  });

  it('by Cancel is not known', async () => {
    const { form, saving } = await slowSave();
    await world.browser.ask('cancel', { id: 'one' });
    await pauseOver();
    expect(await saving).toEqual(saidYet({ kind: 'cancelled' }));
    await expectSavedLater(form);
  });

  it.each([
    ['Stop', () => world.tab.page.stop(), 'noConnection'],
    ['Cancel', () => world.browser.ask('cancel', { id: 'one' }), 'cancelled'],
  ] as const)('by %s is not known, by REST: the list waits behind it', async (_, lose, lost) => {
    world.crm.services = 'none';
    const { form, saving } = await slowSave();
    await lose();
    await world.arrived(LIST);
    await elapse(15_000);
    expect(await saving).toEqual(
      said('unsettled', { lossReason: { kind: lost }, cause: { kind: 'noAnswer' } }),
    );
    await expectSavedLater(form);
  });

  it('by the end of patience is not known', async () => {
    const { saving } = await slowSave();
    await elapse(15_000);
    await pauseOver();
    expect(await saving).toEqual(saidYet({ kind: 'noAnswer' }));
  });

  it('by the end of the worker is not known', async () => {
    const { form, saving } = await slowSave();
    world.browser.stop();
    await expect(saving).rejects.toThrow('The message channel closed');
    const awaiting = form.awaitSave(ENTRY, { id: 'one' });
    await pauseOver();
    expect(await awaiting).toEqual(saidYet({ kind: 'interrupted' }));
    await expectSavedLater(form);
  });

  it('by the end of the tab is not known', async () => {
    const { saving } = await slowSave();
    await world.tab.close();
    await elapse(PAUSE);
    expect(await saving).toEqual(
      said('unsettled', { lossReason: { kind: 'tabClosed' }, cause: { kind: 'tabClosed' } }),
    );
  });
});

/** By fault what is said of a Save, and whether the CRM holds it: then, and when its work is ended. */
interface Row {
  readonly fault: FaultName;
  readonly soap: Told;
  readonly rest: Told;
  readonly isThere: readonly [then: boolean, later: boolean];
}
const NEVER = [false, false] as const;
const AT_ONCE = [true, true] as const;
const both = (fault: FaultName, told: Told, isThere: Row['isThere']): Row => ({
  fault,
  soap: told,
  rest: told,
  isThere,
});
const GATEWAY = { kind: 'pageInstead', isGateway: true };
const SERVER_FAULT = { kind: 'serverFault', status: 500, serverMessage: expect.any(String) };

const FAULTS: readonly Row[] = [
  both('drop-before', saidYet({ kind: 'noConnection' }), NEVER),
  both('drop-after', READ_BACK, AT_ONCE),
  both('html-502', saidYet(GATEWAY), NEVER),
  both('html-503', saidYet(GATEWAY), NEVER),
  both('html-200', said('notSaved', { cause: { kind: 'pageInstead' } }), NEVER),
  both('fault-500', said('notSaved', { cause: SERVER_FAULT }), NEVER),
  both('fault-after', READ_BACK, AT_ONCE),
  // By REST there is no answer to cut: 204.
  { fault: 'truncated', soap: READ_BACK, rest: DONE, isThere: AT_ONCE },
];

describe.each(['soap', 'rest'] as const)('of a Save by %s', (by) => {
  it.each(FAULTS)('with $fault is said what is true then and later', async ({ fault, isThere, ...row }) => {
    if (by === 'rest') world.crm.services = 'none';
    const form = await formWithList();
    stopClock();
    world.crm.fail(SAVE, fault);
    const saving = form.save(ENTRY, 'S3cret');
    if (row[by].failure?.kind === 'notSavedYet') await elapse(PAUSE);
    expect(await saving).toEqual(row[by]);
    expect(world.held(NAME)).toHaveLength(isThere[0] ? 1 : 0);
    world.crm.fail(SAVE, undefined);
    await until(() => world.held(NAME).length === (isThere[1] ? 1 : 0), 'what the CRM has in the end');
    expect(world.requests(SAVE)).toHaveLength(1);
  });

  it('whose connection is dropped when the work is done is said that it was saved', async () => {
    if (by === 'rest') world.crm.services = 'none';
    const form = await formWithList();
    world.crm.fail(SAVE, 'slow-then-drop');
    const saving = form.save(ENTRY, 'S3cret');
    await world.arrived(SAVE);
    world.crm.fail(SAVE, undefined);
    expect(await saving).toEqual(READ_BACK);
    expect(world.held(NAME)).toHaveLength(1);
  });
});

describe('a Save that a proxy has given up', () => {
  it('may still be done, by SOAP', async () => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(SAVE, 'html-504');
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    await elapse(PAUSE);
    expect(await saving).toEqual(saidYet({ kind: 'noAnswer' }));
    await expectSavedLater(form);
  });

  it('is in the way of the list by REST, where one request of a session waits for the other', async () => {
    world.crm.services = 'none';
    const form = await formWithList();
    stopClock();
    world.crm.fail(SAVE, 'html-504');
    const saving = form.save(ENTRY, 'S3cret', { id: 'one' });
    await world.arrived(LIST);
    await elapse(15_000);
    const noAnswer = { kind: 'noAnswer' };
    expect(await saving).toEqual(said('unsettled', { lossReason: noAnswer, cause: noAnswer }));
    await expectSavedLater(form);
  });
});

describe('a Save by REST that NetServer answers with null', () => {
  it('has failed, as the documentation has it, and is not told as done', async () => {
    world.crm.services = 'none';
    const form = await formWithList();
    world.crm.fail(SAVE, 'null-200');
    expect(await form.save(ENTRY, 'S3cret')).toEqual(said('notSaved', { cause: { kind: 'unreadable' } }));
    expect(world.held(NAME)).toEqual([]);
  });
});

describe('a server that stores something else than it was sent', () => {
  const LOST = 'drop-after';
  const OTHERWISE = said('storedOtherwise');

  it.each<[string, 'trimmed' | 'otherTime', Partial<Draft>]>([
    ['blanks at the end of the public value are cut', 'trimmed', { PublicValue: `${NAME} ` }],
    ['blanks at the end of the comment are cut', 'trimmed', { Comment: 'new ' }],
    ['the beginning is moved', 'otherTime', {}],
    ['the end is moved', 'otherTime', { ValidTo: '2031-01-01T00:00' }],
  ])('is told neither as “saved” nor as “not saved”: %s', async (_, stores, more) => {
    world.crm.stores = stores;
    const form = await formWithList();
    world.crm.fail(SAVE, LOST);
    expect(await form.save({ ...ENTRY, ...more }, 'S3cret')).toEqual(OTHERWISE);
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'S3cret' }]);
  });

  it('but not where it replaces what is spelled in other letters: then it holds what was sent', async () => {
    world.crm.stores = 'anyCase';
    world.crm.credentials.push(storedCredential({ PublicValue: NAME.toUpperCase(), Comment: 'old' }));
    const form = await formWithList();
    const before = valueIn(await form.list('imap')).entries?.filter(({ Comment }) => Comment === 'old');
    expect(before).toHaveLength(1);
    world.crm.fail(SAVE, LOST);
    expect(await form.save(ENTRY, 'S3cret', { before: before ?? null })).toEqual(READ_BACK);
    expect(world.held(NAME.toUpperCase())).toEqual([]);
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'S3cret', Comment: 'new' }]);
  });
});

describe('an entry that looks the same proves nothing', () => {
  const INDISTINGUISHABLE = said('indistinguishable');

  it.each([
    ['', () => undefined],
    ['by a worker that has been stopped since', () => world.browser.stop()],
  ])('after an earlier Save of it that ended open %s', async (_, meanwhile) => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(SAVE, 'drop-after');
    world.crm.fail(LIST, 'html-503');
    const first = form.save(ENTRY, 'wrong');
    await pauseOver();
    expect(await first).toMatchObject(said('unsettled'));
    meanwhile();
    world.crm.fail(SAVE, 'drop-before');
    world.crm.fail(LIST, undefined);
    expect(await form.save(ENTRY, 'right')).toEqual(INDISTINGUISHABLE);
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'wrong' }]);
    // Saved once more, it is certain.
    world.crm.fail(SAVE, undefined);
    expect(await form.save(ENTRY, 'right')).toEqual({
      ok: true,
      value: { readBack: false, earlierMayRun: true },
    });
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'right' }]);
  });

  it('where the form does not know what was there before', async () => {
    const form = await formWithList();
    valueIn(await form.save(ENTRY, 'wrong'));
    world.crm.fail(SAVE, 'drop-before');
    expect(await form.save(ENTRY, 'right', { before: null })).toEqual(INDISTINGUISHABLE);
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'wrong' }]);
  });

  it('where the same was there before', async () => {
    const form = await formWithList();
    valueIn(await form.save(ENTRY, 'wrong'));
    const before = valueIn(await form.list('imap')).entries?.filter(
      ({ PublicValue }) => PublicValue === NAME,
    );
    world.crm.fail(SAVE, 'drop-before');
    expect(await form.save(ENTRY, 'right', { before: before ?? null })).toEqual(INDISTINGUISHABLE);
  });
});

describe('an entry of the same name that holds something else', () => {
  it.each([
    ['drop-before', saidYet({ kind: 'noConnection' })],
    ['fault-500', said('notSaved', { cause: SERVER_FAULT })],
  ] as const)('and is as it was is not replaced, with %s', async (fault, told) => {
    world.crm.credentials.push(storedCredential({ PublicValue: NAME, Comment: 'old' }));
    const form = await formWithList();
    const entries = valueIn(await form.list('imap')).entries ?? [];
    const before = entries.filter(({ Comment }) => Comment === 'old');
    expect(before).toHaveLength(1);
    world.crm.fail(SAVE, fault);
    stopClock();
    const saving = form.save(ENTRY, 'S3cret', { before });
    if (told.failure?.kind === 'notSavedYet') await elapse(PAUSE);
    expect(await saving).toEqual(told);
    expect(world.held(NAME)).toMatchObject([{ Comment: 'old' }]);
  });

  it.each(['drop-before', 'fault-500'] as const)(
    'and was not there before is somebody’s work: nothing is said for certain, with %s',
    async (fault) => {
      const form = await formWithList();
      world.crm.credentials.push(storedCredential({ PublicValue: NAME, Comment: 'of another' }));
      world.crm.fail(SAVE, fault);
      expect(await form.save(ENTRY, 'S3cret')).toEqual(said('storedOtherwise'));
    },
  );
});

describe('a Remove', () => {
  const STORED = 'imap.fjordlys.example/jorg';

  it('whose worker is stopped is told as done where the entry is gone, and never as “not removed”', async () => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(REMOVE, 'slow');
    const removing = form.remove('imap', STORED);
    await world.arrived(REMOVE);
    world.browser.stop();
    await expect(removing).rejects.toThrow('The message channel closed');
    const checking = form.checkRemoval('imap', STORED);
    await pauseOver();
    expect(await checking).toEqual(said('notRemovedYet', { cause: { kind: 'interrupted' } }));
    world.crm.fail(REMOVE, undefined);
    await until(() => world.held(STORED).length === 0, 'the removal');
    expect(await form.checkRemoval('imap', STORED)).toEqual({ ok: true, value: null });
  });

  it('that is cut off with the page may still be done', async () => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(REMOVE, 'slow');
    const removing = form.remove('imap', STORED);
    await world.arrived(REMOVE);
    world.tab.page.stop();
    await pauseOver();
    expect(await removing).toEqual(said('notRemovedYet', { cause: { kind: 'noConnection' } }));
    world.crm.fail(REMOVE, undefined);
    await until(() => world.held(STORED).length === 0, 'the removal');
    expect(await form.checkRemoval('imap', STORED)).toEqual({ ok: true, value: null });
  });

  it.each<[FaultName, Told, boolean]>([
    ['drop-before', said('notRemovedYet', { cause: { kind: 'noConnection' } }), true],
    ['drop-after', { ok: true }, false],
    ['html-503', said('notRemovedYet', { cause: GATEWAY }), true],
    ['fault-500', said('notRemoved', { cause: SERVER_FAULT }), true],
    ['fault-after', { ok: true }, false],
  ])('with %s is told as what it is', async (fault, told, isThere) => {
    const form = await formWithList();
    stopClock();
    world.crm.fail(REMOVE, fault);
    const removing = form.remove('imap', STORED);
    if (told.failure?.kind === 'notRemovedYet') await elapse(PAUSE);
    expect(await removing).toMatchObject(told);
    expect(world.held(STORED)).toHaveLength(isThere ? 1 : 0);
  });
});

describe('an entry that a server makes of what was sent, and that was there before', () => {
  it.each([
    ['trimmed', { Comment: 'new ' }],
    ['otherTime', { ValidFrom: '2026-01-01T00:00' }],
  ] as const)('is no proof that nothing was saved: %s', async (stores, sent) => {
    world.crm.stores = stores;
    const form = await formWithList();
    const entry = { ...ENTRY, ValidFrom: '2026-01-01T00:00' };
    expect(await form.save(entry, 'first')).toEqual(DONE);
    const before = valueIn(await form.list('imap')).entries?.filter(
      ({ PublicValue }) => PublicValue === NAME,
    );
    expect(before).toHaveLength(1);
    // It has forgotten what it stored.
    world.browser.stop();
    world.crm.fail(SAVE, 'fault-after');
    expect(await form.save({ ...entry, ...sent }, 'second', { before: before ?? null })).toEqual(
      said('indistinguishable'),
    );
    expect(world.held(NAME)).toMatchObject([{ SecretValue: 'second' }]);
  });
});
