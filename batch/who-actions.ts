import { isEqual, isSignInType } from '../src/credentials.ts';
import { entryRows, type OwnedEntry } from '../src/entry-rows.ts';
import { type ListName, listKey, listName } from '../src/lists.ts';
import { type Region, type Rows, writeCells, writeFile } from '../src/table.ts';
import { COLUMNS, type Column } from '../src/table-columns.ts';
import type { UserIndex } from '../src/table-users.ts';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import { type Changed, telling } from './changes.ts';
import { wallClock } from './clock.ts';
import { COLUMN_TEXTS } from './line-words.ts';
import { copy, saveFile } from './out.ts';
import type { Page } from './page.ts';
import { REGION } from './reading.ts';
import { hasFoundOther, isOpen, noteOpen, removeUnchanged } from './remove-unchanged.ts';
import { isBegun, startRun } from './run.ts';
import { ticking } from './ticking.ts';
import type { UserSource } from './users.ts';
import { removedWords } from './who-outcome.ts';
import { chosenOf, inOrder, search } from './who-rows.ts';
import { type EntryRow, type Question, rowsOf, typesOf, type WhoEvent, type WhoState } from './who-state.ts';

/** What the actions of “Who has what” work with. */
interface WhoContext {
  readonly page: Page;
  readonly users: UserSource;
  readonly dispatch: (event: WhoEvent) => void;
  /** Tells the other tab which lists have changed: it no longer knows what they hold. */
  readonly changed: (changed: readonly Changed[]) => void;
  readonly now: () => WhoState;
}

/** Asks of each user what they have of each type. */
export async function askAll(context: WhoContext): Promise<void> {
  const { users, dispatch, now } = context;
  dispatch({ kind: 'reading', count: 0 });
  users.forget();
  const read = await users.load('who', (count) => dispatch({ kind: 'reading', count }));
  if (!read.ok) return dispatch({ kind: 'notRead', failure: read.failure });
  const { withInactive } = now();
  const asked = read.value.all.filter(({ mark }) => mark === null || (withInactive && mark === 'inactive'));
  const types = typesOf(now()).filter((type) => !isSignInType(type));
  const questions = asked.flatMap((user) => types.map((type): Question => ({ user, type })));
  dispatch({ kind: 'asked', questions, index: read.value.index });
  await askQuestions(context, questions);
}

/** Asks some questions: all, or once more those whose list could not be read. */
export async function askQuestions(context: WhoContext, questions: readonly Question[]): Promise<void> {
  const { page, dispatch, now } = context;
  const asked = questions.map(({ user, type }) => listName(user, type));
  const tick = ticking(() => {
    const answers = new Map(now().answers);
    run.states.forEach((state, index) => {
      answers.set(listKey(asked[index] as ListName), state);
    });
    dispatch({ kind: 'ticked', answers });
  });
  const run = startRun({
    items: asked,
    ask: (list) => ask('list', { tabId: page.tab.id, as: page.as, ...list }),
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what: 'ask', run, total: questions.length }, tick.now);
}

/** Shows a run until it has ended. */
async function follow(
  { dispatch }: WhoContext,
  running: NonNullable<WhoState['running']>,
  tick: () => void,
): Promise<void> {
  dispatch({ kind: 'began', running });
  await running.run.whenEnded;
  tick();
  dispatch({ kind: 'ended' });
}

