import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ExpectedUser } from '../src/associates.ts';
import { type Draft, isSignInType, type StoredEntry } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import { ActionBar } from './action-bar.tsx';
import { AssociateField } from './associate-field.tsx';
import { keepDraft, own } from './draft.ts';
import { fieldTexts } from './field-texts.ts';
import { later, lazy } from './lazy.tsx';
import { associateNote, publicValueNote, unseenNote } from './notes.ts';
import type { ThisForm } from './opening.ts';
import { SecretField } from './secret-field.tsx';
import { associateOf, type Event, type FormState, isBusy } from './state.ts';
import { TextField } from './text-field.tsx';
import { TypeField } from './type-field.tsx';
import { useActs } from './use-acts.ts';
import { useEntries } from './use-entries.ts';
import { useFocus } from './use-focus.ts';
import { useSecret } from './use-secret.ts';
import { halfTyped, Validity } from './validity.tsx';

interface Props {
  readonly form: ThisForm;
  readonly state: FormState;
  /** True when each field is to say what it means. */
  readonly help: boolean;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
}

const forgetting = later(() => import('./forget-drafts.ts'));
const [StoredCredentials] = lazy(async () => (await import('./stored-credentials.tsx')).StoredCredentials);

/** The form. The secret is read from its field when it is sent, and is kept nowhere else. */
export function CredentialForm({ form, state, help, dispatch, startOver }: Props) {
  const { opened, associate, draft, errors } = state;
  const { tenant, user } = opened;
  const element = useRef<HTMLFormElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const secret = useSecret();
  const focusOn = useFocus(state, { form: element, actions: bar });
  const as = { associateId: user.associateId, fullName: user.fullName, tenant };
  const list = useList({ form, state, dispatch, as });
  const { listedType, stored, reload, setListedType } = list;
  const latest = useRef({ state, listedType });
  latest.current = { state, listedType };
  const now = () => latest.current;
  const acts = useActs({
    context: { form, as, dispatch, focusOn, secret, reload, setListedType, now },
    startOver,
    shown: () => ({
      state,
      secret: secret.field.current?.value ?? '',
      withoutSecret: secret.mayBeEmpty,
      stored: list.isCurrent() ? stored : null,
      badInputs: halfTyped(element.current),
    }),
  });
  const edit = (changes: Partial<Draft>) => dispatch({ kind: 'edited', changes });
  const texts = <F extends Parameters<typeof fieldTexts>[0]>(name: F) => fieldTexts(name, errors, help);

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void acts.save();
      }}
    >
      <AssociateField
        form={form}
        as={as}
        user={user}
        onPage={associateOf(opened.about)}
        chosen={associate}
        search={state.search}
        wrong={errors.Associate}
        help={help ? text('helpAssociate') : undefined}
        note={associateNote(state)}
        onSearch={(search) => dispatch({ kind: 'searched', search })}
        onChoose={(chosen) => dispatch({ kind: 'chosen', associate: chosen })}
      />
      <TypeField
        {...texts('Type')}
        note={unseenNote(draft.Type)}
        value={draft.Type}
        tenant={tenant}
        allowed={opened.preset.types}
        associateId={associate?.associateId}
        onType={(Type) => edit({ Type })}
        onSettled={setListedType}
      />
      {list.entries !== null && (
        <StoredCredentials
          key={`${associate?.associateId} ${listedType}`}
          tabId={form.tab.id}
          type={listedType}
          entries={list.entries}
          now={new Date()}
          isBusy={isBusy(state.outcome)}
          onReload={() => reload()}
          onEdit={acts.edit}
          onRemove={acts.remove}
        />
      )}
      <TextField
        {...texts('PublicValue')}
        note={publicValueNote(state, stored)}
        value={draft.PublicValue}
        onEdit={edit}
      />
      <SecretField
        {...texts('SecretValue')}
        secret={secret}
        isStored={state.isEditing}
        isMissing={errors.SecretValue?.rule === 'secretRequired'}
        onEdit={() => dispatch({ kind: 'secretEdited' })}
      />
      <TextField {...texts('Comment')} value={draft.Comment} onEdit={edit} />
      <Validity
        key={secret.round}
        draft={draft}
        errors={errors}
        help={help}
        otherTimeZone={list.otherTimeZone}
        onEdit={edit}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={draft.IsActive}
          onChange={({ currentTarget }) => edit({ IsActive: currentTarget.checked })}
        />
        {text('labelIsActive')}
      </label>
      <ActionBar
        bar={bar}
        tabId={form.tab.id}
        state={state}
        steps={acts.steps}
        onClear={acts.clear}
        onCancel={acts.cancel}
        onNext={() => focusOn('PublicValue')}
      />
    </form>
  );
}

interface ListParts extends Pick<Props, 'form' | 'state' | 'dispatch'> {
  readonly as: ExpectedUser;
}

/** What is stored of whom and of what the form shows, and what that does to the draft. */
function useList({ form, state, dispatch, as }: ListParts) {
  const { opened, associate, search, draft, dirty, original } = state;
  const [listedType, setListedType] = useState(draft.Type);
  // A list is of whom the form shows, and says of what: what is half typed is neither.
  const isListed =
    associate !== null &&
    search === null &&
    listedType.trim() !== '' &&
    !isSignInType(listedType) &&
    opened.blocker === null;
  const question = { tabId: form.tab.id, as, associateId: associate?.associateId ?? 0, type: listedType };
  const { entries, isCurrent, reload } = useEntries(isListed ? question : null);
  const read = entries?.ok ? entries.value : null;
  const stored: readonly StoredEntry[] | null = read && listedType === draft.Type ? read.entries : null;

  const match = stored?.find(({ PublicValue }) => PublicValue === draft.PublicValue) ?? null;
  const startsEarlier = read?.startsEarlier && !opened.preset.startsEarlier;
  useLayoutEffect(() => {
    if (stored && (match !== original || startsEarlier))
      dispatch({ kind: 'matched', entry: match, today: new Date(), startsEarlier });
  }, [stored, match]);

  // Before the next frame: a popup may close within it.
  useLayoutEffect(() => {
    if (dirty) keepDraft(form, opened, { associate, search, draft });
    // What an earlier form left is this one's now, or done with.
    if (own.size > (dirty ? 1 : 0)) void forgetting().then(({ forgetDrafts }) => forgetDrafts(form, dirty));
  }, [dirty, associate, search, draft]);

  const otherTimeZone = read?.otherTimeZone ?? null;
  return { entries, isCurrent, reload, stored, otherTimeZone, listedType, setListedType };
}
