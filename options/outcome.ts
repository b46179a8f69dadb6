import type { ComponentChildren } from 'preact';

/** The outcome of the last action: what was done, and what went wrong. */
export interface Outcome {
  readonly said?: ComponentChildren;
  readonly wrong?: ComponentChildren;
}
