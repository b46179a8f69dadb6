import type { Associate, ExpectedUser, Mark } from './associates.ts';
import type { Draft, StoredEntry } from './credentials.ts';
import type { Failure } from './failures.ts';
import { isRecord } from './is-record.ts';
import type { UserRow } from './netserver/users.ts';
import type { Result } from './result.ts';
import type { EffectiveSettings, ManyAtOnce, SiteSettings } from './settings.ts';
import { arrayOf, fits, nullable, type Shape, type Shaped, type ShapeOf } from './shapes.ts';

/** The worker's answer to a form that opens. */
export interface Opened {
  /** The tenant's name for people. */
  readonly tenant: string;
  /** The host that everything is sent to. */
  readonly host: string;
  readonly user: Associate;
  /** What the form says back with each command: on whose behalf alone it may act. */
  readonly as: ExpectedUser;
  /** False when the user lacks the rights that usually go with storing for others: a warning, not a block. */
  readonly managesUsers: boolean;
  /** The person, associate or company that the page or the clicked link is about. */
  readonly about: About;
  /** The same as a short text (`src/purpose.ts`); the form sends it whenever it opens again. */
  readonly purpose: string;
  /** Why nothing can be saved yet: the secret would be sent unencrypted, and the person has not agreed to that. */
  readonly blocker: Failure | null;
  /** The values that new credentials begin with, and the policies that hold for them. */
  readonly preset: Preset;
  /** False where the browser's storage could not be read: the person's settings are not in force. */
  readonly settingsRead: boolean;
  /** The user's Saves from this tab that are under way, or whose end no form has shown; the latest first. */
  readonly pendingSaves: readonly PendingSave[];
}

/** The settings and policies that a form follows. */
export interface Preset {
  readonly type: string;
  /** 0 for no end. */
  readonly validityDays: number;
  /** True where the server's clock is known to show an earlier time: a day that has begun here may not have begun there. */
  readonly startsEarlier: boolean;
  /** The types that may be stored; empty for all. */
  readonly types: readonly string[];
  /** The title of the form's window; empty for the extension's name. */
  readonly windowTitle: string;
  readonly manyAtOnce: ManyAtOnce;
}

/** A base address and its settings, as the settings page shows them. */
export interface SiteView {
  readonly base: string;
  readonly own: Partial<SiteSettings>;
  readonly effective: EffectiveSettings;
}

/** One step of a connection check; no step names a ticket, a token or a secret. */
export interface CheckStep {
  readonly name: 'api' | 'currentPrincipal' | 'currentToken' | 'classicTicket' | 'list';
  /** The question: a path, or the name of an endpoint. */
  readonly asked: string;
  /** The answer in a few words, or the failure. */
  readonly answered: string | Failure;
  /** The same for a report, which others read: no name, and none of the server's words. */
  readonly reported: string;
  readonly isGood: boolean;
  readonly milliseconds: number;
}

/** A remark on a connection, whether it works or not. */
export type CheckNote =
  /** A service worker of the page's origin. */
  | 'serviceWorker'
  /** Something that is not NetServer, or nothing, has answered in the place of an endpoint. */
  | 'otherServer'
  /** The user's rights allow the call for the user, and for nobody else. */
  | 'ownOnly';

/** The outcome of a connection check. */
export interface ConnectionCheck {
  /** The endpoint that a Save would use, or why there is none. */
  readonly verdict: { readonly endpoint: string; readonly milliseconds: number } | Failure;
  readonly notes: readonly CheckNote[];
  readonly steps: readonly CheckStep[];
}

/** The entries that an associate has of a type. */
export interface StoredList {
  /** `null`: the server answered no list. */
  readonly entries: readonly StoredEntry[] | null;
  /** The location code of the server's time zone, in which the dates are; `null` where it equals this computer's. */
  readonly otherTimeZone: string | null;
  /** True where that clock shows an earlier time (see {@link Preset.startsEarlier}). */
  readonly startsEarlier: boolean;
}

/** An entry, and the associate to store it for. */
export interface Target {
  readonly associate: Associate;
  readonly draft: Draft;
}

/** A Save that a form has asked for, without its secret. */
export interface PendingSave extends Target {
  /** Made by the form. */
  readonly id: string;
  /** The form that asked for the Save. */
  readonly form: string;
  /** The entries that were stored under the same name before, as far as the form knew; `null` where it did not know. */
  readonly before: readonly StoredEntry[] | null;
}

export interface Saved {
  /** True when an earlier Save or removal of the same entry may still be under way at the server, and change what is there. */
  readonly earlierMayRun?: boolean;
  /** True when the answer was lost and the entry was found by asking again; its secret cannot be read back. */
  readonly readBack: boolean;
}

/** A row of the associate search. Its mark says whether the associate is an unusual choice. */
export interface FoundAssociate extends Associate {
  readonly mark: Mark;
  /**
   * The e-mail address or the user group, where it tells the associate from another of the same name; empty where that is
   * not needed.
   */
  readonly detail: string;
}

interface UserPage {
  readonly users: readonly UserRow[];
  /** How many rows SuperOffice has given so far; `null` where there were no more. */
  readonly next: number | null;
}

