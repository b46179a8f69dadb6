import { useRef } from 'preact/hooks';
import { checkType, type FieldError, isSignInType } from '../src/credentials.ts';
import { errorText } from '../src/ui/error-text.ts';
import { Field } from '../src/ui/field.tsx';
import { later, useLater } from '../src/ui/later.ts';
import { text } from '../src/ui/text.ts';
import type { Page } from './page.ts';
import { RunBar } from './run-bar.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import type { WhoActions } from './use-who.ts';
import { isBusy, typesOf, unreadOf, type WhoState } from './who-state.ts';

/** The part that shows the answers. */
const whenAsked = later(() => import('./who-results.tsx'));

export interface WhoProps {
  readonly page: Page;
  readonly state: WhoState;
  readonly actions: WhoActions;
  /** Hands entries to “Store for many”, to be stored again with new secrets. */
  readonly onRenew: (cells: string) => void;
}

/** “Who has what”: asks about all users, and shows, searches, saves and removes what they have. */
export function WhoPanel(props: WhoProps) {
  const loaded = useLater(whenAsked);
  return (
    <>
      <Asking {...props} />
      {props.state.hasAsked && loaded && <loaded.Results {...props} />}
    </>
  );
}

function Asking({ page, state, actions }: WhoProps) {
  const isLocked = isBusy(state);
  const types = typesOf(state);
  const error = types.map((type) => checkType(type, page.opened.preset.types)).find(Boolean);
  const cannotAsk =
    isLocked || types.length === 0 || error?.rule === 'typeNotAllowed' || types.every(isSignInType);
  const isUnread = !isLocked && unreadOf(state).length > 0;
  const bar = useRef<HTMLDivElement>(null);
  useKeptFocus(bar);
  return (
    <div class="section">
      <Question state={state} actions={actions} error={error} />
      <div ref={bar} class="row">
        {isUnread && (
          <button type="button" class="main" onClick={actions.goOn}>
            {text('goOn')}
          </button>
        )}
        {state.running?.what === 'ask' ? (
          <RunBar run={state.running.run} total={state.running.total} onChange={actions.tick} />
        ) : (
          <button
            type="button"
            class={isUnread ? undefined : 'main'}
            aria-disabled={cannotAsk}
            onClick={() => cannotAsk || actions.ask()}
          >
            {text('ask')}
          </button>
        )}
        {state.reading !== null && (
          <button type="button" onClick={actions.cancel}>
            {text('cancel')}
          </button>
        )}
      </div>
    </div>
  );
}

/** The question: of which types, and about whom. */
function Question({
  state,
  actions,
  error,
}: Pick<WhoProps, 'state' | 'actions'> & { readonly error: FieldError | undefined }) {
  const tick = (type: string, isTicked: boolean) => {
    const ticked = new Set(state.ticked);
    if (isTicked) ticked.add(type);
    else ticked.delete(type);
    actions.set({ ticked });
  };
  return (
    <fieldset class="group" disabled={isBusy(state)}>
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
      <Field
        name="other-type"
        label={text('otherType')}
        hint={text('hintOtherType')}
        error={error && errorText(error)}
      >
        {(inputProps) => (
          <input
            {...inputProps}
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={state.other}
            onInput={({ currentTarget }) => actions.set({ other: currentTarget.value })}
          />
        )}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={state.withInactive}
          onChange={({ currentTarget }) => actions.set({ withInactive: currentTarget.checked })}
        />
        {text('withInactive')}
      </label>
    </fieldset>
  );
}
