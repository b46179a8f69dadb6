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

/** How many lines wait in the worker for their turn. The way there takes a sixth of the time that most servers take. */
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
    // The key is made while the server is at work.
    const [result, key] = await Promise.all([asked, keptKey(page, line)]);
    const { id } = saves.get(line.number) as SentLine;
    if (result.ok || TRAITS[result.failure.kind].nextStep !== 'askAgain') void ask('forgetSave', { id });
    if (result.ok) keep(key, true);
    return result;
  };
  const tell = telling(lines, changeOf, context.changed);
  const tick = ticking(() => {
    const sent = run.states.map((state, index) => {
      const key = resultKey(lines[index] as ShownLine);
      // A line that is skipped at this try keeps the reason why an earlier try did not store it.
      return [key, (state.kind === 'skipped' && before.get(key)) || state] as const;
    });
    dispatch({ kind: 'ticked', results: new Map([...now().results, ...sent]) });
    tell(run);
    if (run.status === 'paused') void allNoted();
  });
  const run = startRun<CheckedLine, Saved>({
    items: lines,
    ask: async (line) => {
      // A line that was sent before, and has not changed since, is sent again with the same secret.
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
    // With one line at a time, a pause must hold back the very next line.
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
 * The stored entries by list, with what some lines have changed: the next line to be mended may be about the same entry.
 * @param entryOf the entry that a line has stored; `null` where it was removed, `undefined` where nothing has changed
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

/** Stores a line, and reads its entry back: if that works for one line, it works for all. */
export async function tryOne(context: StoreContext, line: ShownLine | undefined): Promise<void> {
  const { page, now, dispatch } = context;
  if (!line) return;
  await store(context, [line], 'try');
  const result = now().results.get(resultKey(line));
  if (result?.kind !== 'done') return;
  const { associateId } = userOf(line);
  const list = { tabId: page.tab.id, as: page.as, associateId, type: line.draft.Type };
  const read = await ask('list', list);
  // The list could not be read: nobody can say whether the entry is there.
  if (!read.ok || !read.value.entries) return;
  const isThere = read.value.entries.some((entry) => isSame(entry, line.draft));
  // Meanwhile another table may have been given, or another run begun.
  if (now().results.get(resultKey(line)) === result && now().running === null)
    dispatch({ kind: 'tried', line: line.number, isThere });
}

/** Removes the entries that some lines have added, unless somebody has changed them since. */
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
  /** The names by which the server knows the entries of lines. */
  const names = new Map<CheckedLine, string>();
  const keep = keeper(page);
  const ended = async (line: CheckedLine, result: Output<'remove'>) => {
    if (result.ok) keep(await keptKey(page, line), false);
    return result;
  };
  const tell = telling(lines, changeOf, context.changed);
  const keys = lines.map(storedAlike(now()));
  const tick = ticking(() => {
    // A removal that was not begun changes nothing of what is known of its line.
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
  // The person has to see what is stored there by now before a line replaces it.
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
  // People may close the page as soon as they read “Done”, and Firefox drops what a closed page is still writing.
  await (running.what !== 'undo' && isOver(now()) ? forgetTable(context) : allNoted());
  dispatch({ kind: 'ended' });
}

/**
 * Forgets the secrets of a table that is done, and the notes of its stored lines: every line is stored or left out, so no later run
 * has to skip one.
 */
export async function forgetTable({ page, now, saves }: StoreContext): Promise<void> {
  const { lines, results } = now();
  const stored = lines.filter(
    (line) => line.state === 'done' || results.get(resultKey(line))?.kind === 'done',
  );
  saves.clear();
  await forgetLines(page, await Promise.all(stored.map((line) => keptKey(page, line))));
}

/** The list that a line has changed. `removed` is `null`: this tab has noted its own removals already. */
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

function keptKey({ as }: Page, line: CheckedLine): Promise<string> {
  return doneKey(as.tenant, userOf(line).associateId, line);
}

function secretOf({ now }: StoreContext, { number }: CheckedLine): string {
  return now().table?.secrets.get(number) ?? '';
}
