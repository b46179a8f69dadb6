import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useState } from 'preact/hooks';
import type { Failure } from '../src/failures.ts';
import type { SiteView } from '../src/messages.ts';
import { DEFAULTS, type SiteSettings, TRANSPORTS, type Transport, wrongSettings } from '../src/settings.ts';
import { ask } from '../src/ui/ask.ts';
import { Field, type InputProps } from '../src/ui/field.tsx';
import { Fold } from '../src/ui/fold.tsx';
import { type TextKey, text } from '../src/ui/text.ts';

type Name = keyof SiteSettings;
type Typed = { readonly [N in Name]?: string };

/** The fields in the order of the page: the first wrong one gets the focus. */
const FIELDS = {
  defaultType: ['labelDefaultType', 'hintDefaultType'],
  validityDays: ['labelValidityDays', 'hintValidityDays'],
  transport: ['labelTransport', 'hintTransport'],
  servicesPath: ['labelServicesPath', 'hintServicesPath'],
  applicationToken: ['labelApplicationToken', 'hintApplicationToken'],
} as const satisfies { readonly [N in Name]: readonly [label: TextKey, hint: TextKey] };

const NAMES = Object.keys(FIELDS) as Name[];

/** The fields that few installations need. */
const ADVANCED = ['transport', 'servicesPath', 'applicationToken'] as const;

/** The label of a field. */
export function labelOf(name: Name): string {
  return text(FIELDS[name][0]);
}

interface Props {
  /** Tells the fields of one form from those of another. */
  readonly number: number;
  readonly view: SiteView;
  readonly onEdit: () => void;
  readonly onSaved: () => Promise<void>;
  readonly onFailed: (failure: Failure, again: () => void) => void;
}

/** The settings of a base address. A field that a policy locks shows the policy's value; the person's own value is kept. */
export function SiteForm(props: Props) {
  const { number } = props;
  const form = useSiteForm(props);
  const { isLocked, shown, wrong, isTokenShown, showToken, edit, save } = form;
  const { field, textField } = fieldsOf(number, form);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="pair">
        {textField('defaultType', TEXT)}
        {textField('validityDays', { ...TEXT, inputMode: 'numeric' })}
      </div>
      <Fold
        id={`advanced-${number}`}
        label={text('advanced')}
        isSet={ADVANCED.some((name) => shown(name) !== String(DEFAULTS[name]))}
        isWrong={ADVANCED.some((name) => wrong.includes(name))}
      >
        {() => (
          <div class="pair">
            {field('transport', (inputProps) => (
              <select
                {...inputProps}
                disabled={isLocked('transport')}
                value={shown('transport')}
                onChange={({ currentTarget }) => edit('transport', currentTarget.value)}
              >
                <Transports />
              </select>
            ))}
            {textField('servicesPath', TEXT)}
            {textField(
              'applicationToken',
              { ...(isTokenShown ? TEXT : ({ type: 'password' } as const)), class: 'secret' },
              !isLocked('applicationToken') && (
                <Show isPressed={isTokenShown} onClick={() => showToken(!isTokenShown)} />
              ),
            )}
          </div>
        )}
      </Fold>
      <div class="row actions">
        <button type="submit" class="main">
          {text('save')}
        </button>
      </div>
    </form>
  );
}

/** The fields of a site, by their names. */
function fieldsOf(number: number, { isLocked, shown, wrong, edit }: ReturnType<typeof useSiteForm>) {
  const field = (
    name: Name,
    input: (inputProps: InputProps) => ComponentChildren,
    aside?: ComponentChildren,
  ) => (
    <Field
      name={`${name}-${number}`}
      label={labelOf(name)}
      hint={text(isLocked(name) ? 'setByAdministrator' : FIELDS[name][1])}
      error={wrong.includes(name) ? text(`error_${name}`) : undefined}
      aside={aside}
    >
      {input}
    </Field>
  );
  const textField = (
    name: Name,
    attributes: InputHTMLAttributes<HTMLInputElement>,
    aside?: ComponentChildren,
  ) =>
    field(
      name,
      (inputProps) => (
        <input
          {...inputProps}
          {...attributes}
          disabled={isLocked(name)}
          autocomplete="off"
          spellcheck={false}
          value={shown(name)}
          onInput={({ currentTarget }) => edit(name, currentTarget.value)}
        />
      ),
      aside,
    );
  return { field, textField };
}

const TEXT = { type: 'text' } as const;

function Transports() {
  return (
    <>
      {TRANSPORTS.map((each) => (
        <option key={each} value={each}>
          {each === 'automatic' ? text('automatic') : each}
        </option>
      ))}
    </>
  );
}

function Show({ isPressed, onClick }: { readonly isPressed: boolean; readonly onClick: () => void }) {
  return (
    <button type="button" class="quiet" aria-pressed={isPressed} onClick={onClick}>
      {text('show')}
    </button>
  );
}

/** Holds the typed values, the wrong ones among them, and saves them. */
function useSiteForm({ number, view, onEdit, onSaved, onFailed }: Props) {
  const { base, own, effective } = view;
  const [typed, setTyped] = useState<Typed>({});
  const [wrong, setWrong] = useState<readonly Name[]>([]);
  const [isTokenShown, showToken] = useState(false);

  const isLocked = (name: Name) => effective.locked.includes(name);
  const shown = (name: Name) => typed[name] ?? String(effective.site[name]);

  const refuse = (names: readonly Name[]) => {
    setWrong(names);
    const first = NAMES.find((name) => names.includes(name));
    if (first) document.getElementById(`${first}-${number}`)?.focus();
  };

  const save = async () => {
    const values: SiteSettings = {
      servicesPath: shown('servicesPath'),
      applicationToken: shown('applicationToken'),
      transport: shown('transport') as Transport,
      defaultType: shown('defaultType'),
      validityDays: Number(shown('validityDays')),
    };
    const kept = Object.fromEntries(
      effective.locked.map((name) => [name, own[name] ?? DEFAULTS[name]]),
    ) as Partial<SiteSettings>;
    const site = { ...values, ...kept };
    const found = wrongSettings(site);
    if (found.length > 0) return refuse(found);
    const result = await ask('saveSettings', { base, site });
    if (result.ok) {
      await onSaved();
      // Edits that the person has made during the saving stay.
      setTyped((now) => Object.fromEntries(Object.entries(now).filter((entry) => !isIn(typed, entry))));
      setWrong([]);
      showToken(false);
    } else if (result.failure.kind === 'invalidSettings' && result.failure.names.some(isName)) {
      refuse(result.failure.names.filter(isName));
    } else {
      onFailed(result.failure, save);
    }
  };

  const edit = (name: Name, value: string) => {
    setTyped({ ...typed, [name]: value });
    setWrong(wrong.filter((each) => each !== name));
    onEdit();
  };
  return { isLocked, shown, wrong, isTokenShown, showToken, edit, save };
}

function isName(name: string): name is Name {
  return Object.hasOwn(FIELDS, name);
}

function isIn(typed: Typed, [name, value]: [string, string | undefined]): boolean {
  return typed[name as Name] === value;
}
