import type { ExpectedUser } from '../src/associates.ts';
import { isSignInType } from '../src/credentials.ts';
import type { Input, Output, StoredList } from '../src/messages.ts';
import { failed, type Result, success } from '../src/result.ts';
import { isBehind, isOtherZone } from '../src/time-zone.ts';
import { read } from './server/call.ts';
import type { Crm } from './server/crm.ts';

/** Lists the entries that an associate has of a type; see {@link readEntries}. */
export async function list(crm: Crm, { as, ...whose }: Input<'list'>): Promise<Output<'list'>> {
  return readEntries(crm, as, whose);
}

/** The associate and the type that a list belongs to. */
export interface Whose {
  readonly associateId: number;
  readonly type: string;
}

/** The operation that lists. An endpoint that answers it offers the operations that store and remove as well. */
export function listOperation({ associateId, type }: Whose) {
  return {
    name: 'GetUntrustedCredentialsForAssociate',
    request: { AssociateId: associateId, Type: type },
  } as const;
}

/**
 * Reads the entries. Their secrets stay here, even where the server tells them: a form cannot lose what it does not get. `entries`
 * is `null` where the server answers no list at all. Most likely there are no entries then, but that is not proved.
 */
export async function readEntries(crm: Crm, as: ExpectedUser, whose: Whose): Promise<Result<StoredList>> {
  if (isSignInType(whose.type)) return failed({ kind: 'invalid', errors: { Type: { rule: 'signInType' } } });
  const called = await read(crm, as, listOperation(whose));
  if (!called.ok) return failed(called.failure);
  const { Response, TimeZone } = called.value;
  const entries = Response?.map((entry) => ({
    PublicValue: entry.PublicValue ?? '',
    Comment: entry.Comment ?? '',
    ValidFrom: entry.ValidFrom ?? '',
    ValidTo: entry.ValidTo ?? '',
    IsActive: entry.IsActive ?? false,
  }));
  const zone = TimeZone?.SoTimeZoneLocationCode?.trim() ?? '';
  return success({
    entries: entries ?? null,
    otherTimeZone: isOtherZone(zone) ? zone : null,
    startsEarlier: isBehind(zone),
  });
}
