import type { FieldErrors } from './credentials.ts';

/**
 * Everything that can go wrong, each with one meaning and one sentence (`_locales`, `failure_…`). `serverMessage` is the
 * server's own text, shown as such. `cause` is another failure, whose sentence follows. {@link TRAITS} says what follows from
 * each.
 */
export type Failure =
  /** The tab shows no SuperOffice page. */
  | { readonly kind: 'notSuperOffice' }
  /** The browser lets the extension into a tab only after a click on its icon there; that click is used up. */
  | { readonly kind: 'noAccess' }
  | { readonly kind: 'tabClosed' }
  /** The tab went to another page while it was being asked. */
  | { readonly kind: 'tabLeft' }
  /** A page of the browser's own in place of SuperOffice's: there was no connection, or no certificate that it trusts. */
  | { readonly kind: 'errorPage' }
  /** The browser keeps all extensions out of what the tab shows: a PDF in Firefox, a protected site. */
  | { readonly kind: 'tabClosedOff' }
  /** An administrator's policy for the browser keeps extensions off the site. */
  | { readonly kind: 'blockedByPolicy' }
  /** The page shows no sign of its session yet. */
  | { readonly kind: 'tabLoading' }
  /** Nothing runs in the page: it waits for a message to be closed, or a script of its own has no end. */
  | { readonly kind: 'tabSilent' }
  /** The browser has discarded or frozen the tab. */
  | { readonly kind: 'tabAsleep' }
  | { readonly kind: 'tabCrashed' }
  | { readonly kind: 'notSignedIn' }
  /** The user was signed in when the form was opened, and is not any more. */
  | { readonly kind: 'sessionEnded' }
  /** NetServer refuses the ticket of a session that the web client still accepts, and a renewed one too. */
  | { readonly kind: 'ticketRefused' }
  /** The user is signed in, but the page's XSRF value is refused. */
  | { readonly kind: 'stalePage' }
  /** Another user or tenant than the form shows is signed in. Nothing was sent on their behalf. */
  | { readonly kind: 'otherUser' | 'otherTenant'; readonly expected: string; readonly actual: string }
  /** The form was opened for another installation than the one that the tab shows now. */
  | { readonly kind: 'otherSite' }
  /** The link that was clicked belongs to another installation than its page. */
  | { readonly kind: 'foreignLink' }
  /** The link that was clicked names somebody, in a way that cannot be read. */
  | { readonly kind: 'unreadableLink' }
  /** NetServer answers, but names no user. */
  | { readonly kind: 'noUser' }
  /** `SoSentryException`: the user lacks a right. */
  | { readonly kind: 'notAllowed'; readonly serverMessage: string }
  /** HTTP 403: the web server, not NetServer, keeps the user out. */
  | { readonly kind: 'forbidden'; readonly serverMessage: string }
  /** No endpoint offers an operation. `attempts`: what was tried, and what each answered. */
  | { readonly kind: 'noEndpoint'; readonly attempts: readonly string[] }
  /** The installation wants the key of a registered app (ApplicationToken). */
  | { readonly kind: 'applicationToken'; readonly serverMessage: string }
  /** An administrator's policy refuses unencrypted sites. */
  | { readonly kind: 'httpRefused' }
  /** An administrator's policy switches the page for many off. */
  | { readonly kind: 'batchOff' }
  /** There is a policy of an administrator, and the browser cannot read it. */
  | { readonly kind: 'policyUnreadable' }
  /** The User agent, which keeps credentials, is not offered. Online that is the default for apps. */
  | {
      readonly kind: 'agentClosed';
      readonly status: number;
      readonly serverMessage: string;
      /** The same as in `noEndpoint`. */
      readonly attempts: readonly string[];
    }
  /** Any other exception of NetServer's. */
  | { readonly kind: 'refused'; readonly exceptionType: string; readonly serverMessage: string }
  /** HTTP 421: online tenants move between hosts. */
  | { readonly kind: 'tenantMoved' }
  /** A page instead of an answer: maintenance, a proxy, a sign-in page. Behind a gateway the server may still be at work. */
  | { readonly kind: 'pageInstead'; readonly isGateway?: true }
  /** A fault, or a status that only says that something is wrong there. */
  | { readonly kind: 'serverFault'; readonly status: number; readonly serverMessage: string }
  | { readonly kind: 'unreadable' }
  /** No answer in time: the extension, or a proxy, has given up waiting. */
  | { readonly kind: 'noAnswer' }
  | { readonly kind: 'noConnection' }
  /** The server has too much to do, and says for how many seconds it does not want to be asked. */
  | { readonly kind: 'busy'; readonly seconds: number }
  | { readonly kind: 'cancelled' }
  /** The browser stopped the extension's worker before it could answer. */
  | { readonly kind: 'interrupted' }
  /** The browser's storage for the extension cannot be read or written. */
  | { readonly kind: 'browserStorage' }
  /** A bug of the extension, by the error's name only: its text might quote a secret. */
  | { readonly kind: 'internal'; readonly error: string }
  /** Plain http to another machine, not agreed to yet. */
  | { readonly kind: 'unencrypted' }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors }
  /** Invalid settings, by name. */
  | { readonly kind: 'invalidSettings'; readonly names: readonly string[] }
  /** A value that cannot be sent as it is, outside the fields. */
  | { readonly kind: 'unsendable'; readonly member: string }
  /** The same entry is being saved by another form. */
  | { readonly kind: 'alreadySaving' }
  /** Nothing was sent: the entry that was to be changed is not stored any more. */
  | { readonly kind: 'entryGone' }
  /** Nothing was sent: the entry that was to be removed again is another one by now. */
  | { readonly kind: 'entryChanged' }
  /**
   * The write was not carried out. The server ended the exchange, and its list lacks the entry that was to be saved, or
   * still has the one that was to be removed.
   */
  | { readonly kind: 'notSaved' | 'notRemoved'; readonly cause: Failure }
  /** The write was not carried out so far, but the server may still be working on it. */
  | { readonly kind: 'notSavedYet' | 'notRemovedYet'; readonly cause: Failure }
  /** The server has an equal entry that may be older than the Save: secrets cannot be read, and so not compared. */
  | { readonly kind: 'indistinguishable' }
  /** The server has an entry of the same name now that is neither what was sent nor what was there before. */
  | { readonly kind: 'storedOtherwise' }
  /** Nobody knows what the server holds: the answer was lost, and the server could not be asked either. */
  | { readonly kind: 'unsettled'; readonly lossReason: Failure; readonly cause: Failure }
  /** The write was carried out while somebody else signed in, perhaps in that user's name. */
  | { readonly kind: 'userChanged'; readonly expected: string; readonly actual: string }
  /** The write was carried out, but it could not be asked afterwards who was signed in. */
  | { readonly kind: 'userUnverified'; readonly expected: string; readonly cause: Failure };

