import type { ComponentChildren } from 'preact';

/** The attributes that tie an input to its label, hint and error. */
export interface Ties {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

interface Props {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Stands beside the label, for a button or a count. */
  readonly aside?: ComponentChildren;
  readonly children: (ties: Ties) => ComponentChildren;
}

/** A label, an input, and below it what is wrong with it, or else what it is for. */
export function Field({ name, label, hint, error, aside, children }: Props) {
  const below = error ?? hint;
  const ties: Ties = {
    id: name,
    'aria-describedby': below ? `${name}-below` : undefined,
    'aria-invalid': error ? 'true' : undefined,
  };
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <div class="above">
        <label id={`${name}-label`} for={name}>
          {label}
        </label>
        {aside}
      </div>
      {children(ties)}
      {below && (
        <p id={`${name}-below`} class={error ? 'error' : 'hint'}>
          {below}
        </p>
      )}
    </div>
  );
}
