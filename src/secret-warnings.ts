/**
 * What a person should know about a secret before it is stored. `spreadsheet`: it looks like what a spreadsheet has made of something
 * else (`1,23E+15`, `#NAME?`, `01.feb`); `blanks`: it begins or ends with blanks; `lines`: an unclosed quote may have joined it
 * with what follows.
 */
export type SecretWarning = 'spreadsheet' | 'blanks' | 'lines';

/** As spreadsheets shorten them in the six languages. */
const MONTHS =
  '(?:jan|feb|mar|mrt|mär|mars|apr|may|maj|mai|mei|juni?|juli?|aug|sept?|oct|okt|nov|dec|des|dez)';

/** What spreadsheets make of what they take for something else. */
const DESTROYED: readonly RegExp[] = [
  // Numbers with more digits than a cell shows, and with more than it keeps (15).
  /^[+-]?\d(?:[.,]\d+)?E[+-]?\d+$/,
  /^[+-]?[1-9]\d{14}0+$/,
  // Errors of formulas in all languages, of LibreOffice (`Err:508`), and while others are asked; cells that were too narrow.
  /^(?:#[\p{Lu}\d/_]+[?!]|#N\/[ABVD]|#NV|#I\/[TR]|#GETTING_DATA|Err:\d+|#{3,})$/u,
  // True and false in the six languages.
  /^(?:TRUE|FALSE|SANN|USANN|SANT|FALSKT|SAND|FALSK|WAHR|FALSCH|WAAR|ONWAAR)$/,
  // Days: `1-2` becomes `01.feb`, `2-Jan` or `01.02.2026`.
  new RegExp(`^(?:\\d{1,2}[. -]{1,2}${MONTHS}\\.?|${MONTHS}[. -]{1,2}\\d{2,4})$`, 'i'),
  /^\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d$/,
];

/** What is to be said of a secret. */
export function warningsOf(secret: string): readonly SecretWarning[] {
  const warnings: SecretWarning[] = [];
  const text = secret.trim();
  if (DESTROYED.some((each) => each.test(text))) warnings.push('spreadsheet');
  if (secret !== text) warnings.push('blanks');
  if (/[\t\r\n]/.test(text)) warnings.push('lines');
  return warnings;
}
