import { type CheckedLine, doneKey, listOf } from '../src/batch.ts';
import { isSame } from '../src/credentials.ts';
import { TRAITS } from '../src/failures.ts';
import type { Output, PendingSave, Saved } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { type Changed, telling } from './changes.ts';
import { allNoted, forgetRun, keeper } from './kept.ts';
import type { Page } from './page.ts';
import { type ItemState, startRun } from './run.ts';
import type { StoreContext } from './store-context.ts';
import { isOver, resultKey, type SentLine, type ShownLine, userOf } from './store-lines.ts';
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
  const ended = async (line: CheckedLine, asked: Promise<Output<'save'>>) => {
    // Made while the server is at work.
    const [result, key] = await Promise.all([asked, keyOf(page, line)]);
    const { id } = saves.get(line.number) as SentLine;
    if (result.ok || TRAITS[result.failure.kind].nextStep !== 'askAgain') void ask('forgetSave', { id });
    if (result.ok) keep(key, true);
    return result;
  };
  const tell = telling(lines, changeOf, context.changed);
  const tick = ticking(() => {
    dispatch({ kind: 'ticked', results: withStates(now().results, lines, run.states) });
    tell(run);
  });
  const run = startRun<CheckedLine, Saved>({
    items: lines,
    ask: async (line) => {
      const secret = secretOf(context, line);
      saves.set(line.number, { id: crypto.randomUUID(), line, secret });
      const terms = { secret, withoutSecret: false, original: null };
      return ended(line, ask('save', { ...saveOf(context, line), ...terms }));
    },
    settle: (line) => ended(line, ask('awaitSave', saveOf(context, line))),
    leftUnknown: (line) => {
      const state = before.get(resultKey(line));
      return state?.kind === 'unknown' ? state : undefined;
    },
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what, run, total: lines.length }, tick.now);
}

/** Stores a line, and reads it back: what works for one works for all. */
export async function tryOne(context: StoreContext, line: ShownLine | undefined): Promise<void> {
  const { page, now, dispatch } = context;
  if (!line) return;
  await store(context, [line], 'try');
  const result = now().results.get(resultKey(line));
  if (result?.kind !== 'done') return;
  const { associateId } = userOf(line);
  const list = { tabId: page.tab.id, as: page.as, associateId, type: line.draft.Type };
  const read = await ask('list', list);
  const isThere = read.ok && read.value.entries?.some((entry) => isSame(entry, line.draft));
  // Another table may be there by now, or something else run.
  if (now().results.get(resultKey(line)) === result && now().running === null)
    dispatch({ kind: 'tried', line: line.number, isThere: isThere ?? false });
}

/** Removes what was new. */
export async function undo(context: StoreContext, lines: readonly ShownLine[]): Promise<void> {
  const { page, dispatch, now } = context;
  const removalOf = (line: ShownLine) => ({
    tabId: page.tab.id,
    id: `${page.form} undo ${resultKey(line)}`,
    as: page.as,
    associateId: userOf(line).associateId,
    type: line.draft.Type,
    publicValue: line.draft.PublicValue,
  });
  const keep = keeper(page);
  const ended = async (line: CheckedLine, result: Output<'remove'>) => {
    if (result.ok) keep(await keyOf(page, line), false);
    return result;
  };
  const tell = telling(lines, changeOf, context.changed);
  const tick = ticking(() => {
    dispatch({ kind: 'ticked', undone: withStates(now().undone, lines, run.states) });
    tell(run);
  });
  const run = startRun<ShownLine, null>({
    items: lines,
    ask: async (line) => ended(line, await ask('remove', removalOf(line))),
    settle: async (line) => ended(line, await ask('checkRemoval', removalOf(line))),
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what: 'undo', run, total: lines.length }, tick.now);
}

async function follow(
  { page, now, dispatch, saves }: StoreContext,
  running: Running,
  tick: () => void,
): Promise<void> {
  dispatch({ kind: 'began', running });
  await running.run.whenEnded;
  tick();
  // Who reads “Done” may close the page at once, and Firefox gives up what a closed page is still writing.
  await (running.what !== 'undo' && isOver(now()) ? forgetRun(page) : allNoted());
  // With the table its secrets are gone.
  if (isOver(now())) saves.clear();
  dispatch({ kind: 'ended' });
}

/** A line has changed what is stored; what it has removed itself its own tab knows. */
function changeOf(line: CheckedLine): Changed {
  return { ...listOf(userOf(line), line.draft.Type), removed: null };
}

function withStates<Value>(
  known: ReadonlyMap<number, ItemState<Value>>,
  lines: readonly ShownLine[],
  states: readonly ItemState<Value>[],
): ReadonlyMap<number, ItemState<Value>> {
  const results = new Map(known);
  lines.forEach((line, index) => {
    results.set(resultKey(line), states[index] as ItemState<Value>);
  });
  return results;
}

function saveOf({ page, saves }: StoreContext, line: CheckedLine) {
  const { associateId, fullName, userName } = userOf(line);
  const pending: PendingSave = {
    id: (saves.get(line.number) as SentLine).id,
    form: page.form,
    associate: { associateId, fullName, userName },
    draft: line.draft,
    before: line.before,
  };
  return { ...pending, tabId: page.tab.id, as: page.as };
}

function keyOf({ as }: Page, line: CheckedLine): Promise<string> {
  return doneKey(as.tenant, userOf(line).associateId, line);
}

function secretOf({ now }: StoreContext, { number }: CheckedLine): string {
  return now().table?.secrets.get(number) ?? '';
}
