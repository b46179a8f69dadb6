import { makeVisible } from './characters.ts';

/**
 * A warning about a secret before it is stored. `spreadsheet`: it looks like what a spreadsheet has made of something else
 * (`1,23E+15`, `#NAME?`, `01.feb`); `blanks`: it begins or ends with blanks; `lines`: an unclosed quote may have joined it
 * with what follows; `unseen`: it holds characters that look like nothing, or like a blank.
 */
export type SecretWarning = 'spreadsheet' | 'blanks' | 'lines' | 'unseen';

/** The names of the months as spreadsheets shorten them in the six languages. */
const MONTHS =
  '(?:jan|feb|mar|mrt|mrz|mär|mars|apr|may|maj|mai|mei|jun|jul|aug|sept?|oct|okt|nov|dec|des|dez)';

/** The texts that spreadsheets make of a cell that they take for something else. */
const DESTROYED: readonly RegExp[] = [
  // Numbers with more digits than a cell shows, and with more than it keeps (15).
  /^[+-]?\d(?:[.,]\d+)?E[+-]?\d+$/,
  /^[+-]?[1-9]\d{14}0+$/,
  // These are errors of formulas in all languages, of LibreOffice (`Err:508`), and of a formula that waits for its data;
  // and a cell that was too narrow.
  /^(?:#[\p{Lu}\d/_]+[?!]|#N\/[ABVD]|#NV|#I\/[TR]|#GETTING_DATA|Err:\d+|#{3,})$/u,
  // True and false in the six languages.
  /^(?:TRUE|FALSE|SANN|USANN|SANT|FALSKT|SAND|FALSK|WAHR|FALSCH|WAAR|ONWAAR)$/,
  // Days and times: `1-2` becomes `01.feb`, `2-Jan`, `2-Jan-26`, `01.02.26` or `2026-02-01`, and `1:3` becomes `01:03`.
  new RegExp(`^(?:\\d{1,2}[. -]{1,2})?${MONTHS}(?:\\.|[. -]{1,2}\\d\\d(?:\\d\\d)?)?$`, 'i'),
  /^(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)?\d\d$/,
  /^(?:19|20)\d\d-\d\d-\d\d$/,
  /^\d{1,2}:\d\d(?::\d\d)?$/,
];

/** Gives the warnings about a secret. */
export function warningsOf(secret: string): readonly SecretWarning[] {
  const warnings: SecretWarning[] = [];
  const text = secret.trim();
  if (DESTROYED.some((each) => each.test(text))) warnings.push('spreadsheet');
  if (secret !== text) warnings.push('blanks');
  if (/[\t\r\n]/.test(text)) warnings.push('lines');
  const line = text.replace(/[\t\r\n]+/g, ' ');
  if (makeVisible(line) !== line) warnings.push('unseen');
  return warnings;
}