/** A step that a person can take after a failure, from where they are; the button for it says `step_…`. */
export type NextStep =
  | 'goToTab'
  | 'reloadTab'
  | 'openSettings'
  | 'startOver'
  | 'tryAgain'
  | 'askAgain'
  | 'allowUnencrypted';

interface Traits {
  /** Absent where only the fields, or somebody else, can help. */
  readonly nextStep?: NextStep;
  /** True where it is not known what the server holds after a write: the sentence says so, and nothing else may. */
  readonly leavesOpen?: true;
  /** True where another site than SuperOffice may have answered: any ASP.NET site may have a default.aspx. */
  readonly orNotSuperOffice?: true;
}

/** The traits of each failure. */
export const TRAITS: { readonly [K in Failure['kind']]: Traits } = {
  notSuperOffice: {},
  noAccess: { nextStep: 'goToTab' },
  tabClosed: {},
  tabLeft: { nextStep: 'goToTab' },
  errorPage: { nextStep: 'reloadTab' },
  tabClosedOff: { nextStep: 'goToTab' },
  blockedByPolicy: {},
  tabLoading: { nextStep: 'tryAgain' },
  tabSilent: { nextStep: 'goToTab' },
  tabAsleep: { nextStep: 'goToTab' },
  tabCrashed: { nextStep: 'reloadTab' },
  notSignedIn: { nextStep: 'goToTab' },
  sessionEnded: { nextStep: 'goToTab' },
  ticketRefused: {},
  stalePage: { nextStep: 'reloadTab' },
  otherUser: { nextStep: 'startOver' },
  otherTenant: { nextStep: 'startOver' },
  otherSite: { nextStep: 'goToTab' },
  foreignLink: {},
  unreadableLink: {},
  noUser: { nextStep: 'tryAgain' },
  notAllowed: {},
  forbidden: { orNotSuperOffice: true },
  noEndpoint: { nextStep: 'openSettings' },
  applicationToken: { nextStep: 'openSettings' },
  httpRefused: {},
  batchOff: {},
  policyUnreadable: { nextStep: 'tryAgain' },
  agentClosed: {},
  refused: {},
  tenantMoved: { nextStep: 'reloadTab' },
  pageInstead: { nextStep: 'reloadTab', orNotSuperOffice: true },
  serverFault: { nextStep: 'tryAgain', orNotSuperOffice: true },
  unreadable: { nextStep: 'tryAgain', orNotSuperOffice: true },
  noAnswer: { nextStep: 'tryAgain' },
  noConnection: { nextStep: 'tryAgain' },
  busy: { nextStep: 'tryAgain' },
  cancelled: { nextStep: 'tryAgain' },
  interrupted: { nextStep: 'tryAgain' },
  browserStorage: { nextStep: 'tryAgain' },
  internal: { nextStep: 'tryAgain' },
  unencrypted: { nextStep: 'allowUnencrypted' },
  invalid: {},
  invalidSettings: {},
  unsendable: {},
  alreadySaving: { nextStep: 'tryAgain' },
  entryGone: {},
  entryChanged: {},
  notSaved: { nextStep: 'tryAgain' },
  notRemoved: {},
  notSavedYet: { nextStep: 'askAgain', leavesOpen: true },
  notRemovedYet: { leavesOpen: true },
  indistinguishable: { nextStep: 'tryAgain', leavesOpen: true },
  storedOtherwise: { nextStep: 'tryAgain', leavesOpen: true },
  unsettled: { nextStep: 'askAgain', leavesOpen: true },
  userChanged: { nextStep: 'startOver', leavesOpen: true },
  userUnverified: { nextStep: 'startOver', leavesOpen: true },
};

