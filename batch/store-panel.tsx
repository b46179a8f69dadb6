import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { later, useLater } from '../src/ui/later.ts';
import { ForAll } from './for-all.tsx';
import type { Page } from './page.ts';
import type { StoreActions } from './store-actions.ts';
import { StoreBar } from './store-bar.tsx';
import { changeId, isBusy } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { TableInput } from './table-input.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

/** The part that shows the table, and mends its lines. */
const whenChecked = later(() => import('./when-checked.ts'));

interface Props {
  readonly page: Page;
  readonly state: StoreState;
  readonly actions: StoreActions;
  readonly onTemplate: () => void;
}

/** False where this page has stored lines itself: they say so, and need no note. */
function tellsKept({ hasStored, results, lines }: StoreState): boolean {
  return !hasStored && (results.size === 0 || lines.some(({ state }) => state === 'done'));
}

/** Puts the focus back where it came from, once a line is mended. */
function useFocusBack(editing: number | null): void {
  const wasEditing = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (editing === null) document.getElementById(changeId(wasEditing.current))?.focus();
    wasEditing.current = editing;
  }, [editing]);
}

/** “Store for many”: takes a table, checks and stores its lines, and tells how each ended. */
export function StorePanel({ page, state, actions, onTemplate }: Props) {
  const isLocked = isBusy(state);
  const editing = state.lines.find(({ number, past }) => number === state.editing && past === undefined);
  // A change of columns or of “For all” would close the line, and lose what is typed into it.
  const isEditing = state.editing !== null;
  const loaded = useLater(whenChecked);
  const isChecked = state.phase.kind === 'checked';
  const part = useRef<HTMLDivElement>(null);
  useFocusBack(state.editing);
  useKeptFocus(part, !isLocked);
  const errors = useMemo(
    () => loaded?.errorsForAll(state) ?? {},
    [loaded, state.lines, state.phase, state.defaults],
  );
  // The input is drawn anew when it changes, and not with each tick of a run: a table can be long.
  const input = useMemo(
    () => (
      <>
        <TableInput
          value={state.source.text}
          isLocked={isLocked}
          isCovered={isChecked}
          onText={actions.typeText}
          onFile={actions.giveFile}
          onTemplate={onTemplate}
        />
        {loaded && (
          <loaded.Columns
            state={state}
            isLocked={isLocked || isEditing}
            onPlace={actions.place}
            onHeading={actions.setHeading}
            onReadAs={actions.readAs}
          />
        )}
        <ForAll
          defaults={state.defaults}
          preset={page.opened.preset}
          errors={errors}
          isLocked={isLocked || isEditing}
          onChange={actions.setDefaults}
        />
      </>
    ),
    [
      state.source,
      state.rows,
      state.placing,
      state.defaults,
      errors,
      state.asking,
      isLocked,
      isEditing,
      isChecked,
      loaded,
    ],
  );
  return (
    <div ref={part}>
      <div class="section input">
        {loaded && !isLocked && !editing && tellsKept(state) && (
          <loaded.KeptNote page={page} asOf={state.hasStored} onForget={actions.recheck} />
        )}
        {input}
        <StoreBar page={page} state={state} actions={actions} loaded={loaded} />
      </div>
      {isChecked && !editing && loaded && <loaded.Questions state={state} actions={actions} />}
      {editing && loaded && (
        <loaded.LineEditor key={editing.number} line={editing} state={state} actions={actions} />
      )}
      {loaded && state.lines.length > 0 && (state.phase.kind !== 'input' || state.results.size > 0) && (
        <loaded.Lines state={state} actions={actions} />
      )}
    </div>
  );
}
