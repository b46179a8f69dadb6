import { useMemo, useRef } from 'preact/hooks';
import { type TextKey, text } from '../src/ui/text.ts';
import { Chips } from './chips.tsx';
import { wallClock } from './clock.ts';
import { Confirm } from './confirm.tsx';
import { Entries } from './entries.tsx';
import { RunBar } from './run-bar.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import type { WhoProps } from './who-panel.tsx';
import { chosenOf, inOrder, search } from './who-rows.ts';
import { type EntryRow, isBusy, MARKS, rowsOf } from './who-state.ts';

/** The entries of users: shown, searched, and with what can be done with them. */
export function Results({ page, state, actions, onRenew }: WhoProps) {
  const now = wallClock(new Date());
  const rows = useMemo(
    () => rowsOf(state, now),
    // The time is left out: rows are not made anew for the minute alone.
    [state.questions, state.answers, state.removals],
  );
  const found = useMemo(() => search(rows, state.search, now), [rows, state.search]);
  const shown = useMemo(() => inOrder(found, state, now), [found, state.mark, state.sorting]);
  const mayWrite = page.opened.preset.manyAtOnce === 'full';
  return (
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
          onChoose={(mark) => actions.set({ mark })}
        />
        <input
          type="search"
          aria-label={text('searchEntries')}
          placeholder={text('searchEntries')}
          value={state.search}
          onInput={({ currentTarget }) => actions.set({ search: currentTarget.value })}
        />
      </div>
      {rows.length > 0 && found.length === 0 ? (
        <p class="hint">{text('noRowFound')}</p>
      ) : (
        <Entries
          state={state}
          rows={shown}
          now={now}
          mayWrite={mayWrite}
          onSort={(sorting) => actions.set({ sorting })}
          onChoose={(chosen) => actions.set({ chosen })}
          onAskAgain={actions.askAgain}
        />
      )}
      <Taking {...{ page, state, actions, onRenew, shown, mayWrite }} />
    </>
  );
}

interface TakingProps extends WhoProps {
  readonly shown: readonly EntryRow[];
  readonly mayWrite: boolean;
}

/** The actions for the rows that are shown, and for those of them that are ticked. */
function Taking(props: TakingProps) {
  const { running } = props.state;
  const part = useRef<HTMLDivElement>(null);
  useKeptFocus(part);
  return (
    <div ref={part}>
      {running?.what === 'remove' && (
        <div class="row">
          <RunBar run={running.run} total={running.total} onChange={props.actions.tick} />
        </div>
      )}
      {!isBusy(props.state) && <RowActions {...props} />}
    </div>
  );
}

function RowActions({ page, state, actions, onRenew, shown, mayWrite }: TakingProps) {
  const chosen = chosenOf(shown, state);
  const removable = chosen.filter(({ entry }) => entry !== null);
  const out = shown.filter(({ failure, removal }) => !failure && removal?.kind !== 'done');
  const people = new Set(removable.map(({ user }) => user.associateId)).size;
  const choose = (keys: Iterable<string>) => actions.set({ chosen: new Set(keys) });
  const steps: readonly (readonly [TextKey, isOn: boolean, act: () => void])[] = [
    ['saveAsFile', shown.length > 0, () => actions.save(out)],
    ['copy', shown.length > 0, () => actions.copy(out)],
    ...(mayWrite
      ? ([
          // Rows that were ticked before stay so, even where another search does not show them.
          ['chooseAll', shown.length > 0, () => choose([...state.chosen, ...out.map(({ key }) => key)])],
          ['chooseNone', state.chosen.size > 0, () => choose([])],
          ['renew', chosen.length > 0, () => actions.renew(chosen, onRenew)],
          ['removeChosen', removable.length > 0, () => actions.set({ isAsking: true })],
        ] as const)
      : []),
  ];
  return (
    <>
      <div class="row">
        {steps.map(([name, isOn, act]) => (
          <button key={name} type="button" aria-disabled={!isOn} onClick={() => isOn && act()}>
            {text(name)}
          </button>
        ))}
        <p class="hint">{chosen.length > 0 && text('chosenCount', String(chosen.length))}</p>
      </div>
      {state.isAsking && removable.length > 0 && (
        <Confirm
          question={text('confirmRemoveMany', String(removable.length), String(people), page.as.tenant)}
          yes={text('removeEntries', String(removable.length))}
          onYes={() => actions.remove(removable)}
          onNo={() => actions.set({ isAsking: false })}
        />
      )}
    </>
  );
}
