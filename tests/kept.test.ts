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
    storage: { local: area(), session: area(), onChanged: ignored },
  };
});
vi.mock('../src/browser.ts', () => ({ default: browser }));

const { keepDraft, keptDrafts } = await import('../popup/draft.ts');
const { rememberType, usedTypes } = await import('../popup/used-types.ts');
await import('../background/index.ts');

const opened = { about: { kind: 'nobody' }, tenant: 'Cust12345' } as Opened;
const typed = { associate: null, draft: { Type: 'imap' } } as Parameters<typeof keepDraft>[2];
const { local, session } = browser.storage;
const tab = (id: number) => ({ id, named: false, address: '', title: '', isPrivate: id === 2 });

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
    const later = { ...typed, draft: { Type: 'smtp' } } as typeof typed;
    keepDraft(tab(1), opened, later);
    disk();
    expect((await keptDrafts(tab(1)))(opened)).toEqual(later);
    keepDraft(tab(1), opened, undefined);
    disk();
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
  });

  it('that is saved or cleared leaves nothing on the disk, and nothing that was typed anywhere', async () => {
    await keptDrafts(tab(1));
    keepDraft(tab(1), opened, typed);
    keepDraft(tab(1), opened, undefined);
    expect(local.items.size).toBe(0);
    expect([...session.items.values()]).toEqual([null]);
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
    for (const type of ['imap', 'smtp', 'imap']) await rememberType(tab(1), 'Cust12345', 104, type);
    await rememberType(tab(2), 'Cust12345', 104, 'erp');
    expect(await usedTypes('Cust12345', 104)).toEqual(['imap', 'smtp']);
  });
});
