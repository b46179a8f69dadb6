import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nameOf } from '../src/associates.ts';
import type { CheckedLine } from '../src/check-lines.ts';
import { COLUMNS, type Column } from '../src/table-columns.ts';
import { writeDate } from '../src/table-dates.ts';
import type { TableUser } from '../src/table-users.ts';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { detailOf } from './line-details.ts';
import { COLUMN_TEXTS, lineErrorText } from './line-words.ts';
import { REGION } from './reading.ts';
import type { StoreActions } from './store-actions.ts';
import type { StoreState } from './store-state.ts';

const PLAIN = { type: 'text', autocomplete: 'off' } as const;
const SECRET = { type: 'password', autocomplete: 'new-password' } as const;

type Cells = { readonly [C in Column]?: string };

interface Props {
  readonly line: CheckedLine;
  readonly state: StoreState;
  readonly actions: StoreActions;
}

/** One line, to be mended in place. Its secret can be typed anew, and is not shown. */
export function LineEditor({ line, state, actions }: Props) {
  const [typed, setTyped] = useState<Cells>({});
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus();
  }, []);
  const isTyped = Object.keys(typed).length > 0;
  // The table may have cut what it says of the line.
  const hint = [detailOf(line, state), adviceFor(line)].filter(Boolean).join(' ');
  const number = String(line.number);
  const hasSecret = Boolean(state.table?.secrets.get(line.number));
  const close = () => actions.edit(null);
  return (
    <form
      class="section editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        actions.change(line.number, typed);
      }}
      onKeyDown={({ key }) => {
        // A key must not lose what was typed.
        if (key === 'Escape' && !isTyped) close();
      }}
    >
      <h2 ref={heading} tabIndex={-1}>
        {text('lineNumber', number)}
      </h2>
      {hint !== '' && <p class="hint">{hint}</p>}
      <Candidates
        line={line}
        onChoose={(associateId) => actions.chooseUser(line.number, associateId, typed)}
      />
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
        <button type="button" onClick={() => actions.leaveOut(line.number, line.state !== 'leftOut', typed)}>
          {text(line.state === 'leftOut' ? 'takeIn' : 'leaveOut')}
        </button>
        <button type="button" onClick={close}>
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

interface CandidatesProps {
  readonly line: CheckedLine;
  readonly onChoose: (associateId: number) => void;
}

/** The users whom the line may mean. */
function Candidates({ line: { match }, onChoose }: CandidatesProps) {
  const similar = match.kind === 'unknown' ? [...match.suggestions, ...match.inactive] : [];
  const users: readonly TableUser[] = match.kind === 'several' ? match.users : similar;
  if (users.length === 0) return null;
  return (
    <ul class="candidates">
      {users.map((user) => (
        <li key={user.associateId}>
          <button type="button" onClick={() => onChoose(user.associateId)}>
            {[nameOf(user), user.email, user.group, user.mark && text(user.mark)].filter(Boolean).join(' · ')}
          </button>
        </li>
      ))}
    </ul>
  );
}
