/**
 * Characters that XML 1.0 cannot hold: most control characters, U+FFFE, U+FFFF and lone surrogates. NetServer stores some
 * of them all the same, and then every list with that entry is invalid XML. So they are refused before sending.
 */
const UNSENDABLE = /[^\P{Cc}\t\n\r\u007f-\u009f]|\p{Cs}|[\ufffe\uffff]/gu;

/** True when NetServer can store and return every character of the text. */
export function isSendable(text: string): boolean {
  return text.search(UNSENDABLE) === -1;
}

/**
 * Gives the text with numeric references (`&#1;`) for the characters that XML cannot carry. WCF reads these references all
 * the same.
 */
export function referToUnsendable(text: string): string {
  return text.replace(UNSENDABLE, (character) => `&#${character.codePointAt(0)};`);
}

/** Blanks at either end; anywhere, characters that look like a blank or like nothing (no-break, zero-width, soft hyphen …). */
const UNSEEN = /^\s+|\s+$|[\p{Zs}\p{Zl}\p{Zp}\p{Cf}\t\n\r\u007f-\u009f]/gu;

/** The text with its invisible characters made visible: `␣` for a blank at either end, `‹U+00A0›` for the others. */
export function makeVisible(text: string): string {
  return text.replace(UNSEEN, (unseen, at: number) => {
    const isInside = at > 0 && at + unseen.length < text.length;
    if (isInside && unseen === ' ') return unseen;
    return [...unseen]
      .map((character) =>
        character === ' '
          ? '␣'
          : `‹U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}›`,
      )
      .join('');
  });
}
