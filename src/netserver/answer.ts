/** The answer that came back over HTTP, or the reason why none did. */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      /** When the server answered, by its own clock, as HTTP writes it. */
      readonly date?: string;
      /** How many seconds the server does not want to be asked again (`Retry-After`), where it says so. */
      readonly retryAfter?: number;
      /** True where the server wants a name and password (`WWW-Authenticate`): with cookies, the browser would ask for them. */
      readonly isChallenge?: true;
    }
  | {
      /**
       * `network`: no connection, or it broke; `timeout`: none in time; `cancelled`: the person did not want to wait;
       * `tooLarge`: more than an answer can be; `redirect`: sent elsewhere (and not followed: that could carry a secret
       * to another host).
       */
      readonly lost: 'network' | 'timeout' | 'cancelled' | 'tooLarge' | 'redirect';
    };

/** Why an answer was lost. */
export type Loss = Extract<HttpAnswer, { lost: unknown }>['lost'];

/** The answer of an operation of NetServer, over SOAP or REST. */
export type Answer<T> =
  | { readonly kind: 'success'; readonly value: T }
  /** NetServer refused: `type` is the exception's class without its namespace, the texts are the server's own. */
  | {
      readonly kind: 'exception';
      readonly type: string;
      readonly message: string;
      readonly friendlyText: string;
    }
  /**
   * A soap:Fault: the request did not reach the operation, or the server does not wrap exceptions. `code` has no prefix:
   * `ActionNotSupported`, `InternalServiceFault`, …
   */
  | { readonly kind: 'fault'; readonly code: string; readonly message: string }
  /** Any other status than 200; `type` and `message` where the body was a REST error. */
  | ({
      readonly kind: 'http';
      readonly status: number;
      readonly type: string;
      readonly message: string;
    } & Notices)
  /** The status is 200, but the body is no answer: a sign-in or maintenance page (`html`), or broken (`malformed`). */
  | { readonly kind: 'unreadable'; readonly why: 'html' | 'malformed' }
  | { readonly kind: 'lost'; readonly why: Loss };

/** The headers of an HTTP answer that count beside its status. */
type Notices = Pick<Extract<HttpAnswer, { status: number }>, 'retryAfter' | 'isChallenge'>;

/** An answer by its status, and what a REST error says beside it. */
export function httpAnswer(
  { status, retryAfter, isChallenge }: Extract<HttpAnswer, { status: number }>,
  { type, message } = { type: '', message: '' },
): Extract<Answer<never>, { kind: 'http' }> {
  return {
    kind: 'http',
    status,
    type,
    message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(isChallenge ? { isChallenge } : {}),
  };
}

/**
 * The class of an exception without its namespace and assembly: `SuperOffice.Exceptions.SoSessionException, SoCore,
 * Version=…` and `SoSessionException` are the same.
 */
export function exceptionClass(text: string): string {
  return text.split(/[,[`]/, 1)[0]?.trim().split(/[.+]/).at(-1) ?? '';
}

/**
 * True where a text can be a ticket or a token. Such a text is sent as it is, so it holds nothing that has to be escaped or
 * trimmed.
 */
export function isTicket(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
