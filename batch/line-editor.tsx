import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nameOf } from '../src/associates.ts';
import type { CheckedLine } from '../src/check-lines.ts';
import { COLUMNS, type Column } from '../src/table-columns.ts';
import { writeDate } from '../src/table-dates.ts';
import type { TableUser } from '../src/table-users.ts';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { COLUMN_TEXTS, lineErrorText } from './line-words.ts';
import { REGION } from './reading.ts';

const PLAIN = { type: 'text', autocomplete: 'off' } as const;
const SECRET = { type: 'password', autocomplete: 'new-password' } as const;

type Cells = { readonly [C in Column]?: string };

interface Props {
  readonly line: CheckedLine;
  /** The details that the table gives of the line, and may have cut. */
  readonly detail: string;
  readonly hasSecret: boolean;
  readonly onChange: (cells: Cells) => void;
  /** `cells`: what was typed by then. */
  readonly onChooseUser: (associateId: number, cells: Cells) => void;
  readonly onLeaveOut: (isLeftOut: boolean, cells: Cells) => void;
  readonly onClose: () => void;
}

/** One line, to be mended in place. Its secret can be typed anew, and is not shown. */
export function LineEditor({ line, detail, hasSecret, onChange, onChooseUser, onLeaveOut, onClose }: Props) {
  const [typed, setTyped] = useState<Cells>({});
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus();
  }, []);
  const isTyped = Object.keys(typed).length > 0;
  const users = candidates(line);
  const hint = [detail, adviceFor(line)].filter(Boolean).join(' ');
  const number = String(line.number);
  return (
    <form
      class="section editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed);
      }}
      onKeyDown={({ key }) => {
        // A key must not lose what was typed.
        if (key === 'Escape' && !isTyped) onClose();
      }}
    >
      <h2 ref={heading} tabIndex={-1}>
        {text('lineNumber', number)}
      </h2>
      {hint !== '' && <p class="hint">{hint}</p>}
      {users.length > 0 && (
        <ul class="candidates">
          {users.map((user) => (
            <li key={user.associateId}>
              <button type="button" onClick={() => onChooseUser(user.associateId, typed)}>
                {[nameOf(user), user.email, user.group, user.mark && text(user.mark)]
                  .filter(Boolean)
                  .join(' · ')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="pair">
        {COLUMNS.map((column) => {
          const error = line.errors[column];
          return (
            <Field
              key={column}
              name={`line-${column}`}
              label={text('fieldOfLine', text(COLUMN_TEXTS[column]), number)}
              note={column === 'SecretValue' && hasSecret && !error ? text('noteKeptSecret') : undefined}
              error={error && lineErrorText(error)}
            >
              {(inputProps) => (
                <input
                  {...inputProps}
                  {...(column === 'SecretValue' ? SECRET : PLAIN)}
                  spellcheck={false}
                  placeholder={takenFor(column, line)}
                  value={typed[column] ?? (column === 'SecretValue' ? '' : line.cells[column])}
                  onInput={({ currentTarget }) => setTyped({ ...typed, [column]: currentTarget.value })}
                />
              )}
            </Field>
          );
        })}
      </div>
      <div class="row">
        <button type="submit" class="main">
          {text('applyLine')}
        </button>
        <button type="button" onClick={() => onLeaveOut(line.state !== 'leftOut', typed)}>
          {text(line.state === 'leftOut' ? 'takeIn' : 'leaveOut')}
        </button>
        <button type="button" onClick={onClose}>
          {text(isTyped ? 'cancel' : 'close')}
        </button>
      </div>
    </form>
  );
}

/** The value that is stored where the line's own cell is empty. */
function takenFor(column: Column, { cells, draft }: CheckedLine): string {
  if (column === 'User' || column === 'SecretValue' || cells[column] !== '') return '';
  if (column === 'IsActive') return text(draft.IsActive ? 'yes' : 'no');
  const value = draft[column];
  return column === 'ValidFrom' || column === 'ValidTo' ? writeDate(value, column, REGION) : value;
}

/** What to do about a user who is not known, or not the only one; empty where the line itself says more. */
function adviceFor({ match, cells }: CheckedLine): string {
  if (match.kind === 'several') return text('chooseOne');
  if (match.kind !== 'unknown' || match.inactive.length > 0 || cells.User.trim() === '') return '';
  return text(match.suggestions.length > 0 ? 'chooseSimilar' : 'unknownUser');
}

/** The users whom the line may mean. */
function candidates({ match }: CheckedLine): readonly TableUser[] {
  if (match.kind === 'several') return match.users;
  return match.kind === 'unknown' ? [...match.suggestions, ...match.inactive] : [];
}
