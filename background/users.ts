import type { Input, Output } from '../src/messages.ts';
import type { UserQuery } from '../src/netserver/users.ts';
import { failed, success } from '../src/result.ts';
import { readUsers } from './associates.ts';
import type { Crm } from './server/crm.ts';

/** How many users one request asks for: the answer stays far below what a page may hand over. */
const PAGE_ROWS = 500;

const ALL: Omit<UserQuery, 'skip'> = {
  select: [
    ...(['associateDbId', 'fullName', 'assocName', 'userName'] as const),
    ...(['personEmail', 'usergroup', 'assocType', 'isActive', 'isLocation'] as const),
  ],
  filter: [],
  orderBy: ['associateDbId'],
  top: PAGE_ROWS,
};

/** Gives a part of all users. SuperOffice may give fewer rows than it was asked for, so the list ends where a part has none. */
export async function users(crm: Crm, { as, skip }: Input<'users'>): Promise<Output<'users'>> {
  if (crm.policy.manyAtOnce === 'off') return failed({ kind: 'batchOff' });
  const rows = await readUsers(crm, as, { ...ALL, skip });
  if (!rows.ok) return rows;
  return success({ users: rows.value, next: rows.value.length > 0 ? skip + rows.value.length : null });
}