export type About =
  /** `offered`: named beside what the page is about. */
  | { readonly kind: 'associate' | 'offered'; readonly associate: Associate; readonly mark: Mark }
  /** A person who is no associate, a company, or nobody in particular. */
  | { readonly kind: 'notAnAssociate' | 'company' | 'nobody' }
  /** The page names somebody, but they could not be looked up. */
  | { readonly kind: 'failed'; readonly failure: Failure };

const USER = {
  associateId: 'number',
  fullName: 'string',
  tenant: 'string',
} as const satisfies ShapeOf<ExpectedUser>;
const ASSOCIATE = {
  associateId: 'number',
  fullName: 'string',
  userName: 'string',
} as const satisfies ShapeOf<Associate>;
const ENTRY = {
  PublicValue: 'string',
  Comment: 'string',
  ValidFrom: 'string',
  ValidTo: 'string',
  IsActive: 'boolean',
} as const satisfies ShapeOf<StoredEntry>;
const SAVE = {
  tabId: 'number',
  /** Made by the form: all later messages about this Save use it. */
  id: 'string',
  form: 'string',
  as: USER,
  associate: ASSOCIATE,
  draft: { Type: 'string', ...ENTRY },
  /** The entries that are stored under the same name already; `null`: the form does not know. */
  before: nullable(arrayOf(ENTRY)),
} as const;
const REMOVAL = {
  tabId: 'number',
  id: 'string',
  as: USER,
  associateId: 'number',
  type: 'string',
  publicValue: 'string',
} as const;

/**
 * Everything that the extension's pages can ask of the worker: a row for each command, with the members of its message. Every
 * member is required. A command with an `id` can be cancelled by it; a message with the same `id` replaces the earlier one.
 */
const INPUTS = {
  open: {
    tabId: 'number',
    id: 'string',
    /** The id of the form that asks: a clicked link belongs to the form that it opened. */
    form: 'string',
    /** The tab's address, where the form has just seen it; empty: the worker looks. */
    address: 'string',
    /** The purpose that the form was opened for, once it knows it; empty: the clicked link counts, or the page. */
    purpose: 'string',
    /** True of a tab in a private window. */
    isPrivate: 'boolean',
  },
  /** Lists the entries that the associate has of a type. */
  list: { tabId: 'number', as: USER, associateId: 'number', type: 'string' },
  remove: REMOVAL,
  /** Asks how a removal ended whose answer was lost because the browser stopped the worker. */
  checkRemoval: REMOVAL,
  save: {
    ...SAVE,
    secret: 'string',
    withoutSecret: 'boolean',
    /** The stored entry that is being changed: its unchanged values need not pass the rules for new input. */
    original: nullable(ENTRY),
    /** How many Saves of this form may be under way at a time. Further Saves wait in the worker, ready to be sent. */
    width: 'number',
  },
  /** Asks how a Save ends that another form has begun, or a worker that was stopped. */
  awaitSave: SAVE,
  /** Tells that a form has shown how the Save ended. */
  forgetSave: { id: 'string' },
  /** Cancels the task that has this id. */
  cancel: { id: 'string' },
  /**
   * Finds associates whose name, sign-in name or e-mail address contains each word of the text: `MAX_FOUND` of
   * `associates.ts` at most, sorted by name, and after them one more where there are more.
   */
  searchAssociates: { tabId: 'number', id: 'string', as: USER, text: 'string' },
  /** Gives a part of all users, in the order of their ids: those after the first `skip`, which the page has already. */
  users: { tabId: 'number', id: 'string', as: USER, skip: 'number' },
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
    } satisfies ShapeOf<SiteSettings>,
  },
  /** Asks everything that a Save needs, but saves nothing. */
  checkConnection: { tabId: 'number', id: 'string' },
  /** The person accepts that secrets are sent unencrypted to the tab's site. */
  allowUnencrypted: { tabId: 'number' },
  /** Gives the origins for which that was accepted. */
  unencryptedSites: {},
  /** The person withdraws that consent. */
  forbidUnencrypted: { origin: 'string' },
} as const satisfies Record<string, Shape>;

interface Outputs {
  open: Opened;
  list: StoredList;
  remove: null;
  checkRemoval: null;
  save: Saved;
  awaitSave: Saved;
  forgetSave: null;
  cancel: null;
  searchAssociates: readonly FoundAssociate[];
  users: UserPage;
  settings: readonly SiteView[];
  saveSettings: null;
  checkConnection: ConnectionCheck;
  allowUnencrypted: null;
  unencryptedSites: readonly string[];
  forbidUnencrypted: null;
}

export type Command = keyof typeof INPUTS;
export type Input<C extends Command> = Shaped<(typeof INPUTS)[C]>;
export type Output<C extends Command> = Result<Outputs[C]>;

/** One message, as it is sent. */
export interface Message<C extends Command = Command> {
  readonly command: C;
  readonly input: Input<C>;
}

/** Checks a message against its row: every member there, of its type, and nothing else. */
export function isMessage(message: unknown): message is Message {
  if (!isRecord(message) || typeof message.command !== 'string') return false;
  return Object.hasOwn(INPUTS, message.command) && fits(message.input, INPUTS[message.command as Command]);
}

/** True for a stored value that has the shape of a pending Save. */
export function isPendingSave(value: unknown): value is Input<'awaitSave'> {
  return fits(value, SAVE);
}
