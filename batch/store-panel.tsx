import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Columns } from './columns.tsx';
import { ForAll } from './for-all.tsx';
import { LineEditor } from './line-editor.tsx';
import { changeId, Lines } from './lines.tsx';
import type { Page } from './page.ts';
import { Questions } from './questions.tsx';
import type { StoreActs } from './store-acts.ts';
import { StoreBar } from './store-bar.tsx';
import { isBusy } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { TableInput } from './table-input.tsx';

interface Props {
  readonly page: Page;
  readonly state: StoreState;
  readonly acts: StoreActs;
}

/** “Store for many”: a table in, its lines checked, stored, and told how each ended. */
export function StorePanel({ page, state, acts }: Props) {
  const isLocked = isBusy(state);
  const editing = state.lines.find(({ number }) => number === state.editing);
  const isChecked = state.phase.kind === 'checked';
  const wasEditing = useRef<number | null>(null);
  // The focus goes back to where it came from.
  useLayoutEffect(() => {
    if (state.editing === null) document.getElementById(changeId(wasEditing.current))?.focus();
    wasEditing.current = state.editing;
  }, [state.editing]);
  // Drawn anew when it changes, and not with each tick of a run: a table can be long.
  const input = useMemo(
    () => (
      <>
        <TableInput
          value={state.source.text}
          isLocked={isLocked}
          onText={acts.giveText}
          onFile={acts.giveFile}
          onTemplate={acts.saveTemplate}
        />
        <Columns
          state={state}
          isLocked={isLocked}
          onPlace={acts.place}
          onHeading={acts.setHeading}
          onReadAs={acts.readAs}
        />
        <ForAll
          defaults={state.defaults}
          preset={page.opened.preset}
          isLocked={isLocked}
          onChange={acts.setDefaults}
        />
      </>
    ),
    [state.source, state.rows, state.placing, state.defaults, isLocked],
  );
  return (
    <>
      <div class="section input">
        {input}
        <StoreBar page={page} state={state} acts={acts} />
      </div>
      {isChecked && <Questions state={state} acts={acts} />}
      {editing && (
        <LineEditor
          key={editing.number}
          line={editing}
          onChange={(cells) => acts.change(editing.number, cells)}
          onChooseUser={(associateId) => acts.chooseUser(editing.number, associateId)}
          onLeaveOut={(isLeftOut) => acts.leaveOut(editing.number, isLeftOut)}
          onClose={() => acts.edit(null)}
        />
      )}
      {state.lines.length > 0 && (state.phase.kind !== 'input' || state.results.size > 0) && (
        <Lines state={state} acts={acts} />
      )}
    </>
  );
}