/** Removes the entries of some rows. */
export async function removeRows(context: WhoContext, rows: readonly EntryRow[]): Promise<void> {
  const { page, dispatch, now, changed } = context;
  const removalOf = ({ key, user, type, entry }: EntryRow) => ({
    tabId: page.tab.id,
    id: `${page.form} remove ${key}`,
    as: page.as,
    associateId: user.associateId,
    type,
    publicValue: entry?.PublicValue ?? '',
  });
  const tell = telling<EntryRow, null>(
    rows,
    ({ user, type, entry }, state) => {
      const at = state.kind === 'done' && state.at;
      return {
        ...listName(user, type),
        removed: at && entry ? { publicValue: entry.PublicValue, at } : null,
      };
    },
    changed,
  );
  const tick = ticking(() => {
    const removals = new Map(now().removals);
    run.states.forEach((state, index) => {
      const { key } = rows[index] as EntryRow;
      // A removal that was not begun does not hide that the end of an earlier one is unknown.
      if (isBegun(state) || removals.get(key)?.kind !== 'unknown') removals.set(key, state);
    });
    noteOpen(page, run, rows.map(removalOf));
    dispatch({ kind: 'ticked', removals });
    tell(run);
  });
  const run = startRun<EntryRow, null>({
    items: rows,
    // Somebody may have renewed the entry since it was read.
    ask: (row) => removeUnchanged(removalOf(row), (entry) => row.entry !== null && isEqual(entry, row.entry)),
    settle: (row) => ask('checkRemoval', removalOf(row)),
    mayBeDone: (row) => isOpen(page, removalOf(row)),
    now: Date.now,
    onChange: tick.soon,
  });
  await follow(context, { what: 'remove', run, total: rows.length }, tick.now);
  // The person has to see what is stored there by now before it is removed.
  const changedRows = rows.filter((_, index) => hasFoundOther(run.states[index]));
  const lists = changedRows.map(({ user, type }) => listName(user, type));
  if (lists.length > 0) dispatch({ kind: 'outdated', lists });
  // A row that is gone by now cannot show how its removal ended: the note tells it.
  const ends = run.states.filter((_, index) => !now().removals.has((rows[index] as EntryRow).key));
  if (ends.length > 0) dispatch({ kind: 'set', changes: { note: removedWords(ends) } });
}

/** The cells of rows that are to be stored again. The dates are left empty, for new ones. */
export function renewalOf(context: WhoContext, rows: readonly EntryRow[]): string {
  return writeCells(cellsOf(context, rows, null));
}

/** The cells that “Store for many” reads. The secrets are empty, as they are not known here. */
function cellsOf({ page, now }: WhoContext, rows: readonly EntryRow[], region: Region | null = REGION): Rows {
  // A user who has none gets a line for each type.
  const entries = rows.flatMap((row): readonly OwnedEntry[] =>
    row.entry ? [row] : row.lacks.map((type) => ({ ...row, type })),
  );
  return entryRows(entries, {
    index: now().index as UserIndex,
    region,
    hasEnd: page.opened.preset.validityDays > 0,
    texts: TEXTS,
  });
}

const TEXTS = {
  headings: Object.fromEntries(COLUMNS.map((column) => [column, text(COLUMN_TEXTS[column])])) as {
    readonly [C in Column]: string;
  },
  yes: text('yes'),
  no: text('no'),
};

/** Saves rows as a file, written as in the person's region. */
export function saveRows(context: WhoContext, rows: readonly EntryRow[]): void {
  const name = `keyring-${wallClock(new Date()).slice(0, 10)}.csv`;
  saveFile(name, writeFile(cellsOf(context, rows), REGION));
}

/** Saves a table for “Store for many” to read: a heading, and the rows that are ticked. */
export function saveTemplate(context: WhoContext): void {
  const state = context.now();
  const clock = wallClock(new Date());
  const shown = inOrder(search(rowsOf(state, clock), state.search, clock), state, clock);
  saveFile('keyring-template.csv', writeFile(cellsOf(context, chosenOf(shown, state)), REGION));
}

/** Copies rows to the clipboard, as cells. */
export async function copyRows(context: WhoContext, rows: readonly EntryRow[]): Promise<void> {
  const isCopied = await copy(writeCells(cellsOf(context, rows)));
  context.dispatch({
    kind: 'set',
    changes: { note: isCopied ? text('rowsCopied', String(rows.length)) : text('reportNotCopied') },
  });
}
