import type { Failure } from './failures.ts';

/** Shorter pieces occur in many texts by chance, and reveal little. */
const MIN_PIECE = 4;

/** Shown in place of a piece of the secret. */
const STRUCK = '•••';

/**
 * Gives the text of a server without the secret that it may quote. NetServer and the database quote values that they refuse
 * (“Truncated value: …”), whole or in part, as they are or escaped.
 */
export function strike(text: string, secret: string): string {
  const forms = [...new Set([secret, inXml(secret), JSON.stringify(secret).slice(1, -1)])];
  const least = Math.min(MIN_PIECE, secret.length);
  if (least === 0) return text;
  let struck = '';
  for (let at = 0; at < text.length; ) {
    const length = Math.max(...forms.map((form) => commonLength(text, at, { form, least })));
    struck += length > 0 ? STRUCK : text[at];
    at += length || 1;
  }
  return struck;
}

/** The length of the piece of `form` that begins at `at` in the text; 0 if it is shorter than `least`. */
function commonLength(
  text: string,
  at: number,
  { form, least }: { readonly form: string; readonly least: number },
): number {
  let length = least;
  if (!form.includes(text.slice(at, at + length)) || at + length > text.length) return 0;
  while (at + length < text.length && form.includes(text.slice(at, at + length + 1))) length += 1;
  return length;
}

function inXml(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] as string);
}

/** The failure, without the secret in any text of the server. */
export function withoutSecret(failure: Failure, secret: string): Failure {
  return {
    ...failure,
    ...('serverMessage' in failure && { serverMessage: strike(failure.serverMessage, secret) }),
    ...('exceptionType' in failure && { exceptionType: strike(failure.exceptionType, secret) }),
    ...('attempts' in failure && { attempts: failure.attempts.map((each) => strike(each, secret)) }),
    ...('cause' in failure && { cause: withoutSecret(failure.cause, secret) }),
  } as Failure;
}
