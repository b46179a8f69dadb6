import { type Encoding, isWorkbook, type Rows, type Separator, writeCells, writeFile } from '../src/table.ts';
import type { Placed } from '../src/table-columns.ts';
import { later, withPart } from '../src/ui/later.ts';
import { text } from '../src/ui/text.ts';
import type { Changed } from './changes.ts';
import { wallClock } from './clock.ts';
import { copy, saveFile } from './out.ts';
import { givenFile, givenText, REGION, withHeading } from './reading.ts';
import { added } from './removed-lines.ts';
import type { StoreContext } from './store-context.ts';
import { isBusy, retryable, storable, triable } from './store-lines.ts';
import { type Given, losesWork, type StoreEvent } from './store-state.ts';

/** The part that acts on a table: the page is drawn without it. */
const whenGiven = later(() => import('./when-given.ts'));

type Work = Awaited<ReturnType<typeof whenGiven>>;

const work = (act: (work: Work) => unknown) => withPart(whenGiven, act);

/** The actions of “Store for many”. */
export type StoreActions = ReturnType<typeof storeActions>;

/** Makes the actions of “Store for many”. */
export function storeActions(context: StoreContext) {
  return { ...inputActions(context), ...mendingActions(context), ...runActions(context) };
}

function asRenewal(given: Given): Given {
  return { ...given, source: { ...given.source, isRenewal: true } };
}

const NAME = ['User', 'Type', 'PublicValue'] as const;

/**
 * True where a table has the heading of another one and an entry in common with it. The heading alone proves nothing: any table may
 * have it.
 */
function goesOn({ rows, placing }: Given, before: Rows): boolean {
  const nameOf = (row: readonly string[]) =>
    JSON.stringify(NAME.map((column) => row[placing.columns.indexOf(column)]));
  const [heading, ...others] = before;
  const names = new Set(others.map(nameOf));
  return (
    JSON.stringify(rows[0]) === JSON.stringify(heading) && rows.slice(1).some((row) => names.has(nameOf(row)))
  );
}

/** Where the table comes from, and how it is read. */
function inputActions(context: StoreContext) {
  const { page, dispatch, now, users, saves } = context;
  const { preset } = page.opened;
  /** Takes another table. What was sent of the earlier one is not told any more, and its secrets are not kept. */
  const replace = (given: Given) => {
    saves.clear();
    dispatch(given);
    void whenGiven();
  };
  /** The last thing given: a table, or a file that is being read. */
  let latest: unknown;
  const give = (given: Given) => {
    latest = given;
    if (losesWork(now(), given)) dispatch({ kind: 'asked', about: 'replace', given });
    else replace(given);
  };
  const refuse = () => dispatch({ kind: 'noted', note: text('notWhileBusy') });
  return {
    giveText: (given: string) => give(givenText(given, preset)),
    renew: (cells: string) => give(asRenewal(givenText(cells, preset))),
    /** Takes the text of the table's field, after each change. */
    typeText: (given: string) => {
      const { source, rows } = now();
      const { bytes, separator } = source;
      const [first = ''] = given.trimStart().split(/[\r\n]/, 1);
      // A separator that was chosen holds as long as it divides the first line: another table may be divided by something else.
      const isHeld = !bytes && separator !== null && first.includes(separator);
      const typed = givenText(given, preset, isHeld ? separator : null);
      give(source.isRenewal && goesOn(typed, rows) ? asRenewal(typed) : typed);
    },
    giveFile: async (file: File) => {
      latest = file;
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        // Another table was given meanwhile.
        if (latest !== file) return;
        // A run or check that has begun meanwhile must not lose its table.
        if (isBusy(now())) refuse();
        else if (isWorkbook(bytes)) dispatch({ kind: 'noted', note: text('fileIsWorkbook', file.name) });
        else give(givenFile(bytes, preset));
      } catch {
        dispatch({ kind: 'noted', note: text('fileUnreadable', file.name) });
      }
    },
    refuse,
    replace: () => {
      const { given } = now();
      if (isBusy(now())) refuse();
      else if (given) replace(given);
    },
    readAs: (choice: { encoding?: Encoding; separator?: Separator | null }) => {
      const { bytes, text: given, isRenewal, ...chosen } = now().source;
      if (bytes) return give(givenFile(bytes, preset, { ...chosen, ...choice }));
      const read = givenText(given, preset, choice.separator);
      give(isRenewal ? asRenewal(read) : read);
    },
    setHeading: (hasHeading: boolean) => give(withHeading(now(), hasHeading, preset)),
    place: (column: number, placed: Placed) => dispatch({ kind: 'placed', column, as: placed }),
    setDefaults: (changes: Extract<StoreEvent, { kind: 'defaulted' }>['changes']) =>
      dispatch({ kind: 'defaulted', changes }),
    check: () => {
      if (isBusy(now()) || now().editing !== null) return;
      users.forget();
      work(({ check }) => check(context, true));
    },
    cancel: () => users.cancel('store'),
    order: (order: 'dmy' | 'mdy') => {
      dispatch({ kind: 'ordered', order });
      work(({ check }) => check(context, false));
    },
  };
}

