import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Opened } from '../src/messages.ts';

/** What the modules under test use of the browser. */
const browser = vi.hoisted(() => {
  const started: (() => unknown)[] = [];
  const area = () => {
    const items = new Map<string, unknown>();
    return {
      items,
      get: async (key?: string) =>
        Object.fromEntries([...items].filter(([name]) => key === undefined || name === key)),
      set: async (added: object) => {
        for (const [name, value] of Object.entries(added)) items.set(name, value);
      },
      remove: async (names: string | string[]) => {
        for (const name of [names].flat()) items.delete(name);
      },
    };
  };
  const ignored = { addListener: () => {} };
  return {
    started,
    runtime: {
      onInstalled: ignored,
      onMessage: ignored,
      onStartup: { addListener: (listener: () => unknown) => started.push(listener) },
    },
    contextMenus: { onClicked: ignored },
    storage: { local: area(), session: area(), managed: area(), onChanged: ignored },
  };
});
vi.mock('../src/browser.ts', () => ({ default: browser }));

const { keepDraft, keptDrafts } = await import('../popup/draft.ts');
const { forgetDrafts } = await import('../popup/forget-drafts.ts');
const { forgetTypes, rememberType, usedTypes } = await import('../popup/used-types.ts');
const { forgetRun, keeper, keptRun } = await import('../batch/kept.ts');
await import('../background/index.ts');

const opened = {
  about: { kind: 'nobody' },
  purpose: '',
  tenant: 'Cust12345',
  user: { associateId: 100 },
} as Opened;
const draft = {
  Type: 'imap',
  PublicValue: 'x',
  Comment: '',
  ValidFrom: '2026-01-01T00:00',
  ValidTo: '',
  IsActive: true,
};
const typed = { associate: null, search: null, draft };
const { local, session } = browser.storage;
const tab = (id: number, form = 'one') => ({
  id: form,
  purpose: '',
  tab: { id, named: false, address: '', title: '', isPrivate: id === 2 },
});
/** The forms that are open, by the names of the locks that they hold. */
const held: { name: string }[] = [];
vi.stubGlobal('navigator', { locks: { query: async () => ({ held }) } });
vi.stubGlobal('dispatchEvent', () => true);

describe('a draft', () => {
  beforeEach(() => {
    local.items.clear();
    session.items.clear();
  });

  it('is kept until the browser starts next; settings stay', async () => {
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
    keepDraft(tab(1), opened, typed);
    local.items.set('settings', {});
    expect((await keptDrafts(tab(1)))(opened)).toEqual(typed);
    session.items.clear();
    for (const listener of browser.started) await listener();
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
    expect([...local.items.keys()]).toEqual(['settings']);
  });

  it('survives an update of the extension, which empties the memory', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    session.items.clear();
    expect((await keptDrafts(tab(1)))(opened)).toEqual(typed);
  });

  it('is the latest, and forgotten, also where the popup closed before the disk was told', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    const onDisk = new Map(local.items);
    const disk = () => {
      for (const [key, value] of onDisk) local.items.set(key, value);
    };
    const later = { ...typed, draft: { ...draft, Type: 'smtp' } };
    keepDraft(tab(1), opened, later);
    disk();
    expect((await keptDrafts(tab(1)))(opened)).toEqual(later);
    forgetDrafts(tab(1), false);
    disk();
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
  });

  it('that is saved or cleared leaves nothing on the disk, and nothing that was typed anywhere', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    forgetDrafts(tab(1), false);
    expect(local.items.size).toBe(0);
    expect([...session.items.values()]).toEqual([null]);
  });

  it('belongs to its user, tenant and page', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    const next = await keptDrafts(tab(1, 'two'));
    for (const other of [
      { user: { associateId: 101 } },
      { tenant: 'Cust54321' },
      { purpose: 'company-7-x' },
    ] as Partial<Opened>[])
      expect(next({ ...opened, ...other })).toBeUndefined();
    expect(next({ ...opened, tenant: 'CUST12345' })).toEqual(typed);
  });

  it('of a form that is still open is left to it', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    held.push({ name: 'form:one' });
    vi.resetModules();
    const two = { ...(await import('../popup/draft.ts')), ...(await import('../popup/forget-drafts.ts')) };
    expect((await two.keptDrafts(tab(1, 'two')))(opened)).toBeUndefined();
    two.forgetDrafts(tab(1, 'two'), false);
    held.length = 0;
    expect((await two.keptDrafts(tab(1, 'three')))(opened)).toEqual(typed);
  });

  it.each([
    null,
    7,
    {},
    { version: 1 },
    { draft: { Type: 'imap' } },
    { version: 1, written: 1, typed: { associate: 7, draft } },
    { version: 1, written: 1, typed: { associate: null, draft, touched: 'Comment' } },
    { version: 1, written: 1, typed: { associate: null, draft, touched: ['Owner'] } },
  ])('that an older release wrote as %j is none, and throws nothing', async (value) => {
    for (const key of ['draft:1:Cust12345:nobody', 'draft:1:cust12345:100:nobody:one'])
      local.items.set(key, value);
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
  });

  it('of release 0.1.0 is found after the update', async () => {
    local.items.set('draft:1:Cust12345:nobody', { associate: null, draft });
    expect((await keptDrafts(tab(1)))(opened)).toEqual(typed);
    keepDraft(tab(1), opened, typed);
    forgetDrafts(tab(1), true);
    expect(local.items.has('draft:1:Cust12345:nobody')).toBe(false);
  });

  it('of a private window is kept in memory only', async () => {
    await keptDrafts(tab(2));
    keepDraft(tab(2), opened, typed);
    expect(local.items.size).toBe(0);
    expect((await keptDrafts(tab(2)))(opened)).toEqual(typed);
  });
});

