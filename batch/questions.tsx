import { text } from '../src/ui/text.ts';
import { countMade } from './made-secrets.ts';
import type { StoreActions } from './store-actions.ts';
import { isBusy, lacksSecret } from './store-lines.ts';
import type { StoreState } from './store-state.ts';

interface Props {
  readonly state: StoreState;
  readonly actions: StoreActions;
}

/** The questions that are asked once, about the whole table. */
export function Questions({ state, actions }: Props) {
  const { table, lines } = state;
  if (isBusy(state)) return null;
  const without = lines.filter(lacksSecret).length;
  const made = countMade(state);
  const hasInactive = lines.some(({ match }) => match.kind === 'unknown' && match.inactive.length > 0);
  const sample = table?.ambiguousDates[0];
  return (
    <>
      {sample && (
        <fieldset class="group">
          <legend>{text('askDateOrder', sample)}</legend>
          {(['dmy', 'mdy'] as const).map((order) => (
            <label key={order} class="check">
              <input
                type="radio"
                id={`order-${order}`}
                name="dateOrder"
                checked={state.dateOrder === order}
                onChange={() => actions.order(order)}
              />
              {text(order === 'dmy' ? 'dayFirst' : 'monthFirst')}
            </label>
          ))}
        </fieldset>
      )}
      {without > 0 && (
        <div class="row">
          <p class="note">{text('withoutSecrets', String(without))}</p>
          <button type="button" onClick={actions.makeSecrets}>
            {text('makeSecrets')}
          </button>
          <p class="hint">{text('hintMakeSecrets')}</p>
        </div>
      )}
      {made > 0 && (
        <div class="row">
          <p class="note">{text('withMadeSecrets', String(made))}</p>
          <button type="button" onClick={actions.saveSecrets}>
            {text('saveSecrets')}
          </button>
        </div>
      )}
      {table && (hasInactive || state.answers.withInactive) && (
        <label class="check">
          <input
            type="checkbox"
            id="with-inactive"
            checked={state.answers.withInactive}
            onChange={({ currentTarget }) => actions.setInactive(currentTarget.checked)}
          />
          {text('withInactive')}
        </label>
      )}
    </>
  );
}
