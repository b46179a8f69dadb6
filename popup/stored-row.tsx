import { makeVisible } from '../src/characters.ts';
import type { StoredEntry } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import { Cut } from './cut.tsx';
import { Facts } from './stored-facts.tsx';

/** The actions that the person is asked about once, in place, before they are done. */
export type Asked = 'remove' | 'switchOff';

/** What a row can do with its entry. */
export interface RowActions {
  readonly onEdit: (type: string, entry: StoredEntry, isActive: boolean) => void;
  /** Switches the entry off, without its secret. */
  readonly onSwitchOff: (type: string, entry: StoredEntry) => void;
  readonly onRemove: (type: string, entry: StoredEntry) => void;
}

interface Props extends RowActions {
  /** The id that the row's elements are named after. */
  readonly id: string;
  readonly type: string;
  readonly entry: StoredEntry;
  readonly now: Date;
  /** True while an action runs: the buttons are disabled. */
  readonly isBusy: boolean;
  /** True where another entry has the same public value. */
  readonly hasDuplicate: boolean;
  readonly asked: Asked | null;
  readonly onAsk: (asked: Asked) => void;
  /** The question has been answered; the focus stays in the row where nothing is done. */
  readonly onAnswered: (isDone: boolean) => void;
}

/** A stored entry with what can be done with it; or the question before that is done. */
export function Row(props: Props) {
  const { asked } = props;
  return asked ? <Question {...props} asked={asked} /> : <Entry {...props} />;
}

function Entry({ id, type, entry, now, isBusy, hasDuplicate, onEdit, onAsk }: Props) {
  const about = { id, isBusy };
  const isOn = entry.IsActive;
  return (
    <>
      <div class="what">
        <strong id={id}>
          <Cut>{nameOf(entry)}</Cut>
        </strong>
        <Facts entry={entry} now={now} />
        {hasDuplicate && <p class="hint">{text('storedTwice')}</p>}
      </div>
      {!hasDuplicate && (
        <p class="rowActions">
          <Icon name="edit" {...about} onClick={() => onEdit(type, entry, isOn)} />
          <Icon
            name={isOn ? 'switchOff' : 'switchOn'}
            {...about}
            onClick={() => (isOn ? onAsk('switchOff') : onEdit(type, entry, true))}
          />
          <Icon name="remove" {...about} onClick={() => onAsk('remove')} />
        </p>
      )}
    </>
  );
}

/** Asks once, in place. Keep comes last, and has the focus: a person who presses Enter twice has done nothing. */
function Question(props: Props & { readonly asked: Asked }) {
  const { id, type, entry, isBusy, asked, onEdit, onSwitchOff, onRemove, onAnswered } = props;
  const act = (carryOut: () => void) => () => {
    if (isBusy) return;
    onAnswered(true);
    carryOut();
  };
  const button = (label: string, carryOut: () => void) => (
    <button type="button" class="quiet" aria-disabled={isBusy} onClick={act(carryOut)}>
      {label}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as one
    <div role="group" aria-labelledby={id}>
      {asked === 'switchOff' && (
        <strong>
          <Cut>{nameOf(entry)}</Cut>
        </strong>
      )}
      <p id={id}>{asked === 'remove' ? text('confirmRemove', nameOf(entry)) : text('confirmSwitchOff')}</p>
      <p class="rowActions">
        {asked === 'remove' ? (
          button(text('remove'), () => onRemove(type, entry))
        ) : (
          <>
            {button(text('enterSecret'), () => onEdit(type, entry, false))}
            {button(text('switchOffWithout'), () => onSwitchOff(type, entry))}
          </>
        )}
        <button type="button" class="quiet" onClick={() => onAnswered(false)}>
          {text('keep')}
        </button>
      </p>
    </div>
  );
}

/** The icons are drawn on a field of 16 by 16. */
const ICONS = {
  edit: 'M2.5 13.5l.7-3L10.5 3.2l2.3 2.3-7.3 7.3zM9 4.7L11.3 7',
  switchOff: 'M8 2v5.5M4.7 4.2a5 5 0 1 0 6.6 0',
  switchOn: 'M8 2v5.5M4.7 4.2a5 5 0 1 0 6.6 0',
  remove: 'M2.5 4.5h11M6 4.5V2.8h4v1.7M4 4.5l.6 8.7h6.8l.6-8.7M6.7 7v4M9.3 7v4',
} as const;

interface IconProps {
  readonly name: keyof typeof ICONS;
  /** The entry's name, which describes the button: its label is the same in each row. */
  readonly id: string;
  readonly isBusy: boolean;
  readonly onClick: () => void;
}

/** A button of a row. */
function Icon({ name, id, isBusy, onClick }: IconProps) {
  return (
    <button
      type="button"
      class="quiet icon"
      aria-label={text(name)}
      title={text(name)}
      aria-disabled={isBusy}
      aria-describedby={id}
      onClick={() => !isBusy && onClick()}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[name]} />
      </svg>
    </button>
  );
}

function nameOf({ PublicValue }: StoredEntry): string {
  return makeVisible(PublicValue) || text('storedUnnamed');
}
