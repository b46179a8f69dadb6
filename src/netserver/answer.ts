/** What came back over HTTP, or why nothing did. */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      /** When the server's clock says that it answered, as HTTP writes it. */
      readonly date?: string;
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

/** What an operation of NetServer answered, over SOAP or REST. */
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
  | { readonly kind: 'http'; readonly status: number; readonly type: string; readonly message: string }
  /** Status 200 and not the answer: a sign-in or maintenance page (`html`), or broken (`malformed`). */
  | { readonly kind: 'unreadable'; readonly why: 'html' | 'malformed' }
  | { readonly kind: 'lost'; readonly why: Loss };
