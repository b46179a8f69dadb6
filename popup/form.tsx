import { useEffect, useRef, useState } from 'preact/hooks';
import { check, type Draft, type FieldError, type Field as FieldName, TYPES } from '../src/credentials.ts';
import type { LastSave, Output } from '../src/messages.ts';
import type { Failure } from '../src/outcomes.ts';
import { type TextKey, text } from '../src/texts.ts';
import { ask } from './ask.ts';
import { AssociateField, nameOf } from './associate-field.tsx';
import { Combobox } from './combobox.tsx';
import { keepDraft } from './draft.ts';
import { FailureNotice, type Steps } from './failure-notice.tsx';
import { Field } from './field.tsx';
import { type Event, type FormErrors, type FormState, personOf } from './state.ts';
import { Waiting } from './waiting.tsx';

interface Props {
  readonly tabId: number;
  readonly state: FormState;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
}

/** Fields in their order on the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

const ABOUT_TEXTS = {
  outsider: 'aboutOutsider',
  company: 'aboutCompany',
  nobody: 'aboutNobody',
} as const satisfies Record<string, TextKey>;

/** The failures that do not mean that nothing was saved. */
const OPEN_ENDED: readonly Failure['kind'][] = ['unencrypted', 'unsettled', 'alreadySaving'];

/** What the draft holds for a date that is typed half: no date, so that it is not taken for an open end. */
const HALF_A_DATE = '?';

