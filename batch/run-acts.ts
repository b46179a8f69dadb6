import { type CheckedLine, doneKey } from '../src/batch.ts';
import { isSame } from '../src/credentials.ts';
import { TRAITS } from '../src/failures.ts';
import type { Output, PendingSave, Saved } from '../src/messages.ts';
import type { TableUser } from '../src/table-users.ts';
import { ask } from '../src/ui/ask.ts';
import { forgetRun, keeper } from './kept.ts';
import { type ItemState, startRun } from './run.ts';
import type { StoreContext } from './store-context.ts';
import { isOver, storable } from './store-lines.ts';
import type { Running } from './store-state.ts';
import { ticking } from './ticking.ts';

/** Stores lines, each once, and shows how far it is. */
export async function store(
  context: StoreContext,
  lines: readonly CheckedLine[],
  what: 'try' | 'store',
): Promise<void> {
  const { page, dispatch, now, saves } = context;
  const keep = keeper(page);
  const before = now().results;
  const ended = async (line: CheckedLine, result: Output<'save'>) => {
    const id = saves.get(line.number) as string;
    if (result.ok || TRAITS[result.failure.kind].nextStep !== 'askAgain') void ask('forgetSave', { id });
    if (result.ok) keep(await doneKey(page.as.tenant, userOf(line).associateId, line.draft));
    return result;
  };
  const tick = ticking(() =>
    dispatch({ kind: 'ticked', results: withStates(now().results, lines, run.states) }),
  );
  const run = startRun<CheckedLine, Saved>({
    items: lines,
    ask: async (line) => {
      saves.set(line.number, crypto.randomUUID());
      const terms = { secret: secretOf(context, line), withoutSecret: false, original: null };
      return ended(line, await ask('save', { ...saveOf(context, line), ...terms }));
    },
    settle: async (line) => ended(line, await ask('awaitSave', saveOf(context, line))),
    isOpen: ({ number }) => before.get(number)?.kind === 'unknown',
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what, run, total: lines.length }, tick.now);
  if (isOver(now())) await forgetRun(page);
}

/** Stores the first line, and reads it back: what works for one works for all. @returns whether SuperOffice has it */
export async function tryOne(context: StoreContext): Promise<void> {
  const { page, now, dispatch } = context;
  const [line] = storable(now());
  if (!line) return;
  await store(context, [line], 'try');
  if (now().results.get(line.number)?.kind !== 'done') return;
  const { associateId } = userOf(line);
  const list = { tabId: page.tab.id, as: page.as, associateId, type: line.draft.Type };
  const read = await ask('list', list);
  const isThere = read.ok && read.value.entries?.some((entry) => isSame(entry, line.draft));
  dispatch({ kind: 'tried', line: line.number, isThere: isThere ?? false });
}

/** Removes what was new. */
export async function undo(context: StoreContext, lines: readonly CheckedLine[]): Promise<void> {
  const { page, dispatch, now } = context;
  const removalOf = (line: CheckedLine) => ({
    tabId: page.tab.id,
    id: `${page.form} undo ${line.number}`,
    as: page.as,
    associateId: userOf(line).associateId,
    type: line.draft.Type,
    publicValue: line.draft.PublicValue,
  });
  const tick = ticking(() =>
    dispatch({ kind: 'ticked', undone: withStates(now().undone, lines, run.states) }),
  );
  const run = startRun<CheckedLine, null>({
    items: lines,
    ask: (line) => ask('remove', removalOf(line)),
    settle: (line) => ask('checkRemoval', removalOf(line)),
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what: 'undo', run, total: lines.length }, tick.now);
}

async function follow({ dispatch }: StoreContext, running: Running, tick: () => void): Promise<void> {
  dispatch({ kind: 'began', running });
  await running.run.whenEnded;
  tick();
  dispatch({ kind: 'ended' });
}

function withStates<Value>(
  known: ReadonlyMap<number, ItemState<Value>>,
  lines: readonly CheckedLine[],
  states: readonly ItemState<Value>[],
): ReadonlyMap<number, ItemState<Value>> {
  const results = new Map(known);
  lines.forEach(({ number }, index) => {
    results.set(number, states[index] as ItemState<Value>);
  });
  return results;
}

function saveOf({ page, saves }: StoreContext, line: CheckedLine) {
  const { associateId, fullName, userName } = userOf(line);
  const pending: PendingSave = {
    id: saves.get(line.number) as string,
    form: page.form,
    associate: { associateId, fullName, userName },
    draft: line.draft,
    before: line.before,
  };
  return { ...pending, tabId: page.tab.id, as: page.as };
}

function secretOf({ now }: StoreContext, { number }: CheckedLine): string {
  return now().table?.secrets.get(number) ?? '';
}

/** Whom a line that can be stored is for. */
export function userOf({ match }: CheckedLine): TableUser {
  if (match.kind !== 'one') throw new TypeError('A line that can be stored is for one user.');
  return match.user;
}
