import type { ComponentChildren } from 'preact';

/** The attributes that connect an input with its label, hint and error. */
export interface InputProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

/** The texts of a field. */
export interface FieldTexts {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** The meaning of the field in SuperOffice, while help is on. */
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  /** A remark on the field's value. It may come and go, and is announced when it does. */
  readonly note?: string | undefined;
}

interface Props extends FieldTexts {
  /** A button or a count beside the label. */
  readonly aside?: ComponentChildren;
  readonly children: (inputProps: InputProps) => ComponentChildren;
}

/** A label with its hint, the input, and below it error, note and help. */
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
