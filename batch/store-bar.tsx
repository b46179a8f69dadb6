import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../src/ui/text.ts';
import type { Page } from './page.ts';
import { unreadColumns } from './reading.ts';
import { RunBar } from './run-bar.tsx';
import type { StoreActs } from './store-acts.ts';
import {
  added,
  again,
  hasMadeSecret,
  isBusy,
  isUnread,
  peopleIn,
  type ShownLine,
  storable,
  triable,
} from './store-lines.ts';
import type { StoreState } from './store-state.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { WIDTHS, type Width } from './width.ts';

interface Props {
  readonly page: Page;
  readonly state: StoreState;
  readonly acts: StoreActs;
}

/** What can be done next with the table, or with what runs. */
export function StoreBar(props: Props) {
  const bar = useRef<HTMLDivElement>(null);
  useKeptFocus(bar);
  return (
    <div ref={bar}>
      <Next {...props} />
    </div>
  );
}

function Next({ page, state, acts }: Props) {
  const { running, asking, phase, rows } = state;
  if (running)
    return (
      <div class="row">
        <RunBar run={running.run} total={running.total} onChange={acts.tick} />
      </div>
    );
  const busy = isBusy(state);
  // What is typed into a line is applied first, or given up.
  const ready = phase.kind === 'checked' && state.editing === null ? storable(state) : [];
  const canTry = !state.hasStored && !state.tried && triable(state) !== undefined;
  const cannotCheck = busy || rows.length === 0 || state.editing !== null;
  return (
    <>
      <div class="row">
        <button
          type="button"
          class={ready.length > 0 || again(state).length > 0 || asking ? undefined : 'main'}
          aria-disabled={cannotCheck}
          onClick={() => cannotCheck || acts.check()}
        >
          {text('check')}
        </button>
        {phase.kind === 'users' && (
          <button type="button" onClick={acts.cancel}>
            {text('cancel')}
          </button>
        )}
        {ready.length > 0 && asking === null && (
          <>
            {canTry && (
              <button type="button" onClick={acts.tryOne}>
                {text('tryOne')}
              </button>
            )}
            <button type="button" class="main" onClick={() => acts.askAbout('store')}>
              {text('store')}
            </button>
          </>
        )}
        <label class="width">
          {text('atOnce')}{' '}
          <select
            value={state.width}
            disabled={busy}
            onChange={({ currentTarget }) => acts.widen(Number(currentTarget.value) as Width)}
          >
            {WIDTHS.map((width) => (
              <option key={width} value={width}>
                {width}
              </option>
            ))}
          </select>
        </label>
      </div>
      {asking === 'store' && (
        <Confirm
          question={questionOf(ready, { page, state })}
          yes={text('storeEntries', String(ready.length))}
          onYes={acts.store}
          onNo={() => acts.askAbout(null)}
        />
      )}
      {asking === 'replace' && (
        <Confirm
          question={text('confirmReplace')}
          yes={text('replaceTable')}
          onYes={acts.replace}
          onNo={() => acts.askAbout(null)}
        />
      )}
      {(state.hasStored || state.results.size > 0) && !busy && (
        <Report page={page} state={state} acts={acts} />
      )}
    </>
  );
}

/** What a person agrees to: how much is stored, and what they may not have meant so. */
function questionOf(lines: readonly ShownLine[], { page, state }: Pick<Props, 'page' | 'state'>): string {
  const replaced = lines.filter((line) => line.state === 'replaces').length;
  const unknown = lines.filter((line) => isUnread(state, line)).length;
  const warned = lines.filter(({ warnings }) => warnings.length > 0).length;
  const made = lines.filter((line) => hasMadeSecret(state, line)).length;
  const unread = unreadColumns(state);
  return [
    text('confirmStore', String(lines.length), String(peopleIn(lines)), page.as.tenant),
    replaced > 0 && text('withReplaced', String(replaced)),
    unknown > 0 && text('withUnread', String(unknown)),
    warned > 0 && text('withWarnings', String(warned)),
    made > 0 && text('withMadeSecrets', String(made)),
    unread.length > 0 && text('unreadColumns', unread.join(', ')),
  ]
    .filter(Boolean)
    .join(' ');
}

/** What can be done once a run is over. */
function Report({ page, state, acts }: Props) {
  // What is typed into a line, or changed for all, is applied first.
  const isSettled = state.phase.kind === 'checked' && state.editing === null;
  // What was tried is tried one by one.
  const left = isSettled ? again(state).slice(0, state.hasStored ? undefined : 1) : [];
  // What would be replaced, or may not be meant so, nobody has agreed to yet.
  const isAgreed = left.every(
    (line) => line.state === 'ready' && line.before !== null && line.warnings.length === 0,
  );
  const fresh = state.editing === null ? added(state).length : 0;
  return (
    <>
      <div class="row">
        {left.length > 0 && state.asking === null && (
          <button type="button" class="main" onClick={isAgreed ? acts.again : () => acts.askAbout('again')}>
            {text('again')}
          </button>
        )}
        <button type="button" onClick={acts.saveReport}>
          {text('saveReport')}
        </button>
        <button type="button" onClick={acts.copyReport}>
          {text('copyReport')}
        </button>
        {fresh > 0 && state.asking === null && (
          <button type="button" onClick={() => acts.askAbout('undo')}>
            {text('undo')}
          </button>
        )}
        <button type="button" onClick={acts.clearClipboard}>
          {text('clearClipboard')}
        </button>
        <p class="hint">{text('hintClipboard')}</p>
      </div>
      {state.asking === 'again' && (
        <Confirm
          question={questionOf(left, { page, state })}
          yes={text('storeEntries', String(left.length))}
          onYes={acts.again}
          onNo={() => acts.askAbout(null)}
        />
      )}
      {state.asking === 'undo' && (
        <Confirm
          question={text('confirmUndo', String(fresh), page.as.tenant)}
          yes={text('removeEntries', String(fresh))}
          onYes={acts.undo}
          onNo={() => acts.askAbout(null)}
        />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question in place. The focus goes to the way back, as what is done cannot be undone by a key too many. */
export function Confirm({ question, yes, onYes, onNo }: ConfirmProps) {
  const back = useRef<HTMLButtonElement>(null);
  // Once: whoever has gone on to the other button stays there.
  useLayoutEffect(() => back.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs
    <div class="row confirm" role="group" aria-label={question}>
      <p>{question}</p>
      <button type="button" ref={back} onClick={onNo}>
        {text('cancel')}
      </button>
      <button type="button" class="main" onClick={onYes}>
        {yes}
      </button>
    </div>
  );
}