/** The form. The secret is read from its field when it is sent, and is kept nowhere else. */
export function CredentialForm({ tabId, state, dispatch, startOver }: Props) {
  const { opened, associate, draft, dirty, errors, outcome } = state;
  const form = useRef<HTMLFormElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const [secretShown, showSecret] = useState(false);
  const [withoutSecret, setWithoutSecret] = useState(false);
  const [typeText, setTypeText] = useState('');

  const emptySecret = () => {
    if (secret.current) secret.current.value = '';
    showSecret(false);
    setWithoutSecret(false);
  };

  useEffect(() => {
    focusOn(form.current, associate ? 'Type' : 'Associate');
    // The popup may be kept alive after it has gone from sight.
    addEventListener('pagehide', emptySecret);
    if (opened.lastSave) void follow(opened.lastSave, ask('awaitSave', { tabId }));
    return () => removeEventListener('pagehide', emptySecret);
  }, []);

  const focusOnWrong = (found: FormErrors) => {
    const first = ORDER.find((field) => found[field]);
    if (first) focusOn(form.current, first);
  };

  useEffect(() => {
    keepDraft(tabId, opened, dirty ? { associate, draft } : undefined);
  }, [dirty, associate, draft]);

  const edit = (changes: Partial<Draft>) => dispatch({ kind: 'edited', changes });

  const save = async () => {
    // Not by the state alone: a second Enter can come before it is drawn.
    if (busy.current) return;
    const value = secret.current?.value ?? '';
    const found: FormErrors = {
      ...check(draft, value, withoutSecret),
      ...(associate ? {} : { Associate: true }),
    };
    if (!associate || Object.keys(found).length > 0) {
      dispatch({ kind: 'found', errors: found });
      return focusOnWrong(found);
    }
    const shown = {
      associateId: opened.user.associateId,
      fullName: opened.user.fullName,
      tenant: opened.tenant,
    };
    await follow(
      { associate, draft },
      ask('save', { tabId, shown, associate, draft, secret: value, withoutSecret }),
    );
  };

  /** Shows how a Save ends, this form's own or one that another has begun. */
  const follow = async (what: LastSave, saving: Promise<Output<'save'>>) => {
    busy.current = true;
    dispatch({ kind: 'saving' });
    let result = await saving;
    // The worker was stopped in flight; started again, it asks the server.
    if (!result.ok && result.failure.kind === 'interrupted') result = await ask('awaitSave', { tabId });
    busy.current = false;
    if (result.ok) emptySecret();
    dispatch({ kind: 'finished', what, result, today: new Date() });
    if (!result.ok && result.failure.kind === 'invalid') focusOnWrong(result.failure.errors);
    // What is not settled yet is asked for again when the form opens next.
    if (result.ok || result.failure.kind !== 'unsettled') void ask('forgetSave', { tabId });
  };

  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => associate && follow({ associate, draft }, ask('awaitSave', { tabId })),
    allowUnencrypted: async () =>
      dispatch({ kind: 'unencryptedAllowed', result: await ask('allowUnencrypted', { tabId }) }),
  };

  const tied = (name: FieldName, label: TextKey, hint?: TextKey) => ({
    name,
    label: text(label),
    hint: hint && text(hint),
    error: errorText(errors[name]),
  });

  const dateField = (name: 'ValidFrom' | 'ValidTo', label: TextKey, hint?: TextKey) => (
    <Field {...tied(name, label, hint)}>
      {(ties) => (
        <input
          {...ties}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={draft[name]}
          onInput={({ currentTarget: { validity, value } }) =>
            edit({ [name]: validity.badInput ? HALF_A_DATE : value })
          }
          onBlur={({ currentTarget: { validity, value } }) => {
            // Browsers do not report every half-typed date while it is being typed.
            const now = validity.badInput ? HALF_A_DATE : value;
            if (now !== draft[name]) edit({ [name]: now });
          }}
        />
      )}
    </Field>
  );

  const types = TYPES.filter((type) => typeText === '' || type.startsWith(typeText.toLowerCase()));
  const { about } = opened;

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <AssociateField
        tabId={tabId}
        user={opened.user}
        onPage={personOf(about)}
        chosen={associate}
        wrong={errors.Associate ?? false}
        onChoose={(person) => dispatch({ kind: 'chosen', associate: person })}
      />
      {!associate && about.kind !== 'associate' && about.kind !== 'failed' && (
        <p class="note">{text(ABOUT_TEXTS[about.kind])}</p>
      )}
      {associate && associate.associateId !== opened.user.associateId && !opened.managesUsers && (
        <p class="note">{text('warningRights')}</p>
      )}

      <Field {...tied('Type', 'labelType', 'hintType')}>
        {(ties) => (
          <Combobox
            ties={ties}
            text={draft.Type}
            options={types.map((type) => ({ key: type, label: type }))}
            onType={(typed) => {
              setTypeText(typed);
              edit({ Type: typed });
            }}
            onPick={(type) => {
              setTypeText('');
              edit({ Type: type });
            }}
          />
        )}
      </Field>

      <Field {...tied('PublicValue', 'labelPublicValue', 'hintPublicValue')}>
        {(ties) => (
          <input
            {...ties}
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={draft.PublicValue}
            onInput={({ currentTarget }) => edit({ PublicValue: currentTarget.value })}
          />
        )}
      </Field>

      <Field
        {...tied('SecretValue', 'labelSecretValue', 'hintSecretValue')}
        aside={
          <button
            type="button"
            class="quiet"
            aria-pressed={secretShown}
            onClick={() => showSecret(!secretShown)}
          >
            {text('showSecret')}
          </button>
        }
      >
        {(ties) => (
          <input
            {...ties}
            ref={secret}
            {...(secretShown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            class="secret"
            autocomplete="off"
            spellcheck={false}
            onInput={() => dispatch({ kind: 'secretEdited' })}
          />
        )}
      </Field>
      {(withoutSecret || errors.SecretValue?.rule === 'secretRequired') && (
        <label class="check">
          <input
            type="checkbox"
            checked={withoutSecret}
            onChange={({ currentTarget }) => setWithoutSecret(currentTarget.checked)}
          />
          {text('withoutSecret')}
        </label>
      )}

      <Field {...tied('Comment', 'labelComment', 'hintComment')}>
        {(ties) => (
          <input
            {...ties}
            type="text"
            autocomplete="off"
            value={draft.Comment}
            onInput={({ currentTarget }) => edit({ Comment: currentTarget.value })}
          />
        )}
      </Field>

      <div class="dates">
        {dateField('ValidFrom', 'labelValidFrom')}
        {dateField('ValidTo', 'labelValidTo', 'hintValidTo')}
      </div>

      <label class="check">
        <input
          type="checkbox"
          checked={draft.IsActive}
          onChange={({ currentTarget }) => edit({ IsActive: currentTarget.checked })}
        />
        {text('labelIsActive')}
      </label>

      <div class="acts">
        <div role="alert" class="notice">
          {outcome.kind === 'failed' ? (
            <FailureNotice
              lead={OPEN_ENDED.includes(outcome.failure.kind) ? undefined : 'leadSave'}
              failure={outcome.failure}
              host={opened.host}
              tabId={tabId}
              steps={steps}
            />
          ) : about.kind === 'failed' && !associate ? (
            <FailureNotice
              lead="leadLookup"
              failure={about.failure}
              tabId={tabId}
              steps={{ ...steps, tryAgain: startOver }}
            />
          ) : null}
        </div>
        <p role="status">
          {outcome.kind === 'saving' && <Waiting tabId={tabId} what={text('saving')} />}
          {outcome.kind === 'saved' &&
            text(
              outcome.readBack ? 'savedReadBack' : 'saved',
              outcome.draft.Type,
              outcome.draft.PublicValue,
              nameOf(outcome.associate),
            )}
        </p>
        <button
          type="button"
          onClick={() => {
            emptySecret();
            dispatch({ kind: 'cleared', today: new Date() });
          }}
        >
          {text('clear')}
        </button>
        <button type="submit" class="main" aria-disabled={outcome.kind === 'saving'}>
          {text('save')}
        </button>
      </div>
    </form>
  );
}

function focusOn(form: HTMLFormElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`#${name}`)?.focus();
}

function errorText(error: FieldError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.rule === 'tooLong') return text('error_tooLong', String(error.length), String(error.limit));
  return text(`error_${error.rule}`);
}
