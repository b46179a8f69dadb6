/**
 * What XML 1.0 cannot carry: most control characters, U+FFFE, U+FFFF and lone surrogates. NetServer stores some of them
 * all the same, and from then on every list that holds the entry is not XML any more; so they are refused before sending.
 */
const UNSENDABLE = /[^\P{Cc}\t\n\r\u007f-\u009f]|\p{Cs}|[\ufffe\uffff]/u;

/** True when NetServer can store and return every character of the text. */
export function isSendable(text: string): boolean {
  return !UNSENDABLE.test(text);
}
