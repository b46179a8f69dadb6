import type { StoredEntry } from '../src/credentials.ts';
import { ask } from '../src/ui/ask.ts';
import type { Context } from './action-context.ts';
import { unsettled } from './follow-save.ts';
import { changed, isEdited } from './later-state.ts';

/** Removes a stored entry of the associate whose entries are listed. */
export async function remove(
  context: Context,
  type: string,
  { PublicValue: publicValue }: StoredEntry,
): Promise<void> {
  const { form, as, dispatch, now, reload, secret } = context;
  const { state } = now();
  if (!state.associate) return;
  const id = crypto.randomUUID();
  const { associateId } = state.associate;
  const input = { tabId: form.tab.id, id, as, associateId, type, publicValue };
  dispatch(changed({ kind: 'removing', id }));
  let result = await ask('remove', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = await ask('checkRemoval', input);
  if (!result.ok && result.failure.kind === 'interrupted') result = unsettled(result.failure);
  if (result.ok && isEdited(now().state, { type, publicValue })) secret.empty();
  dispatch(changed({ kind: 'removed', type, publicValue, result, today: new Date() }));
  reload(type);
}
