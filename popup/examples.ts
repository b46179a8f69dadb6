import type { Associate, ExpectedUser } from '../src/associates.ts';
import type { Target } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';

/** How many people are asked about at most: each takes a request. */
const MAX_PEOPLE = 8;

/** Finds people for an example: nearly every name holds this letter. */
const ANYBODY = 'e';

interface Wanted {
  readonly tabId: number;
  readonly as: ExpectedUser;
  readonly user: Associate;
  readonly type: string;
  /** The associate whom the example is for. Their own entries are in the list. */
  readonly associate: Associate | null;
}

/** An entry of the type that somebody else of the tenant has: the signed-in user, or one of the first that are found. */
export async function findExample({ tabId, as, user, type, associate }: Wanted): Promise<Target | null> {
  const id = crypto.randomUUID();
  const found = await ask('searchAssociates', { tabId, id, as, text: ANYBODY });
  const others = [user, ...(found.ok ? found.value : [])].filter(
    (each) => each.associateId !== associate?.associateId,
  );
  for (const { associateId, fullName, userName } of others.slice(0, MAX_PEOPLE)) {
    const list = await ask('list', { tabId, as, associateId, type });
    const entry = list.ok && list.value.entries?.find(({ PublicValue }) => PublicValue !== '');
    if (entry) return { associate: { associateId, fullName, userName }, draft: { ...entry, Type: type } };
  }
  return null;
}