/** True where it is not known what the server holds after a write. */
export function leavesOpen({ kind }: Failure): boolean {
  return TRAITS[kind].leavesOpen ?? false;
}

/**
 * Says whether a failure is about one entry, or about the connection to SuperOffice, which stops all other entries, too.
 * `cause`: the failure's cause decides. This table is apart from {@link TRAITS}, because only the page for many asks, and
 * the form need not carry it.
 */
const SCOPES: { readonly [K in Failure['kind']]: 'entry' | 'connection' | 'cause' } = {
  notSuperOffice: 'connection',
  noAccess: 'connection',
  tabClosed: 'connection',
  tabLeft: 'connection',
  errorPage: 'connection',
  tabClosedOff: 'connection',
  blockedByPolicy: 'connection',
  tabLoading: 'connection',
  tabSilent: 'connection',
  tabAsleep: 'connection',
  tabCrashed: 'connection',
  notSignedIn: 'connection',
  sessionEnded: 'connection',
  ticketRefused: 'connection',
  stalePage: 'connection',
  otherUser: 'connection',
  otherTenant: 'connection',
  otherSite: 'connection',
  foreignLink: 'entry',
  unreadableLink: 'entry',
  noUser: 'connection',
  notAllowed: 'connection',
  forbidden: 'connection',
  noEndpoint: 'connection',
  applicationToken: 'connection',
  httpRefused: 'connection',
  batchOff: 'connection',
  policyUnreadable: 'connection',
  agentClosed: 'connection',
  refused: 'entry',
  tenantMoved: 'connection',
  pageInstead: 'connection',
  busy: 'connection',
  serverFault: 'entry',
  unreadable: 'entry',
  noAnswer: 'entry',
  noConnection: 'connection',
  cancelled: 'entry',
  interrupted: 'connection',
  browserStorage: 'connection',
  internal: 'entry',
  unencrypted: 'connection',
  invalid: 'entry',
  invalidSettings: 'connection',
  unsendable: 'entry',
  alreadySaving: 'entry',
  entryGone: 'entry',
  entryChanged: 'entry',
  notSaved: 'entry',
  notRemoved: 'entry',
  notSavedYet: 'entry',
  notRemovedYet: 'entry',
  indistinguishable: 'entry',
  storedOtherwise: 'entry',
  unsettled: 'cause',
  userChanged: 'connection',
  userUnverified: 'connection',
};

/** True where a failure is about more than one entry: signed out, another user, no rights, no network, too many requests. */
export function concernsConnection(failure: Failure): boolean {
  const scope = SCOPES[failure.kind];
  return scope === 'cause' && 'cause' in failure ? concernsConnection(failure.cause) : scope === 'connection';
}

/** True where a write may have been carried out or not, and asking again may tell. */
export function mayEndYet({ kind }: Failure): boolean {
  return ['unsettled', 'notSavedYet', 'notRemovedYet'].includes(kind);
}
