import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  check,
  type Draft,
  emptyDraft,
  type FieldError,
  type Field as FieldName,
  isSame,
  LIMITS,
  type StoredEntry,
} from '../src/credentials.ts';
import type { LastSave, Output } from '../src/messages.ts';
import type { Failure } from '../src/outcomes.ts';
import { type TextKey, text } from '../src/texts.ts';
import { ask, type CrmTab } from './ask.ts';
import { AssociateField, nameOf } from './associate-field.tsx';
import { DateField } from './date-field.tsx';
import { keepDraft } from './draft.ts';
import { FailureNotice, type Steps } from './failure-notice.tsx';
import { Field } from './field.tsx';
import { SecretField } from './secret-field.tsx';
import { type Event, type FormErrors, type FormState, firstEmpty, type Outcome, personOf } from './state.ts';
import { StoredCredentials } from './stored-credentials.tsx';
import { TypeField } from './type-field.tsx';
import { useEntries } from './use-entries.ts';
import { rememberType } from './used-types.ts';
import { Waiting } from './waiting.tsx';

interface Props {
  readonly tab: CrmTab;
  readonly state: FormState;
  /** True when each field is to say what it means. */
  readonly help: boolean;
  readonly dispatch: (event: Event) => void;
  readonly startOver: () => void;
}

