import { type CheckedLine, checkLines } from '../src/check-lines.ts';
import type { StoredEntry } from '../src/credentials.ts';
import { doneKey } from '../src/done-key.ts';
import { type ListName, listKey, listsOf } from '../src/lists.ts';
import { patternOf } from '../src/pattern.ts';
import { type Line, readLines, type Table } from '../src/read-lines.ts';
import { inSlices } from '../src/table-users.ts';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import { keptKeys } from './kept.ts';
import { fittingSecrets } from './made-secrets.ts';
import { nextTurn } from './next-turn.ts';
import { isOld } from './read-anew.ts';
import { REGION } from './reading.ts';
import { startRun } from './run.ts';
import { forgetTable } from './run-actions.ts';
import { withSent } from './sent-lines.ts';
import type { StoreContext } from './store-context.ts';
import { isBusy, isOver, isWriting, resultKey } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { ticking } from './ticking.ts';
import type { Users } from './users.ts';

type Stored = StoreState['stored'];

/**
 * Checks whom each line of the table is for, and what it would replace. Stores nothing.
 * @param isFresh false after a line was mended: what was read from SuperOffice before still holds
 * @param isAsked true where the person has asked for the check: a line whose entry was removed again is to be stored once more
 */
export async function check(context: StoreContext, isFresh: boolean, isAsked = isFresh): Promise<void> {
  const { users, dispatch, now, round } = context;
  if (isWriting(now())) return;
  round.current += 1;
  const mine = round.current;
  const isPassed = () => round.current !== mine;
  // From now on the page is busy, and nothing else begins.
  dispatch(isFresh ? { kind: 'usersRead', count: 0 } : { kind: 'checking' });
  const read = await users.load('store', (count) => isPassed() || dispatch({ kind: 'usersRead', count }));
  if (isPassed()) return;
  if (!read.ok) return dispatch({ kind: 'notChecked', failure: read.failure });
  if (now().phase.kind !== 'checking') dispatch({ kind: 'checking' });
  await nextTurn();
  const known: Stored = isFresh ? new Map() : now().stored;
  const { readAt } = context;
  const lists = new Map(isFresh ? [] : readAt.lists);
  // If this check is stopped, nobody has agreed to what it has read: until it ends, nothing counts as read.
  if (isFresh) Object.assign(readAt, { check: 0, lists: new Map() });
  const lookAt = async (secrets: StoreState['madeSecrets']) => {
    const table = withUnknown(context, await tableOf({ ...now(), madeSecrets: secrets }));
    const look = lookThrough(context, table, read.value);
    return { table, look, first: isPassed() ? [] : await look(known, new Set()) };
  };
  let { table, look, first } = await lookAt(now().madeSecrets);
  if (isPassed()) return;
  const secrets = fittingSecrets(now(), first);
  if (secrets.size < now().madeSecrets.size) ({ table, look, first } = await lookAt(secrets));
  const done = await doneLines(context, first);
  // The lists of lines whose end nobody knows are read as well. Such a line is for the user for whom it was sent, even where its
  // cells name another one by now.
  const wanted = listsOf([...first, ...openLines(context)]).filter((list) => !known.has(listKey(list)));
  const stored =
    isPassed() || wanted.length === 0 ? known : await readLists(context, wanted, { known, readAt: lists });
  // The person has stopped the check: a table is checked as a whole or not at all.
  if (!stored) {
    dispatch({ kind: 'notChecked', failure: null });
    return dispatch({ kind: 'noted', note: text('checkStopped') });
  }
  const lines = await look(stored, done);
  if (isPassed()) return;
  const shown = withSent({ ...now(), table }, lines, { sent: context.saves, stored, isAsked });
  // A line whose end nobody knows is sent again as it is shown.
  for (const line of shown.lines) {
    const sent = context.saves.get(line.number);
    if (sent && shown.results.get(resultKey(line))?.kind === 'unknown')
      context.saves.set(line.number, { ...sent, line });
  }
  if (isFresh) readAt.check = Date.now();
  readAt.lists = lists;
  dispatch({ kind: 'checked', table, shown, stored });
  if (now().hasStored && isOver(now())) {
    dispatch({ kind: 'ended' });
    await forgetTable(context);
  }
  await refresh(context);
}

/**
 * Checks the table anew where its last check ended long ago. Otherwise a line would replace what somebody else has stored since,
 * and nobody would be asked.
 * @returns true where that was necessary: nothing is then stored before the person has seen the result
 */
