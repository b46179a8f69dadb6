import type { Option } from './combobox.tsx';
import './combobox-rows.css';

interface Props {
  readonly listId: string;
  readonly options: readonly Option[];
  /** The index of the row that the arrows have reached. */
  readonly marked: number;
  readonly empty: string | undefined;
  readonly onPick: (option: Option) => void;
}

/** The rows of an open list. */
export function ComboboxRows({ listId, options, marked, empty, onPick }: Props) {
  if (options.length === 0)
    return (
      <div class="empty" role="option" tabIndex={-1} aria-disabled="true" aria-selected="false">
        {empty}
      </div>
    );
  return (
    <>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: in this pattern the keys are the input's.
        <div
          key={option.key}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          // Keeps the focus in the input, whose loss would close the list before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
        >
          <span>{option.label}</span> {option.note && <small>{option.note}</small>}
        </div>
      ))}
    </>
  );
}