describe('the types used with an associate', () => {
  it('are remembered, the latest first; those of a private window are not', async () => {
    local.items.clear();
    for (const type of ['imap', 'smtp', 'imap'])
      await rememberType(tab(1).tab, { tenant: 'Cust12345', associateId: 104 }, type);
    await rememberType(tab(2).tab, { tenant: 'Cust12345', associateId: 104 }, 'erp');
    await vi.waitFor(async () => expect(await usedTypes('Cust12345', 104)).toEqual(['imap', 'smtp']));
  });

  it('leave the latest for the next form of the tenant, at once; a value that is no text is none', async () => {
    const lastType = async (tenant: string) => (await keptDrafts(tab(1))).lastType(tenant);
    local.items.clear();
    session.items.clear();
    await rememberType(tab(2).tab, { tenant: 'Cust12345', associateId: 104 }, 'erp');
    expect(await lastType('Cust12345')).toBe('');
    // The popup closes before anything else is done.
    void rememberType(tab(1).tab, { tenant: 'Cust12345', associateId: 104 }, 'imap');
    expect(await lastType('cust12345/')).toBe('imap');
    expect(await lastType('Cust99999')).toBe('');
    forgetTypes('Cust12345', 104);
    await vi.waitFor(async () => expect(await lastType('Cust12345')).toBe(''));
    local.items.set('type:cust12345', { type: 'imap' });
    expect(await lastType('Cust12345')).toBe('');
  });
});

describe('what a run over a table has stored', () => {
  const page = (id: number) => ({
    ...tab(id),
    form: 'one',
    opened,
    as: { associateId: 100, fullName: 'Åse Lindqvist', tenant: 'Cust12345' },
    openRemovals: new Set<string>(),
  });

  beforeEach(() => {
    local.items.clear();
    session.items.clear();
  });

  it('is kept with all that was noted just before, without what was removed again, until it is forgotten', async () => {
    const keep = keeper(page(1));
    for (const key of ['a', 'b', 'c']) keep(key, true);
    expect((await keptRun(page(1)))?.keys).toEqual(['a', 'b', 'c']);
    // As another run notes it.
    keeper(page(1))('b', false);
    expect((await keptRun(page(1)))?.keys).toEqual(['a', 'c']);
    await forgetRun(page(1));
    expect(await keptRun(page(1))).toBe(null);
    expect(local.items.size).toBe(0);
  });

  it('is written a few times a second, however fast lines are stored, and by the next line where a timer is slow', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const written = vi.spyOn(local, 'set');
    const keysWritten = () =>
      written.mock.calls.map(([items]) => (Object.values(items)[0] as { keys: string[] }).keys.join(''));
    try {
      const keep = keeper(page(1));
      for (const key of 'abcde') {
        keep(key, true);
        await vi.advanceTimersByTimeAsync(60);
      }
      expect(keysWritten()).toEqual(['a', 'abcde']);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(keysWritten()).toEqual(['a', 'abcde']);
      keep('f', true);
      await vi.advanceTimersByTimeAsync(0);
      expect(keysWritten().at(-1)).toBe('abcdef');
      keep('g', true);
      expect((await keptRun(page(1)))?.keys).toEqual([...'abcdefg']);
    } finally {
      written.mockRestore();
      vi.useRealTimers();
    }
  });

  it('is not called newer by what was removed', async () => {
    const before = Date.now() - 1000;
    local.items.set('batch:cust12345', { version: 1, at: before, keys: ['a', 'b'] });
    keeper(page(1))('a', false);
    expect(await keptRun(page(1))).toEqual({ version: 1, at: before, keys: ['b'] });
  });

  it('of a private window is kept in memory only', async () => {
    keeper(page(2))('a', true);
    expect((await keptRun(page(2)))?.keys).toEqual(['a']);
    expect(local.items.size).toBe(0);
    expect(await keptRun(page(1))).toBe(null);
  });

  it.each([null, 7, {}, { version: 2, at: 1, keys: [] }, { version: 1, at: 1, keys: [1] }])(
    'that an older release or a hand wrote as %j is none',
    async (value) => {
      local.items.set('batch:cust12345', value);
      expect(await keptRun(page(1))).toBe(null);
    },
  );

  it('counts for a day, and then leaves nothing on the disk', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-28T08:00') });
    try {
      keeper(page(1))('one line', true);
      expect((await keptRun(page(1)))?.keys).toEqual(['one line']);
      vi.setSystemTime(new Date('2026-11-29T07:59'));
      expect((await keptRun(page(1)))?.keys).toEqual(['one line']);
      vi.setSystemTime(new Date('2026-11-29T08:01'));
      expect(await keptRun(page(1))).toBe(null);
      expect(local.items.size).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
