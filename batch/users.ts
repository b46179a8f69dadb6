import { type Result, success } from '../src/result.ts';
import { indexUsers, inSlices, type TableUser, type UserIndex } from '../src/table-users.ts';
import { ask } from '../src/ui/ask.ts';
import { nextTurn } from './next-turn.ts';
import type { Page } from './page.ts';

export interface Users {
  readonly all: readonly TableUser[];
  readonly index: UserIndex;
}

/** All users of the tenant: read once for both tabs, and anew when the page is asked to. */
export interface UserSource {
  /**
   * @param tab what one tab asks for the other does not cancel
   * @param onProgress told how many there are so far
   */
  readonly load: (tab: TabName, onProgress: (count: number) => void) => Promise<Result<Users>>;
  /** What was read may be old. */
  readonly forget: () => void;
  readonly cancel: (tab: TabName) => void;
}

type TabName = 'who' | 'store';

/** Where a page has its users from. */
export function userSource({ tab, form, as }: Page): UserSource {
  const idFor = (name: TabName) => `${form} users ${name}`;
  let users: Users | undefined;
  return {
    load: async (name, onProgress) => {
      if (users) return success(users);
      // SuperOffice may add one meanwhile, and a row comes twice then.
      const byId = new Map<number, TableUser>();
      for (let skip: number | null = 0; skip !== null; ) {
        const part: Awaited<ReturnType<typeof ask<'users'>>> = await ask('users', {
          tabId: tab.id,
          id: idFor(name),
          as,
          skip,
        });
        if (!part.ok) return part;
        for (const user of part.value.users) byId.set(user.associateId, user);
        onProgress(byId.size);
        skip = part.value.next;
      }
      const all = [...byId.values()];
      users = { all, index: await inSlices(indexUsers(all), performance, nextTurn) };
      return success(users);
    },
    forget: () => {
      users = undefined;
    },
    cancel: (name) => void ask('cancel', { id: idFor(name) }),
  };
}
