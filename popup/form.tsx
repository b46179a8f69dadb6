import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import {
  type Draft,
  emptyDraft,
  type FieldError,
  type Field as FieldName,
  isSignInType,
  LIMITS,
  namesakes,
  type StoredEntry,
} from '../src/credentials.ts';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Steps } from '../src/ui/failure-notice.tsx';
import { Field } from '../src/ui/field.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import { ActionBar } from './action-bar.tsx';
import { AssociateField } from './associate-field.tsx';
import { DateField, isHalfTyped } from './date-field.tsx';
import { keepDraft, openForms } from './draft.ts';
import { later, lazy, loadLater } from './lazy.tsx';
import type { ThisForm } from './opening.ts';
import type { Context, Shown } from './saving.ts';
import { SecretField } from './secret-field.tsx';
import { associateOf, type Event, type FormErrors, type FormState, firstEmpty } from './state.ts';
import { TypeField } from './type-field.tsx';
import { useEntries } from './use-entries.ts';
import { useFocus } from './use-focus.ts';

interface Props {
  readonly form: ThisForm;
  readonly state: FormState;
  /** True when each field is to say what it means. */
  readonly help: boolean;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
}

const [StoredCredentials] = lazy(async () => (await import('./stored-credentials.tsx')).StoredCredentials);

/** Fields in their order on the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

const saving = later(() => import('./saving.ts'));

/** What was saved is confirmed first, and only then is anything else asked. */
const RELOAD_DELAY_MS = 300;

