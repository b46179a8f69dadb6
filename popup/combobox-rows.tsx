import type { Option } from './combobox.tsx';
import './combobox-rows.css';

interface Props {
  readonly listId: string;
  readonly options: readonly Option[];
  /** The index of the row that the arrows have reached. */
  readonly marked: number;
  /** The text in place of an empty list, or below a list that does not hold all. */
  readonly below: string | undefined;
  readonly onPick: (option: Option) => void;
}

/** The rows of an open list. */
export function ComboboxRows({ listId, options, marked, below, onPick }: Props) {
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
      {below && (
        <div class="empty" role="option" tabIndex={-1} aria-disabled="true" aria-selected="false">
          {below}
        </div>
      )}
    </>
  );
}
