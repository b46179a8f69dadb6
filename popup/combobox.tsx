import { useRef, useState } from 'preact/hooks';
import type { InputProps } from '../src/ui/field.tsx';
import { useWhenOpen } from './later.ts';

export interface Option {
  readonly key: string;
  readonly label: string;
  /** Shown at the end of the row. */
  readonly note?: string | undefined;
  /** True of a row that is no choice, but does something. */
  readonly isAction?: true;
}

interface Props {
  readonly inputProps: InputProps;
  readonly text: string;
  readonly options: readonly Option[];
  /** Shown below the list, or in place of an empty one. */
  readonly below?: string | undefined;
  readonly onType: (text: string) => void;
  readonly onPick: (key: string) => void;
  /** Called when Enter is pressed with no row marked. Gives the row to take, if any. */
  readonly onEnter?: () => Option | undefined;
  /** Called when Escape has closed the list. */
  readonly onEscape?: () => void;
  readonly onLeave?: () => void;
}

/**
 * An editable combobox with a list, after the WAI-ARIA pattern: arrows move, Enter picks, Escape closes. While no
 * row is marked, Enter submits the form.
 */
export function Combobox(props: Props) {
  const { inputProps, text, options, below, onType, onPick, onEnter, onEscape, onLeave } = props;
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const loaded = useWhenOpen();
  const list = useRef<HTMLDivElement>(null);
  const listId = `${inputProps.id}-list`;
  // A list with only the typed text itself helps nobody.
  const isTyped = options.length === 1 && options[0]?.key === text;
  const shown = open && !isTyped && (options.length > 0 || below !== undefined);

  const close = () => {
    setOpen(false);
    setMarked(-1);
  };
  const pick = (option: Option) => {
    onPick(option.key);
    close();
  };
  const move = (step: number) => {
    const from = shown ? marked : -1;
    const to =
      from === -1 && step < 0 ? options.length - 1 : (from + step + options.length) % (options.length || 1);
    setOpen(true);
    // While the rows still load, the mark stays as it was asked for.
    setMarked(options.length > 0 || !loaded ? to : -1);
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
  };
  const keys: Keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };
  if (shown)
    keys.Escape = () => {
      close();
      onEscape?.();
    };
  const row = shown ? options[marked] : undefined;
  const entered = row ?? onEnter?.();
  if (entered) keys.Enter = () => pick(entered);
  if (row && !row.isAction) keys.Tab = () => pick(row);

  return (
    <div class="combobox">
      <input
        {...inputProps}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={listId}
        aria-activedescendant={row && `${listId}-${marked}`}
        value={text}
        onInput={(event) => {
          setOpen(true);
          setMarked(-1);
          onType(event.currentTarget.value);
        }}
        onClick={({ currentTarget }) => {
          // The next text that is typed takes the place of the chosen one.
          if (!open) currentTarget.select();
          setOpen(true);
        }}
        onKeyDown={(event) => press(event, keys)}
        onBlur={() => {
          close();
          onLeave?.();
        }}
      />
      {/* Announces the text below the list or in its place. No option is marked then, so no mark could be read out. */}
      <span class="unseen" aria-live="polite">
        {shown && below}
      </span>
      <div id={listId} ref={list} role="listbox" aria-labelledby={`${inputProps.id}-label`} hidden={!shown}>
        {loaded && shown && <loaded.ComboboxRows {...{ listId, options, marked, below }} onPick={pick} />}
      </div>
    </div>
  );
}

/** What each key does, by its name. */
type Keys = Record<string, () => void>;

function press(event: KeyboardEvent, keys: Keys): void {
  const act = keys[event.key];
  if (!act || event.isComposing) return;
  // Tab also moves on to the next field.
  if (event.key !== 'Tab') event.preventDefault();
  act();
}
