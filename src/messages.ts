import type { Draft, StoredEntry } from './credentials.ts';
import type { Failure, Person, Result } from './outcomes.ts';
import type { EffectiveSettings, SiteSettings } from './settings.ts';

/** What the form learns when it opens. */
export interface Opened {
  /** The tenant's name for people, and what the form says back at Save. */
  readonly tenant: string;
  /** The host that everything is sent to. */
  readonly host: string;
  readonly user: Person;
  /** False when the user lacks the rights that usually go with storing for others: a warning, not a block. */
  readonly managesUsers: boolean;
  /** Whom the page or the clicked link is about. */
  readonly about: About;
  /** Why nothing can be saved yet: the secret would travel unencrypted, and nobody has agreed to that, or nobody may. */
  readonly obstacle: Failure | null;
  /** What new credentials begin with, from the settings. */
  readonly preset: Preset;
  /** A Save of this tab that is under way, or whose end no form has shown. */
  readonly lastSave: LastSave | null;
}

/** The settings and policies that a form follows. */
export interface Preset {
  readonly type: string;
  /** 0 for no end. */
  readonly validityDays: number;
  /** The types that may be stored; empty for all. */
  readonly types: readonly string[];
  /** What the form's window is called; empty for the extension's name. */
  readonly windowTitle: string;
}

/** What the settings page shows of a base address. */
export interface SiteView {
  readonly base: string;
  readonly own: Partial<SiteSettings>;
  readonly effective: EffectiveSettings;
}

/** One step of a connection check; no step names a ticket, a token or a secret. */
export interface CheckStep {
  readonly name: 'api' | 'currentPrincipal' | 'currentToken' | 'classicTicket' | 'GetAssociate';
  /** What was asked: a path, or the name of a way. */
  readonly asked: string;
  /** What came back, in a few words, or the failure. */
  readonly answered: string | Failure;
  readonly isGood: boolean;
  readonly milliseconds: number;
}

/** What an associate has of a type. */
export interface StoredList {
  /** `null`: the server answered no list. */
  readonly entries: readonly StoredEntry[] | null;
  /** The server's time zone, by its location code: by its clock the dates are. `null` where that shows what this computer's does. */
  readonly otherTimeZone: string | null;
}

/** What a Save was about. */
export interface LastSave {
  readonly associate: Person;
  readonly draft: Draft;
}

export interface Saved {
  /** True when the answer was lost and the entry was found by asking again; its secret cannot be read back. */
  readonly readBack: boolean;
}

/** A row of the associate search, with what makes a person an unusual choice. */
export interface FoundPerson extends Person {
  readonly mark: 'inactive' | 'externalUser' | 'resource' | null;
}

export type About =
  | { readonly kind: 'associate'; readonly person: Person }
  /** A person who is no associate, a company, or nobody in particular. */
  | { readonly kind: 'outsider' | 'company' | 'nobody' }
  /** The page names somebody who could not be looked up. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The user and tenant that the form shows, and on whose behalf alone the worker may act. */
const SHOWN = { associateId: 'number', fullName: 'string', tenant: 'string' } as const;

/**
 * The messages from the extension's pages to its worker: the shape of each input, which the worker checks before it
 * looks at anything. A new message is a row here, a row of {@link Outputs} and a row in `background/commands.ts`.
 */
const INPUTS = {
  /** The tab's address, where the form has just seen it; empty: the worker looks. Again: about what the form was opened for. */
  open: { tabId: 'number', address: 'string', again: 'boolean' },
  /** What the associate has of a type. */
  list: { tabId: 'number', shown: SHOWN, associateId: 'number', type: 'string' },
  remove: { tabId: 'number', shown: SHOWN, associateId: 'number', type: 'string', publicValue: 'string' },
  save: {
    tabId: 'number',
    shown: SHOWN,
    associate: { associateId: 'number', fullName: 'string', userName: 'string' },
    draft: {
      Type: 'string',
      PublicValue: 'string',
      Comment: 'string',
      ValidFrom: 'string',
      ValidTo: 'string',
      IsActive: 'boolean',
    },
    secret: 'string',
    withoutSecret: 'boolean',
    /** An entry that differs in its secret at most may have been there before: reading back cannot tell the two apart. */
    mayExist: 'boolean',
  },
  /** How a Save ended that another form, or a worker now stopped, has begun. */
  awaitSave: { tabId: 'number' },
  /** The form has shown how the last Save ended. */
  forgetSave: { tabId: 'number' },
  /** Gives up what is under way in the tab. */
  cancel: { tabId: 'number' },
  /** Associates whose name or user name contains the text, 20 at most. */
  searchAssociates: { tabId: 'number', text: 'string' },
  /** The settings of every base address that is known, the tab's first; `tabId` 0 for no tab. */
  settings: { tabId: 'number' },
  saveSettings: {
    base: 'string',
    site: {
      servicesPath: 'string',
      applicationToken: 'string',
      transport: 'string',
      defaultType: 'string',
      validityDays: 'number',
    },
  },
  /** Asks everything that a Save needs, but saves nothing. */
  checkConnection: { tabId: 'number' },
  /** The person accepts that secrets travel unencrypted to the tab's site. */
  allowUnencrypted: { tabId: 'number' },
} as const satisfies Record<string, Shape>;

interface Outputs {
  open: Opened;
  list: StoredList;
  remove: null;
  save: Saved;
  awaitSave: Saved;
  forgetSave: null;
  cancel: null;
  searchAssociates: readonly FoundPerson[];
  settings: readonly SiteView[];
  saveSettings: null;
  checkConnection: readonly CheckStep[];
  allowUnencrypted: null;
}

export type Command = keyof typeof INPUTS;
export type Input<C extends Command> = Shaped<(typeof INPUTS)[C]>;
export type Output<C extends Command> = Result<Outputs[C]>;

/** One message, as it travels. */
export interface Message<C extends Command = Command> {
  readonly command: C;
  readonly input: Input<C>;
}

type Scalar = 'number' | 'string' | 'boolean';
interface Shape {
  readonly [name: string]: Scalar | Shape;
}
type Shaped<S> = S extends 'number'
  ? number
  : S extends 'string'
    ? string
    : S extends 'boolean'
      ? boolean
      : { readonly [K in keyof S]: Shaped<S[K]> };

/** Checks a message against its row: every member there, of its type, and nothing else. */
export function isMessage(message: unknown): message is Message {
  if (!isRecord(message) || typeof message.command !== 'string') return false;
  return Object.hasOwn(INPUTS, message.command) && fits(message.input, INPUTS[message.command as Command]);
}

function fits(value: unknown, shape: Scalar | Shape): boolean {
  if (typeof shape === 'string') return typeof value === shape && !Number.isNaN(value);
  if (!isRecord(value) || Object.keys(value).length !== Object.keys(shape).length) return false;
  return Object.entries(shape).every(
    ([name, inner]) => Object.hasOwn(value, name) && fits(value[name], inner),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