type Cells = Extract<StoreEvent, { kind: 'edited' }>['changes'];

/** How single lines are mended. */
function mendingActions(context: StoreContext) {
  const { dispatch, now } = context;
  const recheck = () => {
    dispatch({ kind: 'editing', line: null });
    work(({ check }) => check(context, false));
  };
  return {
    /** Checks the table again after an answer, where it is checked already. */
    recheck: () => {
      if (now().phase.kind === 'checked' && !isBusy(now())) recheck();
    },
    outdate: (changed: readonly Changed[]) => {
      dispatch({ kind: 'outdated', changed });
      work(({ refresh }) => refresh(context));
    },
    edit: (line: number | null) => {
      dispatch({ kind: 'editing', line });
      work(({ refresh }) => refresh(context));
    },
    change: (line: number, changes: Cells) => {
      dispatch({ kind: 'edited', line, changes });
      recheck();
    },
    /** @param cells what was typed into the line by then */
    chooseUser: (line: number, associateId: number, cells: Cells = {}) => {
      dispatch({ kind: 'edited', line, changes: cells });
      const { answers } = now();
      dispatch({ kind: 'answered', answers: { users: new Map(answers.users).set(line, associateId) } });
      recheck();
    },
    /** @param cells what was typed into the line by then */
    leaveOut: (line: number, isLeftOut: boolean, cells: Cells = {}) => {
      dispatch({ kind: 'edited', line, changes: cells });
      const leftOut = new Set(now().answers.leftOut);
      if (isLeftOut) leftOut.add(line);
      else leftOut.delete(line);
      dispatch({ kind: 'answered', answers: { leftOut } });
      recheck();
    },
    setInactive: (withInactive: boolean) => {
      dispatch({ kind: 'answered', answers: { withInactive } });
      if (now().phase.kind === 'checked') recheck();
    },
    makeSecrets: () =>
      work(async ({ check, makeSecrets }) => {
        const count = isBusy(now()) ? 0 : makeSecrets(context);
        if (count === 0) return;
        await check(context, false);
        dispatch({ kind: 'noted', note: text('secretsMade', String(count)) });
      }),
    saveSecrets: () =>
      work(({ saveSecrets }) =>
        dispatch({ kind: 'noted', note: text('secretsMade', String(saveSecrets(now()))) }),
      ),
  };
}

/** How lines are stored, removed again, and reported. */
function runActions(context: StoreContext) {
  const { dispatch, now } = context;
  const note = (said: string) => dispatch({ kind: 'noted', note: said });
  const carryOut = (act: (work: Work) => Promise<void>, isWrite = true) =>
    work(async (loaded) => {
      // The person first applies what is typed into a line, or gives it up.
      if (isBusy(now()) || now().editing !== null) return;
      if (isWrite && (await loaded.checkedAnew(context))) return;
      await act(loaded);
      await loaded.refresh(context);
    });
  return {
    filter: (filter: string | null) => dispatch({ kind: 'filtered', filter }),
    widen: (width: Extract<StoreEvent, { kind: 'widened' }>['width']) => dispatch({ kind: 'widened', width }),
    askAbout: (about: 'store' | 'again' | 'undo' | null) => dispatch({ kind: 'asked', about }),
    tryOne: () => carryOut(({ tryOne }) => tryOne(context, triable(now()))),
    store: () => carryOut(({ store }) => store(context, storable(now()), 'store')),
    again: () => {
      const left = retryable(now());
      carryOut(({ store, tryOne }) =>
        now().hasStored ? store(context, left, 'store') : tryOne(context, left[0]),
      );
    },
    // No check is needed first: each entry is read before it is removed.
    undo: () => carryOut(({ undo }) => undo(context, added(now())), false),
    tick: () => dispatch({ kind: 'ticked' }),
    saveReport: () =>
      work(({ reportOf }) => {
        const name = `keyring-report-${wallClock(new Date()).slice(0, 10)}.csv`;
        saveFile(name, writeFile(reportOf(now()), REGION));
        dispatch({ kind: 'reported' });
      }),
    copyReport: async () => {
      const { reportOf } = await whenGiven();
      const isCopied = await copy(writeCells(reportOf(now())));
      if (isCopied) dispatch({ kind: 'reported' });
      note(text(isCopied ? 'reportCopied' : 'reportNotCopied'));
    },
    clearClipboard: async () => note(text((await copy('')) ? 'clipboardCleared' : 'clipboardNotCleared')),
  };
}
