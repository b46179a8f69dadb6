import { useRef } from 'preact/hooks';
import { text } from '../src/ui/text.ts';
import type { Page } from './page.ts';
import { RunBar } from './run-bar.tsx';
import type { StoreActions } from './store-actions.ts';
import { isBusy, retryable, storable, triable } from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { WIDTHS, type Width } from './width.ts';

interface Props {
  readonly page: Page;
  readonly state: StoreState;
  readonly actions: StoreActions;
  /** The part that asks and reports; `undefined` until it is loaded. */
  readonly loaded: typeof import('./when-checked.ts') | undefined;
}

/** The next actions for the table, or for the run. */
export function StoreBar(props: Props) {
  const bar = useRef<HTMLDivElement>(null);
  useKeptFocus(bar);
  return (
    <div ref={bar}>
      <Next {...props} />
    </div>
  );
}

function Next({ page, state, actions, loaded }: Props) {
  const { running, asking, phase, rows } = state;
  if (running)
    return (
      <div class="row">
        <RunBar run={running.run} total={running.total} onChange={actions.tick} />
      </div>
    );
  const busy = isBusy(state);
  // The person first applies what is typed into a line, or gives it up.
  const ready = phase.kind === 'checked' && state.editing === null ? storable(state) : [];
  const canTry = !state.hasStored && !state.tried && triable(state) !== undefined;
  const hasReport = state.hasStored && phase.kind === 'checked';
  const hasOther = ready.length > 0 || retryable(state).length > 0 || asking !== null || hasReport;
  const cannotCheck = busy || rows.length === 0 || state.editing !== null;
  return (
    <>
      <div class="row">
        <button
          type="button"
          class={hasOther ? undefined : 'main'}
          aria-disabled={cannotCheck}
          onClick={() => cannotCheck || actions.check()}
        >
          {text('check')}
        </button>
        {phase.kind === 'users' && (
          <button type="button" onClick={actions.cancel}>
            {text('cancel')}
          </button>
        )}
        {ready.length > 0 && asking === null && (
          <>
            {canTry && (
              <button type="button" onClick={actions.tryOne}>
                {text('tryOne')}
              </button>
            )}
            <button type="button" class="main" onClick={() => actions.askAbout('store')}>
              {text('store')}
            </button>
          </>
        )}
        <label class="width">
          {text('atOnce')}{' '}
          <select
            value={state.width}
            disabled={busy}
            onChange={({ currentTarget }) => actions.widen(Number(currentTarget.value) as Width)}
          >
            {WIDTHS.map((width) => (
              <option key={width} value={width}>
                {width}
              </option>
            ))}
          </select>
        </label>
      </div>
      {asking === 'store' && loaded && (
        <loaded.Confirm
          question={loaded.questionOf(ready, { page, state })}
          yes={text('storeEntries', String(ready.length))}
          onYes={actions.store}
          onNo={() => actions.askAbout(null)}
        />
      )}
      {asking === 'replace' && loaded && (
        <loaded.Confirm
          question={text('confirmReplace')}
          yes={text('replaceTable')}
          onYes={actions.replace}
          onNo={() => actions.askAbout(null)}
        />
      )}
      {loaded && (state.hasStored || state.results.size > 0) && !busy && (
        <loaded.Report page={page} state={state} actions={actions} />
      )}
    </>
  );
}
