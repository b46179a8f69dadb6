import type { ExpectedUser } from '../src/associates.ts';
import { type StoredEntry, toStored } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import { judge } from '../src/judge.ts';
import type { Saved, Target } from '../src/messages.ts';
import { failed, type Result, success } from '../src/result.ts';
import { withoutSecret } from '../src/secrets.ts';
import { listOperation } from './entries.ts';
import { readBack } from './read-back.ts';
import { userAfterwards, write } from './server/call.ts';
import type { Crm } from './server/crm.ts';
import { hasEnded } from './server/explain.ts';
import { NO_TASK } from './tasks.ts';

/** The entry to store, the associate that it is for, and what is known of the entries that are there. */
interface SaveOrder extends Target {
  readonly as: ExpectedUser;
  /** The entries that were stored under the name before; `null` where nobody knows them. */
  readonly before: readonly StoredEntry[] | null;
  /** True where an earlier Save of the same entry ended open. */
  readonly mayAlreadyExist: boolean;
}

/**
 * Stores an entry, once. If the answer is lost, this asks the server what it holds before it says anything. The ledger is
 * not written here.
 */
export async function store(crm: Crm, order: SaveOrder, secret: string): Promise<Result<Saved>> {
  const { as, associate, draft } = order;
  const stored = await write(crm, as, {
    operation: {
      name: 'SaveUntrustedCredentialsForAssociate',
      request: {
        AssociateId: associate.associateId,
        Type: draft.Type,
        Credentials: { ...toStored(draft), SecretValue: secret },
      },
    },
    proof: listOperation({ associateId: associate.associateId, type: draft.Type }),
  });
  if (stored.ok) return success({ readBack: false });
  const failure = withoutSecret(stored.failure, secret);
  if (!stored.mayBeDone) return failed(failure);
  const settled = await settle({ ...order, tabId: crm.tabId, id: crm.task.id }, failure);
  if (!settled.ok || !stored.isUnverified) return settled;
  // By REST the Save ran as whoever was signed in then.
  const doubt = await userAfterwards({ ...crm, task: NO_TASK }, as);
  return doubt ? failed(doubt) : settled;
}

/** Reads the entry back and compares all that can be read. The secret cannot: the server blanks the secrets of others. */
export async function settle(
  order: SaveOrder & { readonly tabId: number; readonly id: string },
  cause: Failure,
): Promise<Result<Saved>> {
  const { associate, draft } = order;
  const whose = { associateId: associate.associateId, type: draft.Type };
  const verdictOf = (entries: readonly StoredEntry[]) => judge(entries, draft, order);
  const entries = await readBack({ ...order, ...whose, cause }, (read) => verdictOf(read) !== 'absent');
  if (!entries.ok) return entries;
  switch (verdictOf(entries.value)) {
    case 'stored':
      return success({ readBack: true });
    case 'alike':
      return failed({ kind: 'indistinguishable' });
    case 'otherwise':
      return failed({ kind: 'storedOtherwise' });
    case 'absent':
      return failed({ kind: hasEnded(cause) ? 'notSaved' : 'notSavedYet', cause });
  }
}
