import type { ComponentChildren } from 'preact';

/** What became of the last act: what is good about it, and what went wrong. */
export interface Outcome {
  readonly said?: ComponentChildren;
  readonly wrong?: ComponentChildren;
}
