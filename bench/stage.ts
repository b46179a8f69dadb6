import type { Evaluate } from '../tests/browser/document.ts';
import type { Surface } from '../tests/browser/driver.ts';
import type { Opening } from './probe.ts';

export type Who = 'ours' | 'floor';

export interface Opened {
  readonly popup: Surface;
  /** When the icon was clicked, in milliseconds since 1970. */
  readonly clicked: number;
  readonly opening: Opening;
}

/** A browser with both extensions, and a tab of the CRM in which its administrator is signed in. */
export interface Stage {
  readonly version: string;
  /** Runs in the page. */
  readonly evaluate: Evaluate;
  /** Loads an employee's page anew. */
  reload(): Promise<void>;
  /** Clicks the icon there, and waits until the form is ready. */
  open(who: Who): Promise<Opened>;
  /** Has an extension's worker run, or stops it, as the browser does after half a minute without work. */
  setWorker(who: Who, state: 'awake' | 'asleep'): Promise<void>;
  close(): Promise<void>;
}
