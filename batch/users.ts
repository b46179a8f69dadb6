import { type Result, success } from '../src/result.ts';
import { indexUsers, inSlices, type TableUser, type UserIndex } from '../src/table-users.ts';
import { ask } from '../src/ui/ask.ts';
import { nextTurn } from './next-turn.ts';
import type { Page } from './page.ts';

export interface Users {
  readonly all: readonly TableUser[];
  readonly index: UserIndex;
}

/** All users of the tenant. They are read once for both tabs, and anew after `forget`. */
export interface UserSource {
  /**
   * @param tab the tab that asks: its reading is not cancelled by the other one
   * @param onProgress called with the number of users that were read so far
   */
  readonly load: (tab: TabName, onProgress: (count: number) => void) => Promise<Result<Users>>;
  /** Has the users read anew by the next `load`, as what was read may be old. */
  readonly forget: () => void;
  readonly cancel: (tab: TabName) => void;
}

type TabName = 'who' | 'store';

/** Gives the source of a page's users. */
export function userSource({ tab, form, as }: Page): UserSource {
  const idFor = (name: TabName) => `${form} users ${name}`;
  let users: Users | undefined;
  return {
    load: async (name, onProgress) => {
      if (users) return success(users);
      // SuperOffice may add a user meanwhile, and a row then comes twice.
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
