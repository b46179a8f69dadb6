import type { FieldErrors } from './credentials.ts';

/** A person who can sign in, as the form shows people: full name, user name and `#id`. */
export interface Person {
  readonly associateId: number;
  readonly fullName: string;
  readonly userName: string;
}

/**
 * Everything that can go wrong, each with one meaning and one sentence (`_locales`, `failure_…`). `words` are the
 * server's own, shown as such. After a write, only `unknown`, `notYet`, `indistinguishable` and `unsettled` leave open
 * what the server holds.
 */
export type Failure =
  /** The tab shows no SuperOffice page. */
  | { readonly kind: 'notSuperOffice' }
  /** The browser lets the extension into a tab only after a click on its icon there; that click is used up. */
  | { readonly kind: 'noAccess' }
  | { readonly kind: 'tabClosed' }
  /** The tab went to another page while it was being asked. */
  | { readonly kind: 'tabLeft' }
  | { readonly kind: 'notSignedIn' }
  /** Signed in when the form was opened, not any more. */
  | { readonly kind: 'sessionEnded' }
  /** NetServer refuses the ticket of a session that the web client still accepts, and a renewed one too. */
  | { readonly kind: 'ticketRefused' }
  /** Signed in, and the page's XSRF value is refused. */
  | { readonly kind: 'stalePage' }
  /** Not the user or tenant that the form shows. */
  | { readonly kind: 'otherUser'; readonly shown: string; readonly now: string }
  | { readonly kind: 'otherTenant'; readonly shown: string; readonly now: string }
  /** The link that was clicked belongs to another installation than its page. */
  | { readonly kind: 'foreignLink' }
  /** NetServer answers, and names nobody. */
  | { readonly kind: 'noUser' }
  /** `SoSentryException`: the user lacks a right. */
  | { readonly kind: 'notAllowed'; readonly words: string }
  /** HTTP 403: the web server, not NetServer, keeps the user out. */
  | { readonly kind: 'forbidden'; readonly words: string }
  /** No way leads to an operation: what was tried, and what each step answered. */
  | { readonly kind: 'noWay'; readonly tried: readonly string[] }
  /** The installation wants the key of a registered app (ApplicationToken). */
  | { readonly kind: 'applicationToken'; readonly words: string }
  /** An administrator's policy refuses unencrypted sites. */
  | { readonly kind: 'httpRefused' }
  /** The User agent, which keeps credentials, is not offered: online that is the default for apps. */
  | {
      readonly kind: 'agentClosed';
      readonly status: number;
      readonly words: string;
      /** As of `noWay`. */
      readonly tried: readonly string[];
    }
  /** Any other exception of NetServer's. */
  | { readonly kind: 'refused'; readonly exceptionType: string; readonly words: string }
  /** HTTP 421: online tenants move between hosts. */
  | { readonly kind: 'tenantMoved' }
  /** A page instead of an answer: maintenance, a proxy, a sign-in page. */
  | { readonly kind: 'pageInstead' }
  /** A fault, or a status that says no more than that something is wrong there. */
  | { readonly kind: 'serverFault'; readonly status: number; readonly words: string }
  | { readonly kind: 'unreadable' }
  /** The extension, or a proxy, has waited long enough. */
  | { readonly kind: 'noAnswer' }
  | { readonly kind: 'noConnection' }
  | { readonly kind: 'cancelled' }
  /** The browser stopped the extension's worker before it could answer. */
  | { readonly kind: 'interrupted' }
  /** Plain http to another machine, not agreed to yet. */
  | { readonly kind: 'unencrypted' }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors }
  /** Settings that cannot be, by name. */
  | { readonly kind: 'invalidSettings'; readonly names: readonly string[] }
  /** A value that cannot be sent as it is, outside the fields. */
  | { readonly kind: 'unsendable'; readonly member: string }
  /** Another window is saving for the same tab. */
  | { readonly kind: 'alreadySaving' }
  /** The request may have been carried out. Inside the worker only: it asks the server before it says anything. */
  | { readonly kind: 'unknown'; readonly because: Failure }
  /** It was not carried out: the server was asked, and does not have it, or still has it. */
  | { readonly kind: 'notSaved' }
  | { readonly kind: 'notRemoved' }
  /** Likewise so far. But the answer was not waited for, so the server may still be at it. */
  | { readonly kind: 'notYet'; readonly because: Failure }
  /** The server has an entry like it that may be from before: whose secret it holds cannot be read. */
  | { readonly kind: 'indistinguishable' }
  /** Nobody can tell: the server could not be asked either. */
  | { readonly kind: 'unsettled'; readonly because: Failure };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** A result that holds a value. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A result that holds a failure. */
export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
