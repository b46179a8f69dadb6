import type { ComponentChildren } from 'preact';

/** The attributes that tie an input to its label, hint and error. */
export interface InputProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

/** What a field says of itself. */
export interface FieldTexts {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** What the field means in SuperOffice, where the person wants to know. */
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  /** What is worth knowing of what the field holds; may come and go, and is then read out. */
  readonly note?: string | undefined;
}

interface Props extends FieldTexts {
  /** Stands beside the label, for a button or a count. */
  readonly aside?: ComponentChildren;
  readonly children: (inputProps: InputProps) => ComponentChildren;
}

/** A label with what the field is for beside it, the input, and below it what is wrong with it. */
export function Field({ name, label, hint, help, error, note, aside, children }: Props) {
  const hintId = hint && `${name}-hint`;
  const errorId = error && `${name}-error`;
  const noteId = note && `${name}-note`;
  const helpId = help && `${name}-help`;
  const inputProps: InputProps = {
    id: name,
    'aria-describedby': [errorId, noteId, hintId, helpId].filter(Boolean).join(' ') || undefined,
    'aria-invalid': error ? 'true' : undefined,
  };
  return (
    <div class="field">
      <div class="above">
        <label id={`${name}-label`} for={name}>
          {label}
        </label>
        {hint && (
          <p id={hintId} class="hint">
            {hint}
          </p>
        )}
        {aside}
      </div>
      {children(inputProps)}
      {error && (
        <p id={errorId} class="error">
          {error}
        </p>
      )}
      {/* A live region must exist before its text changes, or it is not announced. */}
      <p id={`${name}-note`} class="note" aria-live="polite">
        {note}
      </p>
      {help && (
        <p id={helpId} class="help">
          {help}
        </p>
      )}
    </div>
  );
}