/** The form. The secret is read from its field when it is sent, and is kept nowhere else. */
export function CredentialForm({ form, state, help, dispatch, startOver }: Props) {
  const { tab } = form;
  const { id: tabId } = tab;
  const { opened, associate, search, draft, dirty, errors, outcome, original, isEditing } = state;
  const { about, tenant, user } = opened;
  const element = useRef<HTMLFormElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const [secretRound, setSecretRound] = useState(0);
  const [withoutSecret, setWithoutSecret] = useState(false);
  const [listedType, setListedType] = useState(draft.Type);
  const focusOn = useFocus(state, { form: element, actions: bar });

  const as = { associateId: user.associateId, fullName: user.fullName, tenant };
  // A list is of whom the form shows, and says of what: what is half typed is neither.
  const isListed =
    associate !== null &&
    search === null &&
    listedType.trim() !== '' &&
    !isSignInType(listedType) &&
    opened.blocker === null;
  const { entries, isCurrent, reload } = useEntries(
    isListed ? { tabId, as, associateId: associate.associateId, type: listedType } : null,
  );
  const read = entries?.ok ? entries.value : null;
  const stored = read && listedType === draft.Type ? read.entries : null;

  const emptySecret = () => {
    // At once, not when it is drawn: the page may be going away.
    if (secret.current) secret.current.value = '';
    setSecretRound((last) => last + 1);
    setWithoutSecret(false);
  };
  const refuse = (found: FormErrors) => {
    dispatch({ kind: 'found', errors: found });
    const first = ORDER.find((field) => found[field]);
    if (first) focusOn(first);
  };

  /** Not by the state alone: a second Enter can come before it is drawn. */
  const busy = useRef(false);
  const whileBusy = async (act: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await act();
    } finally {
      busy.current = false;
    }
  };
  /** A Save that follows a consent waits for it. */
  const consent = useRef<Promise<Output<'allowUnencrypted'>>>(undefined);
  const latest = useRef(state);
  latest.current = state;
  const context: Context = {
    form,
    as,
    dispatch,
    refuse,
    now: () => latest.current,
    onSaved: (saved, sent) => {
      // What was typed meanwhile is the next one's.
      if (sent !== undefined && secret.current?.value === sent) emptySecret();
      setListedType((last) => (last === '' ? saved.draft.Type : last));
      reload(RELOAD_DELAY_MS);
    },
  };
  const save = () => {
    const shown: Shown = {
      state,
      secret: secret.current?.value ?? '',
      withoutSecret,
      stored: isCurrent ? stored : null,
      badInputs: halfTyped(element.current),
    };
    return whileBusy(async () => {
      const isAgreed = (await consent.current)?.ok;
      const { save } = await saving();
      await save(
        context,
        isAgreed ? { ...shown, state: { ...state, opened: { ...opened, blocker: null } } } : shown,
      );
    });
  };
  const tellPending = async () => {
    const isOpen = opened.pendingSaves.length > 0 && (await openForms());
    const pending = isOpen && opened.pendingSaves.find((each) => !isOpen(each.form));
    if (pending) await (await saving()).tell(context, pending, () => busy.current);
  };

  useEffect(() => {
    // The popup may be kept alive after it has gone from sight.
    addEventListener('pagehide', emptySecret);
    void tellPending();
    const timer = setTimeout(loadLater);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', emptySecret);
    };
  }, []);

  // Before the next frame: a popup may close within it.
  useLayoutEffect(() => {
    keepDraft(form, opened, dirty ? { associate, search, draft } : undefined);
  }, [dirty, associate, search, draft]);

  const match = stored?.find(({ PublicValue }) => PublicValue === draft.PublicValue) ?? null;
  useLayoutEffect(() => {
    if (stored && match !== original) dispatch({ kind: 'matched', entry: match, today: new Date() });
  }, [stored, match]);

  const edit = (changes: Partial<Draft>) => dispatch({ kind: 'edited', changes });

  const editEntry = (entry: StoredEntry, isActive: boolean) => {
    emptySecret();
    dispatch({ kind: 'editing', type: listedType, entry, isActive });
    focusOn('SecretValue');
  };

  const remove = async ({ PublicValue: publicValue }: StoredEntry) => {
    if (!associate) return;
    const id = crypto.randomUUID();
    const input = { tabId, id, as, associateId: associate.associateId, type: listedType, publicValue };
    await whileBusy(async () => {
      dispatch({ kind: 'removing', id });
      let result = await ask('remove', input);
      if (!result.ok && result.failure.kind === 'interrupted') result = await ask('checkRemoval', input);
      dispatch({ kind: 'removed', publicValue, result });
      reload();
    });
  };

  const clear = () => {
    emptySecret();
    setListedType('');
    const today = new Date();
    dispatch({ kind: 'cleared', today });
    const empty = { associate: associateOf(about), search: null, draft: emptyDraft(today, opened.preset) };
    focusOn(firstEmpty(empty));
    if (outcome.kind === 'failed' && outcome.act === 'save') void ask('forgetSave', { id: outcome.save.id });
  };

  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => {
      if (outcome.kind !== 'failed' || outcome.act !== 'save') return;
      void whileBusy(async () => (await saving()).askAgain(context, outcome.save));
    },
    allowUnencrypted: () => {
      consent.current = ask('allowUnencrypted', { tabId });
      void consent.current.then((result) => dispatch({ kind: 'unencryptedAllowed', result }));
    },
  };

  const fieldTexts = (name: FieldName, label: TextKey, helpText: TextKey, hint?: TextKey) => ({
    name,
    label: text(label),
    hint: hint && text(hint),
    help: help ? text(helpText) : undefined,
    error: errorText(errors[name]),
  });

  const textField = (
    name: 'PublicValue' | 'Comment',
    texts: readonly [label: TextKey, help: TextKey, hint: TextKey],
    note?: string,
  ) => (
    <Field {...fieldTexts(name, ...texts)} note={note} aside={count(draft[name].length, LIMITS[name])}>
      {(inputProps) => (
        <input
          {...inputProps}
          type="text"
          autocomplete="off"
          // A public value is no word of any language.
          spellcheck={name === 'Comment'}
          value={draft[name]}
          onInput={({ currentTarget }) => edit({ [name]: currentTarget.value })}
        />
      )}
    </Field>
  );

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <AssociateField
        form={form}
        as={as}
        user={user}
        onPage={associateOf(about)}
        chosen={associate}
        search={search}
        wrong={errors.Associate}
        help={help ? text('helpAssociate') : undefined}
        note={associateNote(state)}
        onSearch={(typed) => dispatch({ kind: 'searched', search: typed })}
        onChoose={(chosen) => dispatch({ kind: 'chosen', associate: chosen })}
      />
      <TypeField
        {...fieldTexts('Type', 'labelType', 'helpType', 'hintType')}
        note={unseenNote(draft.Type)}
        value={draft.Type}
        tenant={tenant}
        allowed={opened.preset.types}
        associateId={associate?.associateId}
        onType={(Type) => edit({ Type })}
        onSettled={setListedType}
      />
      {entries !== null && (
        <StoredCredentials
          key={`${associate?.associateId} ${listedType}`}
          tabId={tabId}
          type={listedType}
          entries={entries}
          now={new Date()}
          onReload={() => reload()}
          onEdit={editEntry}
          onRemove={remove}
        />
      )}
      {textField(
        'PublicValue',
        ['labelPublicValue', 'helpPublicValue', 'hintPublicValue'],
        publicValueNote(state, stored),
      )}
      <SecretField
        {...fieldTexts('SecretValue', 'labelSecretValue', 'helpSecretValue')}
        input={secret}
        round={secretRound}
        isStored={isEditing}
        mayBeEmpty={withoutSecret}
        asksWhetherEmpty={withoutSecret || errors.SecretValue?.rule === 'secretRequired'}
        onMayBeEmpty={setWithoutSecret}
        onEdit={() => dispatch({ kind: 'secretEdited' })}
      />
      {textField('Comment', ['labelComment', 'helpComment', 'hintComment'])}
      <div class="dates">
        <DateField
          {...fieldTexts('ValidFrom', 'labelValidFrom', 'helpValidFrom')}
          value={draft.ValidFrom}
          onEdit={(ValidFrom) => edit({ ValidFrom })}
        />
        <DateField
          {...fieldTexts('ValidTo', 'labelValidTo', 'helpValidTo', 'hintValidTo')}
          value={draft.ValidTo}
          onEdit={(ValidTo) => edit({ ValidTo })}
        />
        {read?.otherTimeZone && <p class="note">{text('otherTimeZone', read.otherTimeZone)}</p>}
      </div>
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
        tabId={tabId}
        state={state}
        steps={steps}
        onClear={clear}
        onNext={() => focusOn('PublicValue')}
      />
    </form>
  );
}

