import { useMemo } from 'preact/hooks';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { Chips } from './chips.tsx';
import { wallClock } from './clock.ts';
import { Entries, inOrder, SORTED } from './entries.tsx';
import type { Page } from './page.ts';
import { RunBar } from './run-bar.tsx';
import { Confirm } from './store-bar.tsx';
import type { WhoActs } from './use-who.ts';
import { type EntryRow, isBusy, MARKS, rowsOf, typesOf, type WhoState } from './who-state.ts';

interface Props {
  readonly page: Page;
  readonly state: WhoState;
  readonly acts: WhoActs;
  /** Hands people to “Store for many”, to be given new secrets. */
  readonly onRenew: (cells: string) => void;
}

/** “Who has what”: all users are asked, and what they have is shown, searched, saved and removed. */
export function WhoPanel({ page, state, acts, onRenew }: Props) {
  const now = wallClock(new Date());
  const rows = useMemo(
    () => rowsOf(state, now),
    // The minute is of no interest while nothing else changes.
    [state.questions, state.answers, state.removals],
  );
  const found = useMemo(() => search(rows, state), [rows, state.search]);
  const shown = useMemo(
    () =>
      inOrder(
        found.filter(({ marks }) => (state.mark ? marks.includes(state.mark) : !marks.includes('hasNone'))),
        state.sorting,
      ),
    [found, state.mark, state.sorting],
  );
  const mayWrite = page.opened.preset.manyAtOnce === 'full';
  return (
    <>
      <Asking state={state} acts={acts} />
      {state.hasAsked && (
        <>
          <div class="row find">
            <Chips
              label={text('filterEntries')}
              chips={MARKS.map((name) => ({
                name,
                label: text(name),
                count: found.filter(({ marks }) => marks.includes(name)).length,
              }))}
              chosen={state.mark}
              onChoose={(mark) => acts.set({ mark })}
            />
            <input
              type="search"
              aria-label={text('searchEntries')}
              placeholder={text('searchEntries')}
              value={state.search}
              onInput={({ currentTarget }) => acts.set({ search: currentTarget.value })}
            />
          </div>
          <Entries
            state={state}
            rows={shown}
            now={now}
            mayWrite={mayWrite}
            onSort={(sorting) => acts.set({ sorting })}
            onChoose={(chosen) => acts.set({ chosen })}
            onAskAgain={acts.askAgain}
          />
          <Taking {...{ page, state, acts, onRenew, rows, shown, mayWrite }} />
        </>
      )}
    </>
  );
}

function search(rows: readonly EntryRow[], { search: wanted }: WhoState): readonly EntryRow[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const texts = Object.values(SORTED);
  return rows.filter((row) => {
    const all = texts
      .map((of) => of(row))
      .join('\n')
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

function Asking({ state, acts }: Pick<Props, 'state' | 'acts'>) {
  const isLocked = isBusy(state);
  const cannotAsk = isLocked || typesOf(state).length === 0;
  const tick = (type: string, isTicked: boolean) => {
    const ticked = new Set(state.ticked);
    if (isTicked) ticked.add(type);
    else ticked.delete(type);
    acts.set({ ticked });
  };
  return (
    <div class="section">
      <fieldset class="group" disabled={isLocked}>
        <legend>{text('types')}</legend>
        <div class="row">
          {state.types.map((type) => (
            <label key={type} class="check">
              <input
                type="checkbox"
                checked={state.ticked.has(type)}
                onChange={({ currentTarget }) => tick(type, currentTarget.checked)}
              />
              {type}
            </label>
          ))}
        </div>
        <Field name="other-type" label={text('otherType')} hint={text('hintOtherType')}>
          {(inputProps) => (
            <input
              {...inputProps}
              type="text"
              autocomplete="off"
              spellcheck={false}
              value={state.other}
              onInput={({ currentTarget }) => acts.set({ other: currentTarget.value })}
            />
          )}
        </Field>
        <label class="check">
          <input
            type="checkbox"
            checked={state.withInactive}
            onChange={({ currentTarget }) => acts.set({ withInactive: currentTarget.checked })}
          />
          {text('withInactive')}
        </label>
      </fieldset>
      <div class="row">
        {state.running ? (
          <RunBar run={state.running.run} total={state.running.total} onChange={acts.tick} />
        ) : (
          <button
            type="button"
            class="main"
            aria-disabled={cannotAsk}
            onClick={() => cannotAsk || acts.ask()}
          >
            {text('ask')}
          </button>
        )}
        {state.reading !== null && (
          <button type="button" onClick={acts.cancel}>
            {text('cancel')}
          </button>
        )}
      </div>
    </div>
  );
}

interface TakingProps extends Props {
  readonly rows: readonly EntryRow[];
  readonly shown: readonly EntryRow[];
  readonly mayWrite: boolean;
}

/** What can be done with the rows that are shown, and with those that are ticked. */
function Taking({ page, state, acts, onRenew, rows, shown, mayWrite }: TakingProps) {
  const chosen = rows.filter(({ key }) => state.chosen.has(key));
  const removable = chosen.filter(({ entry }) => entry !== null);
  const out = shown.filter(({ failure, removal }) => !failure && removal?.kind !== 'done');
  const people = new Set(removable.map(({ user }) => user.associateId)).size;
  if (isBusy(state)) return null;
  return (
    <>
      <div class="row">
        <button type="button" onClick={() => acts.save(out)}>
          {text('saveAsFile')}
        </button>
        <button type="button" onClick={() => acts.copy(out)}>
          {text('copy')}
        </button>
        {mayWrite && (
          <>
            <button type="button" onClick={() => acts.set({ chosen: new Set(out.map(({ key }) => key)) })}>
              {text('chooseAll')}
            </button>
            <button
              type="button"
              aria-disabled={chosen.length === 0}
              onClick={async () => chosen.length > 0 && onRenew(await acts.cells(chosen))}
            >
              {text('renew')}
            </button>
            <button
              type="button"
              aria-disabled={removable.length === 0}
              onClick={() => removable.length > 0 && acts.set({ isAsking: true })}
            >
              {text('removeChosen')}
            </button>
            <p class="hint">{chosen.length > 0 && text('chosenCount', String(chosen.length))}</p>
          </>
        )}
      </div>
      {state.isAsking && removable.length > 0 && (
        <Confirm
          question={text('confirmRemoveMany', String(removable.length), String(people), page.as.tenant)}
          yes={text('removeEntries', String(removable.length))}
          onYes={() => acts.remove(removable)}
          onNo={() => acts.set({ isAsking: false })}
        />
      )}
    </>
  );
}