/** Fields in their order on the form: the first wrong one gets the focus. */
const ORDER = ['Associate', 'Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const;

/** The failures that do not mean that nothing was saved. */
const OPEN_ENDED: readonly Failure['kind'][] = ['unsettled', 'notYet', 'indistinguishable', 'alreadySaving'];

/** The failures after which a Save may still be under way, or be settled when the form opens next. */
const NOT_OVER: readonly Failure['kind'][] = ['unsettled', 'notYet', 'alreadySaving', 'interrupted'];

/** In milliseconds: what is over sooner needs no sign of waiting, and drawing one would delay it. */
const UNNOTICED = 100;

/** In milliseconds: what was saved is confirmed first, and only then is anything else asked. */
const PAUSE_AFTER_SAVE = 300;

/** In pixels: a field in sight has its focus ring in sight, too. */
const RING = 6;

/** Fulfilled when what has changed is drawn. */
function drawn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The form. The secret is read from its field when it is sent, and is kept nowhere else. */
export function CredentialForm({ tab, state, help, dispatch, startOver }: Props) {
  const { id: tabId } = tab;
  const { opened, associate, draft, dirty, errors, outcome, editing } = state;
  const { about, tenant, user } = opened;
  const form = useRef<HTMLFormElement>(null);
  const acts = useRef<HTMLDivElement>(null);
  const status = useRef<HTMLParagraphElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const [secretRound, setSecretRound] = useState(0);
  const [withoutSecret, setWithoutSecret] = useState(false);
  const [listedType, setListedType] = useState(draft.Type);

  const isOver = outcome.kind === 'saved' || outcome.kind === 'removed';
  const shown = { associateId: user.associateId, fullName: user.fullName, tenant };
  const { entries, isCurrent, reload } = useEntries(
    associate && listedType.trim() !== ''
      ? { tabId, shown, associateId: associate.associateId, type: listedType }
      : null,
  );
  const read = entries?.ok ? entries.value : null;
  const stored = read && listedType === draft.Type ? read.entries : null;

  const focusOn = (name: string) => form.current?.querySelector<HTMLElement>(`#${name}`)?.focus();
  const emptySecret = () => {
    // At once, not when it is drawn: the page may be going away.
    if (secret.current) secret.current.value = '';
    setSecretRound((last) => last + 1);
    setWithoutSecret(false);
  };

  useEffect(() => {
    // The popup may be kept alive after it has gone from sight.
    addEventListener('pagehide', emptySecret);
    if (opened.lastSave) void follow(opened.lastSave, ask('awaitSave', { tabId }));
    return () => removeEventListener('pagehide', emptySecret);
  }, []);

  // The end of an act has the focus. And what had it may be gone: the button of a notice, of a row.
  const moveFocus = () => {
    const { activeElement } = document;
    const isLost = activeElement === document.body || activeElement === status.current;
    // The acts are in sight anyway.
    const quietly = { preventScroll: true };
    if (isOver) {
      status.current?.focus(quietly);
      // The next one begins at the beginning.
      if (outcome.kind === 'saved') scrollTo(0, 0);
    } else if (!isLost) return;
    else if (outcome.kind === 'none' || (outcome.kind === 'failed' && outcome.act === 'open'))
      focusOn(firstEmpty(state));
    else if (outcome.kind !== 'failed') status.current?.focus(quietly);
    else acts.current?.querySelector<HTMLElement>('.notice button, .main')?.focus(quietly);
  };
  // To focus, a browser lays out the whole page first: that is not what a new outcome waits for.
  useLayoutEffect(() => {
    const timer = setTimeout(moveFocus);
    return () => clearTimeout(timer);
  }, [outcome]);

  // Nor is it hidden: it stays in sight above the acts, however much they say, and whatever is listed before it.
  useLayoutEffect(() => {
    const { current } = acts;
    if (!current || !form.current) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.scrollPaddingBottom = `${current.offsetHeight + RING}px`;
      const { activeElement } = document;
      if (!current.contains(activeElement)) activeElement?.scrollIntoView({ block: 'nearest' });
    });
    for (const element of [current, form.current]) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Before the next frame: a popup may close within it.
  useLayoutEffect(() => {
    keepDraft(tab, opened, dirty ? { associate, draft } : undefined);
  }, [dirty, associate, draft]);

  const edit = (changes: Partial<Draft>) => dispatch({ kind: 'edited', changes });

  const refuse = (found: FormErrors) => {
    dispatch({ kind: 'found', errors: found });
    const first = ORDER.find((field) => found[field]);
    if (first) focusOn(first);
  };

  const save = async () => {
    // Not by the state alone: a second Enter can come before it is drawn.
    if (busy.current) return;
    const value = secret.current?.value ?? '';
    const found: FormErrors = {
      ...check(draft, value, withoutSecret, opened.preset.types),
      ...(associate ? {} : { Associate: true }),
    };
    if (!associate || Object.keys(found).length > 0) return refuse(found);
    const mayExist = !isCurrent || !stored || stored.some((entry) => isSame(entry, draft));
    const input = { tabId, shown, associate, draft, secret: value, withoutSecret, mayExist };
    await follow({ associate, draft }, ask('save', input));
  };

  /** Shows how a Save ends, this form's own or one that another has begun. */
  const follow = async (what: LastSave, saving: Promise<Output<'save'>>) => {
    busy.current = true;
    // After a failure something has to move at once: the next one may read the same.
    const pause = outcome.kind === 'failed' ? 0 : UNNOTICED;
    const timer = setTimeout(() => dispatch({ kind: 'saving' }), pause);
    let result = await saving;
    // The worker was stopped in flight; started again, it asks the server.
    if (!result.ok && result.failure.kind === 'interrupted') result = await ask('awaitSave', { tabId });
    clearTimeout(timer);
    busy.current = false;
    dispatch({ kind: 'finished', what, result, today: new Date() });
    if (result.ok) {
      emptySecret();
      setListedType(what.draft.Type);
      reload(PAUSE_AFTER_SAVE);
    } else if (result.failure.kind === 'invalid') {
      refuse(result.failure.errors);
    }
    await drawn();
    if (result.ok) void rememberType(tab, tenant, what.associate.associateId, what.draft.Type);
    if (result.ok || !NOT_OVER.includes(result.failure.kind)) void ask('forgetSave', { tabId });
  };

  const editEntry = (entry: StoredEntry, isActive: boolean) => {
    emptySecret();
    dispatch({ kind: 'editing', entry, isActive });
    focusOn('SecretValue');
  };

  const remove = async ({ PublicValue }: StoredEntry) => {
    if (!associate || busy.current) return;
    busy.current = true;
    dispatch({ kind: 'removing' });
    const canUndo = draft.PublicValue === PublicValue && secret.current?.value !== '';
    const result = await ask('remove', {
      tabId,
      shown,
      associateId: associate.associateId,
      type: listedType,
      publicValue: PublicValue,
    });
    busy.current = false;
    dispatch({ kind: 'removed', publicValue: PublicValue, canUndo, result });
    reload();
  };

  const steps: Steps = {
    startOver,
    tryAgain: save,
    askAgain: () => associate && follow({ associate, draft }, ask('awaitSave', { tabId })),
    allowUnencrypted: async () =>
      dispatch({ kind: 'unencryptedAllowed', result: await ask('allowUnencrypted', { tabId }) }),
  };

  const tied = (name: FieldName, label: TextKey, helpText: TextKey, hint?: TextKey) => ({
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
    <Field {...tied(name, ...texts)} note={note} aside={count(draft[name].length, LIMITS[name])}>
      {(ties) => (
        <input
          {...ties}
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
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <AssociateField
        tabId={tabId}
        user={user}
        onPage={personOf(about)}
        chosen={associate}
        wrong={errors.Associate ?? false}
        help={help ? text('helpAssociate') : undefined}
        note={
          !associate
            ? about.kind !== 'associate' && about.kind !== 'failed'
              ? text(`about_${about.kind}`)
              : undefined
            : associate.associateId !== user.associateId && !opened.managesUsers
              ? text('warningRights')
              : undefined
        }
        onChoose={(person) => dispatch({ kind: 'chosen', associate: person })}
      />

      <TypeField
        {...tied('Type', 'labelType', 'helpType', 'hintType')}
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
        stored?.some(({ PublicValue }) => PublicValue === draft.PublicValue)
          ? text('willReplace')
          : editing !== null && editing !== draft.PublicValue
            ? text('editingAnother', editing)
            : undefined,
      )}

      <SecretField
        {...tied('SecretValue', 'labelSecretValue', 'helpSecretValue')}
        input={secret}
        round={secretRound}
        isStored={editing !== null}
        mayBeEmpty={withoutSecret}
        asksWhetherEmpty={withoutSecret || errors.SecretValue?.rule === 'secretRequired'}
        onMayBeEmpty={setWithoutSecret}
        onEdit={() => dispatch({ kind: 'secretEdited' })}
      />

      {textField('Comment', ['labelComment', 'helpComment', 'hintComment'])}

      <div class="dates">
        <DateField
          {...tied('ValidFrom', 'labelValidFrom', 'helpValidFrom')}
          value={draft.ValidFrom}
          onEdit={(ValidFrom) => edit({ ValidFrom })}
        />
        <DateField
          {...tied('ValidTo', 'labelValidTo', 'helpValidTo', 'hintValidTo')}
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

      <div ref={acts} class="acts">
        <div role="alert" class="notice">
          {outcome.kind === 'failed' ? (
            <FailureNotice
              lead={leadOf(outcome)}
              failure={outcome.failure}
              host={opened.host}
              tabId={tabId}
              // A failed removal is tried again where it was asked for: at its row.
              steps={outcome.act === 'remove' ? { startOver } : steps}
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
        <p
          ref={status}
          id="status"
          role="status"
          tabIndex={-1}
          // Where it takes the focus it is read for that, and not for having changed as well.
          {...(isOver && { 'aria-live': 'off', 'aria-labelledby': 'status' })}
          onKeyDown={(event) => {
            if (outcome.kind !== 'saved' || event.key !== 'Tab' || event.shiftKey) return;
            // On to the next one.
            event.preventDefault();
            focusOn('PublicValue');
          }}
        >
          {(outcome.kind === 'saving' || outcome.kind === 'removing') && (
            <Waiting tabId={tabId} what={text(outcome.kind)} />
          )}
          {outcome.kind === 'saved' &&
            text(
              outcome.readBack ? 'savedReadBack' : 'saved',
              outcome.draft.Type,
              outcome.draft.PublicValue,
              nameOf(outcome.associate),
            )}
          {outcome.kind === 'removed' && (
            <>
              {text(outcome.canUndo ? 'removedUndo' : 'removed', outcome.publicValue)}
              {outcome.canUndo && (
                <button type="button" class="quiet" onClick={save}>
                  {text('undo')}
                </button>
              )}
            </>
          )}
        </p>
        <button
          type="button"
          onClick={() => {
            emptySecret();
            setListedType('');
            const today = new Date();
            dispatch({ kind: 'cleared', today });
            focusOn(firstEmpty({ associate: personOf(about), draft: emptyDraft(today, opened.preset) }));
            void ask('forgetSave', { tabId });
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

function leadOf({ act, failure }: Extract<Outcome, { kind: 'failed' }>): TextKey | undefined {
  if (act === 'open' || OPEN_ENDED.includes(failure.kind)) return undefined;
  return act === 'save' ? 'leadSave' : 'leadRemove';
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
