import { useRef } from 'preact/hooks';
import type { Draft } from '../src/credentials.ts';
import { ActionBar } from './action-bar.tsx';
import { AssociateField } from './associate-field.tsx';
import { type FieldName, fieldTexts } from './field-texts.ts';
import { FoldedFields } from './folded-fields.tsx';
import { useWhenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';
import { SecretField } from './secret-field.tsx';
import { type Event, type FormState, isBusy } from './state.ts';
import { TextField } from './text-field.tsx';
import { TypeField } from './type-field.tsx';
import { useActions } from './use-actions.ts';
import { useFocus } from './use-focus.ts';
import { useKeptDraft } from './use-kept-draft.ts';
import { useList } from './use-list.ts';
import { useSecret } from './use-secret.ts';
import { halfTyped } from './validity.tsx';

interface Props {
  readonly form: ThisForm;
  readonly state: FormState;
  /** True when each field shows its help text. */
  readonly help: boolean;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
}

/** The form. The secret is read from its field when it is sent, and is kept nowhere else. */
export function CredentialForm(props: Props) {
  const { form, state, help, dispatch } = props;
  const { opened, associate, draft, errors } = state;
  const { as, element, bar, secret, focusOn, list, context, actions } = useForm(props);
  const loaded = useWhenOpen();
  const later = loaded?.laterActions(actions);
  const edit = (changes: Partial<Draft>) => dispatch({ kind: 'edited', changes });
  const texts = <F extends FieldName>(name: F) => fieldTexts(name, errors, help);

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        loaded?.completeDate();
        // The form is first drawn with the completed date: Save takes what the form shows.
        queueMicrotask(actions.save);
      }}
    >
      <AssociateField form={form} as={as} state={state} help={help} dispatch={dispatch} />
      <TypeField
        {...texts('Type')}
        note={loaded?.unseenNote(draft.Type)}
        value={draft.Type}
        tenant={opened.tenant}
        allowed={opened.preset.types}
        associateId={associate?.associateId}
        onType={(Type) => edit({ Type })}
        onSettled={list.setListedType}
      />
      <TextField
        {...texts('PublicValue')}
        note={loaded?.publicValueNote(state, list.stored)}
        value={draft.PublicValue}
        onEdit={edit}
        offers={loaded && <loaded.PublicValueOffers {...{ state, context }} />}
      />
      <SecretField
        {...texts('SecretValue')}
        secret={secret}
        isStored={state.isEditing}
        isMissing={errors.SecretValue?.rule === 'secretRequired'}
        onEdit={() => dispatch({ kind: 'secretEdited' })}
      />
      <FoldedFields
        {...{ state, texts }}
        otherTimeZone={list.clock?.otherTimeZone ?? null}
        round={secret.round}
        onEdit={edit}
      />
      <div class="storedPlace">
        {loaded && later && (
          <loaded.StoredCredentials
            {...{ form, as, state, list, dispatch }}
            isBusy={isBusy(state.outcome)}
            {...later.entries}
          />
        )}
      </div>
      <ActionBar
        {...{ bar, context, state, later }}
        onClear={actions.clear}
        onNext={() => focusOn('PublicValue')}
      />
    </form>
  );
}

/** The form's elements, secret, list and actions. */
function useForm({ form, state, dispatch, startOver }: Props) {
  const element = useRef<HTMLFormElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const secret = useSecret();
  const focusOn = useFocus(state, { form: element, actions: bar });
  const { as } = state.opened;
  const list = useList(state);
  useKeptDraft(form, state);
  const { listedType, reload, setListedType } = list;
  const latest = useRef({ state, listedType });
  latest.current = { state, listedType };
  const now = () => latest.current;
  const context = { form, as, dispatch, focusOn, secret, reload, setListedType, now };
  const actions = useActions({
    context,
    startOver,
    shown: () => ({
      ...latest.current,
      secret: secret.field.current?.value ?? '',
      withoutSecret: secret.mayBeEmpty,
      stored: list.isCurrent() ? list.stored : null,
      badInputs: halfTyped(element.current),
    }),
  });
  return { as, element, bar, secret, focusOn, list, context, actions };
}
