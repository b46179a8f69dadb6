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
    keepDraft(1, opened, typed);
    local.items.set('settings', {});
    expect((await keptDrafts(tab(1)))(opened)).toEqual(typed);
    for (const listener of browser.started) await listener();
    expect((await keptDrafts(tab(1)))(opened)).toBeUndefined();
    expect([...local.items.keys()]).toEqual(['settings']);
  });

  it('of a private window is kept in memory only', async () => {
    (await keptDrafts(tab(2)))(opened);
    keepDraft(2, opened, typed);
    expect(local.items.size).toBe(0);
    expect((await keptDrafts(tab(2)))(opened)).toEqual(typed);
  });
});
