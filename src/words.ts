/**
 * Gives the words of a text that somebody looks for, composed as servers keep names: a text from a Mac has the mark beside
 * its letter. Words hold letters, numbers, and what addresses hold. Everything else parts words. So `Nordmann, Kari` finds
 * Kari Nordmann, and `O'Brien` finds whatever apostrophe is in it, in filters of whatever grammar.
 */
export function wordsOf(text: string): readonly string[] {
  const composed = text.normalize('NFC').replace(/\p{Cf}/gu, '');
  const words = composed.split(/[^\p{L}\p{M}\p{N}@._+-]+/u);
  return [...new Set(words.filter((word) => /[\p{L}\p{N}]/u.test(word)))];
}

/** Letters that Unicode does not count as another letter with a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
};

/** Gives a text as somebody types it whose keyboard has none of these letters. */
export function withPlainLetters(text: string): string {
  return text.replace(/\p{L}/gu, (letter) => PLAIN[letter.toLowerCase()] ?? letter);
}

/** Gives a text as somebody types it whose keyboard has none of the marks. */
export function withoutMarks(text: string): string {
  const unmarked = text.normalize('NFD').replace(/(\p{Script=Latin})\p{M}+/gu, '$1');
  return withPlainLetters(unmarked).normalize('NFC');
}

/** True when one of a name's words, or a part of one, begins with the text, but for case and marks. */
export function hasBeginning(name: string, beginning: string): boolean {
  const fold = (text: string) =>
    ` ${withoutMarks(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')}`;
  return fold(name).includes(fold(beginning));
}
