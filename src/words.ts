/**
 * The words of a text that somebody looks for, composed as servers keep names: a text from a Mac has the mark beside its letter.
 * They hold letters, numbers, and what addresses hold. Everything else parts words: so `Nordmann, Kari` finds Kari Nordmann, and
 * `O'Brien` finds whatever apostrophe is in it, in filters of whatever grammar.
 */
export function wordsOf(text: string): readonly string[] {
  const composed = text.normalize('NFC').replace(/\p{Cf}/gu, '');
  const words = composed.split(/[^\p{L}\p{M}\p{N}@._+-]+/u);
  return [...new Set(words.filter((word) => /[\p{L}\p{N}]/u.test(word)))];
}

/** Letters that are no letter with a mark to Unicode. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' };

/** A text as somebody types it whose keyboard has none of the marks. */
export function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replace(/[ßæœøđłı]/giu, (letter) => PLAIN[letter.toLowerCase()] as string)
    .normalize('NFC');
}

/** True when one of a name's words, or of their parts, begins so, but for case and marks. */
export function hasBeginning(name: string, beginning: string): boolean {
  const fold = (text: string) =>
    ` ${withoutMarks(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')}`;
  return fold(name).includes(fold(beginning));
}
