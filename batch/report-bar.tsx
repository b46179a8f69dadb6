import { text } from '../src/ui/text.ts';
import { Confirm } from './confirm.tsx';
import { hasMadeSecret } from './made-secrets.ts';
import type { Page } from './page.ts';
import { unreadColumns } from './reading.ts';
import { added } from './removed-lines.ts';
import type { StoreActions } from './store-actions.ts';
import { isUnread, peopleIn, retryable, type ShownLine, storable } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

interface Props {
  readonly page: Page;
  readonly state: StoreState;
  readonly actions: StoreActions;
}

/** The question that a person agrees to: how much is stored, and what they may not have meant so. */
export function questionOf(
  lines: readonly ShownLine[],
  { page, state }: Pick<Props, 'page' | 'state'>,
): string {
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

/** The actions once a run is over. */
export function Report({ page, state, actions }: Props) {
  // Edits of a line or of “For all” have to be applied first.
  const isSettled = state.phase.kind === 'checked' && state.editing === null;
  // After “Try with one”, one line at a time is tried again.
  const left = isSettled ? retryable(state).slice(0, state.hasStored ? undefined : 1) : [];
  // Nobody has agreed yet to a line that replaces an entry, may not be meant so, or could not be compared.
  const isAgreed = left.every(
    (line) => line.state === 'ready' && line.before !== null && line.warnings.length === 0,
  );
  // Nothing is left to be stored. Lines may still wait to be mended.
  const isAllDone =
    state.hasStored && isSettled && left.length + storable(state).length === 0 && state.asking === null;
  const fresh = state.editing === null ? added(state).length : 0;
  return (
    <>
      <div class="row">
        {left.length > 0 && state.asking === null && (
          <button
            type="button"
            class="main"
            onClick={isAgreed ? actions.again : () => actions.askAbout('again')}
          >
            {text('again')}
          </button>
        )}
        <button type="button" class={isAllDone ? 'main' : undefined} onClick={actions.saveReport}>
          {text('saveReport')}
        </button>
        <button type="button" onClick={actions.copyReport}>
          {text('copyReport')}
        </button>
        {fresh > 0 && state.asking === null && (
          <button type="button" onClick={() => actions.askAbout('undo')}>
            {text('undo')}
          </button>
        )}
        <button type="button" onClick={actions.clearClipboard}>
          {text('clearClipboard')}
        </button>
        <p class="hint">{text('hintClipboard')}</p>
      </div>
      {state.asking === 'again' && (
        <Confirm
          question={questionOf(left, { page, state })}
          yes={text('storeEntries', String(left.length))}
          onYes={actions.again}
          onNo={() => actions.askAbout(null)}
        />
      )}
      {state.asking === 'undo' && (
        <Confirm
          question={text('confirmUndo', String(fresh), page.as.tenant)}
          yes={text('removeEntries', String(fresh))}
          onYes={actions.undo}
          onNo={() => actions.askAbout(null)}
        />
      )}
    </>
  );
}
