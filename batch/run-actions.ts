import type { CheckedLine } from '../src/check-lines.ts';
import { isSame, isStoredAs, type StoredEntry, toStored } from '../src/credentials.ts';
import { doneKey } from '../src/done-key.ts';
import { TRAITS } from '../src/failures.ts';
import { listKey, listName } from '../src/lists.ts';
import type { Output, PendingSave, Saved } from '../src/messages.ts';
import { failed } from '../src/result.ts';
import { ask } from '../src/ui/ask.ts';
import { type Changed, telling } from './changes.ts';
import { allNoted, forgetLines, keeper } from './kept.ts';
import type { Page } from './page.ts';
import { whyNotAsAgreed } from './read-anew.ts';
import { hasFoundOther, isOpen, noteOpen, removeUnchanged } from './remove-unchanged.ts';
import { storedAlike } from './removed-lines.ts';
import { isBegun, startRun } from './run.ts';
import type { StoreContext } from './store-context.ts';
import { isOver, resultKey, type SentLine, type ShownLine, userOf } from './store-lines.ts';
import type { Running, StoreState } from './store-state.ts';
import { ticking } from './ticking.ts';

/** So many lines wait in the worker for their turn: the way there takes a sixth of the time that most servers take. */
const AHEAD = 2;

/** Stores lines, each once, and shows how far it is. */
export async function store(
  context: StoreContext,
  lines: readonly ShownLine[],
  what: 'try' | 'store',
): Promise<void> {
  const { page, dispatch, now, saves } = context;
  const keep = keeper(page);
  const { results: before, width } = now();
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
    const sent = run.states.map((state, index) => {
      const key = resultKey(lines[index] as ShownLine);
      // Why it was not stored at an earlier try holds where it was skipped at this one.
      return [key, (state.kind === 'skipped' && before.get(key)) || state] as const;
    });
    dispatch({ kind: 'ticked', results: new Map([...now().results, ...sent]) });
    tell(run);
    if (run.status === 'paused') void allNoted();
  });
  const run = startRun<CheckedLine, Saved>({
    items: lines,
    ask: async (line) => {
      // What was sent and is not known to be stored is sent again as it was.
      const earlier = saves.get(line.number);
      const mayBeStored = before.get(resultKey(line))?.kind === 'unknown';
      const changed = await whyNotAsAgreed(context, line, mayBeStored);
      if (changed) return failed(changed);
      const secret = earlier?.line === line ? earlier.secret : secretOf(context, line);
      saves.set(line.number, { id: crypto.randomUUID(), line, secret });
      const terms = { secret, withoutSecret: false, original: null, width };
      return ended(line, ask('save', { ...saveOf(context, line), ...terms }));
    },
    settle: (line) => ended(line, ask('awaitSave', saveOf(context, line))),
    leftUnknown: (line) => {
      const state = before.get(resultKey(line));
      return state?.kind === 'unknown' ? state : undefined;
    },
    width,
    // Who wants one at a time pauses before the very next one.
    ahead: width > 1 ? AHEAD : 0,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what, run, total: lines.length }, tick.now);
  const { results } = now();
  const entryOf = (line: ShownLine) =>
    results.get(resultKey(line))?.kind === 'done' ? toStored(line.draft) : undefined;
  dispatch({ kind: 'ticked', stored: withChanged(now(), lines, entryOf) });
}

/**
 * What is stored by now, as far as lines have changed it: what is mended next may be about the same entry.
 * @param entryOf what a line has stored; `null` where it was removed, `undefined` where nothing has changed
 */
function withChanged(
  { stored }: StoreState,
  lines: readonly ShownLine[],
  entryOf: (line: ShownLine) => StoredEntry | null | undefined,
): StoreState['stored'] {
  const all = new Map(stored);
  for (const line of lines) {
    const key = listKey(listName(userOf(line), line.draft.Type));
    const entries = all.get(key);
    const entry = entryOf(line);
    if (!entries || entry === undefined) continue;
    const others = entries.filter(({ PublicValue }) => PublicValue !== line.draft.PublicValue);
    all.set(key, entry ? [...others, entry] : others);
  }
  return all;
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
  // Nobody could look.
  if (!read.ok || !read.value.entries) return;
  const isThere = read.value.entries.some((entry) => isSame(entry, line.draft));
  // Another table may be there by now, or something else run.
  if (now().results.get(resultKey(line)) === result && now().running === null)
    dispatch({ kind: 'tried', line: line.number, isThere });
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
    publicValue: names.get(line) ?? line.draft.PublicValue,
  });
  /** What the server calls the entry of a line. */
  const names = new Map<CheckedLine, string>();
  const keep = keeper(page);
  const ended = async (line: CheckedLine, result: Output<'remove'>) => {
    if (result.ok) keep(await keyOf(page, line), false);
    return result;
  };
  const tell = telling(lines, changeOf, context.changed);
  const keys = lines.map(storedAlike(now()));
  const tick = ticking(() => {
    // What was not begun leaves what is known of it.
    const begun = run.states.flatMap((state, index) =>
      isBegun(state) ? (keys[index] ?? []).map((key) => [key, state] as const) : [],
    );
    noteOpen(page, run, lines.map(removalOf));
    dispatch({ kind: 'ticked', undone: new Map([...now().undone, ...begun]) });
    tell(run);
    if (run.status === 'paused') void allNoted();
  });
  const run = startRun<ShownLine, null>({
    items: lines,
    ask: async (line) =>
      ended(
        line,
        await removeUnchanged(
          removalOf(line),
          (entry) => isStoredAs(entry, line.draft),
          (name) => names.set(line, name),
        ),
      ),
    settle: async (line) => ended(line, await ask('checkRemoval', removalOf(line))),
    mayBeDone: (line) => isOpen(page, removalOf(line)),
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what: 'undo', run, total: lines.length }, tick.now);
  const { undone } = now();
  const entryOf = (line: ShownLine) => (undone.get(resultKey(line))?.kind === 'done' ? null : undefined);
  dispatch({ kind: 'ticked', stored: withChanged(now(), lines, entryOf) });
  // What is there by now is to be seen before it is replaced.
  const unseen = lines.filter((line) => {
    const isOther = (names.get(line) ?? line.draft.PublicValue) !== line.draft.PublicValue;
    return isOther || hasFoundOther(undone.get(resultKey(line)));
  });
  if (unseen.length > 0) dispatch({ kind: 'outdated', changed: unseen.map(changeOf) });
}

async function follow(context: StoreContext, running: Running, tick: () => void): Promise<void> {
  const { now, dispatch } = context;
  dispatch({ kind: 'began', running });
  await running.run.whenEnded;
  tick();
  // Who reads “Done” may close the page at once, and Firefox gives up what a closed page is still writing.
  await (running.what !== 'undo' && isOver(now()) ? forgetTable(context) : allNoted());
  dispatch({ kind: 'ended' });
}

/** All of the table is stored or left out: nothing of it is to be skipped, and none of its secrets is needed. */
export async function forgetTable({ page, now, saves }: StoreContext): Promise<void> {
  const { lines, results } = now();
  const stored = lines.filter(
    (line) => line.state === 'done' || results.get(resultKey(line))?.kind === 'done',
  );
  saves.clear();
  await forgetLines(page, await Promise.all(stored.map((line) => keyOf(page, line))));
}

/** A line has changed what is stored; what it has removed itself its own tab knows. */
function changeOf(line: CheckedLine): Changed {
  return { ...listName(userOf(line), line.draft.Type), removed: null };
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