export async function checkedAnew(context: StoreContext): Promise<boolean> {
  const { users, readAt, dispatch, now } = context;
  if (!isOld(readAt.check)) return false;
  users.forget();
  await check(context, true, false);
  if (now().phase.kind === 'checked') dispatch({ kind: 'noted', note: text('checkedAnew') });
  return true;
}

/**
 * Checks the table anew where something else has changed its lists. While something is under way or is being typed, it does
 * nothing: the page calls it again after that.
 */
export async function refresh(context: StoreContext): Promise<void> {
  const state = context.now();
  const { outdated, table, phase, editing } = state;
  if (outdated.size > 0 && table && phase.kind === 'checked' && editing === null && !isBusy(state))
    await check(context, false);
}

/** The table, with each line whose end nobody knows as it was sent: other lines must not touch the entry of that line. */
function withUnknown(context: StoreContext, table: Table): Table {
  const sent = new Map(openLines(context).map((line) => [line.number, line]));
  const secrets = new Map(table.secrets);
  for (const number of sent.keys()) secrets.set(number, context.saves.get(number)?.secret ?? '');
  const asSent = ({ draft, ...line }: CheckedLine): Line => ({
    ...line,
    // The placeholders were filled in before the line was sent: what looks like one now is meant literally.
    draft: { ...draft, PublicValue: patternOf(draft.PublicValue) },
  });
  const lines = table.lines.map((line) => {
    const open = sent.get(line.number);
    return open ? asSent(open) : line;
  });
  return { ...table, secrets, lines };
}

/** The lines whose end nobody knows, as they were sent. */
function openLines({ now, saves }: StoreContext): readonly CheckedLine[] {
  const { results } = now();
  return [...saves.values()].flatMap(({ line }) =>
    results.get(line.number)?.kind === 'unknown' ? [line] : [],
  );
}

function lookThrough({ page, now }: StoreContext, table: Table, { index }: Users) {
  const { types } = page.opened.preset;
  return (stored: Stored, done: ReadonlySet<number>): Promise<readonly CheckedLine[]> =>
    inSlices(
      checkLines(table, { index, answers: now().answers, types, stored, done }),
      performance,
      nextTurn,
    );
}

/** Reads the stored entries of each associate and type that the lines are about. `null` where the person has stopped it. */
async function readLists(
  context: StoreContext,
  lists: readonly ListName[],
  { known, readAt }: { readonly known: Stored; readonly readAt: Map<string, number> },
): Promise<Stored | null> {
  const { page, dispatch, now } = context;
  const tick = ticking(() => dispatch({ kind: 'ticked' }));
  const run = startRun({
    items: lists,
    ask: (list) => {
      readAt.set(listKey(list), Date.now());
      return ask('list', { tabId: page.tab.id, as: page.as, ...list });
    },
    width: now().width,
    now: Date.now,
    onChange: tick.soon,
  });
  dispatch({ kind: 'began', running: { what: 'check', run, total: lists.length } });
  await run.whenEnded;
  if (run.isStopped) return null;
  const stored = new Map<string, readonly StoredEntry[] | null>(known);
  run.states.forEach((state, index) => {
    if (state.kind === 'done') stored.set(listKey(lists[index] as ListName), state.value.entries);
  });
  return stored;
}

/** The lines that an earlier run has stored, as far as this browser remembers. */
async function doneLines(context: StoreContext, lines: readonly CheckedLine[]): Promise<Set<number>> {
  const { page, now } = context;
  const keys = await keptKeys(page);
  const done = new Set<number>();
  // An entry that is to be renewed is there already, and is stored once more all the same.
  if (keys.size === 0 || now().source.isRenewal) return done;
  for (const line of lines) {
    // A line with a secret that was typed here is to be stored.
    if (line.match.kind !== 'one' || now().edits.get(line.number)?.SecretValue !== undefined) continue;
    if (keys.has(await doneKey(page.as.tenant, line.match.user.associateId, line))) done.add(line.number);
  }
  return done;
}

/** Reads the rows as they are to be understood by now: with columns, defaults, date order, edits and made secrets. */
function tableOf(state: StoreState): Promise<Table> {
  const { rows, placing, defaults, begun, dateOrder, edits, madeSecrets } = state;
  const made = new Map([...madeSecrets].map(([number, { secret }]) => [number, secret]));
  const reading = { ...placing, defaults, begun, region: REGION, dateOrder, edits, madeSecrets: made };
  return inSlices(readLines(rows, reading), performance, nextTurn);
}