/** The browser tells a half-typed date by `validity` only, and its value is empty: not to be taken for “no end”. */
function halfTyped(form: HTMLFormElement | null): FormErrors {
  const fields = ['ValidFrom', 'ValidTo'] as const;
  const wrong = fields.filter((name) => isHalfTyped(form?.querySelector<HTMLInputElement>(`#${name}`)));
  return Object.fromEntries(wrong.map((name) => [name, { rule: 'noDate' }]));
}

function associateNote({ associate, opened }: FormState): string | undefined {
  const { about, user, managesUsers } = opened;
  if (!associate)
    return about.kind === 'associate' || about.kind === 'failed' ? undefined : text(`about_${about.kind}`);
  return associate.associateId !== user.associateId && !managesUsers ? text('warningRights') : undefined;
}

/** What a Save under this name does to what is stored, and what of the name cannot be seen. */
function publicValueNote(
  { draft, original, isEditing }: FormState,
  stored: readonly StoredEntry[] | null,
): string | undefined {
  const { PublicValue } = draft;
  const alike = namesakes(stored ?? [], PublicValue);
  const other = alike.find((entry) => entry.PublicValue !== PublicValue);
  const notes = [
    alike.some((entry) => entry.PublicValue === PublicValue)
      ? text('willReplace')
      : other
        ? text('mayReplace', makeVisible(other.PublicValue))
        : isEditing && original && original.PublicValue !== PublicValue
          ? text('editingAnother', makeVisible(original.PublicValue))
          : undefined,
    unseenNote(PublicValue),
  ];
  return notes.filter(Boolean).join(' ') || undefined;
}

function unseenNote(typed: string): string | undefined {
  const visible = makeVisible(typed);
  return visible === typed || typed.trim() === '' ? undefined : text('unseenCharacters', visible);
}

/** A count near the limit, and beyond it. */
function count(length: number, limit: number) {
  return length > limit * 0.8 ? <small>{text('countOf', String(length), String(limit))}</small> : undefined;
}

function errorText(error: FieldError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.rule === 'tooLong') return text('error_tooLong', String(error.length), String(error.limit));
  return text(`error_${error.rule}`);
}
