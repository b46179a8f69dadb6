import type { Failure } from './failures.ts';

/** Shorter pieces stand in many texts by chance, and tell little. */
const MIN_PIECE = 4;

/** What stands for a piece of the secret. */
const STRUCK = '•••';

/**
 * A server's own text without the secret that it may quote. NetServer and the database quote values that they refuse (“Truncated
 * value: …”), whole or in part, as they are or escaped.
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

/** How much of the text from a place on is a piece of the form; 0 for less than counts. */
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

/** A failure whose texts of the server's do not quote the secret. */
export function withoutSecret(failure: Failure, secret: string): Failure {
  return {
    ...failure,
    ...('serverMessage' in failure && { serverMessage: strike(failure.serverMessage, secret) }),
    ...('exceptionType' in failure && { exceptionType: strike(failure.exceptionType, secret) }),
    ...('attempts' in failure && { attempts: failure.attempts.map((each) => strike(each, secret)) }),
    ...('cause' in failure && { cause: withoutSecret(failure.cause, secret) }),
  } as Failure;
}
