/**
 * Reads cells that were pasted from a spreadsheet, or are in a CSV file; and writes them.
 *
 * The reader is our own, not a library, because a spreadsheet does not copy CSV. It puts a cell in quotes only where the
 * cell holds a tab or a line end, and leaves the quotes of all other cells as they are. A CSV reader would change secrets
 * that begin with a quote.
 */

/** The encodings that a file's text may be in. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = [';', ',', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Cells by rows. Rows may be of different lengths; a blank line is a row with one empty cell. */
export type Rows = readonly (readonly string[])[];

interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
  /** True where the bytes do not prove the encoding: the person is shown a sample, and may choose another. */
  readonly isGuess: boolean;
}

/** How a region's spreadsheets write lists and dates. */
export interface Region {
  readonly separator: ';' | ',';
  readonly dateOrder: DateOrder;
  /** The character between the parts of a date. */
  readonly dateSeparator: string;
}

const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** Gives the text of a file. Without `encoding`, the encoding is found out. */
export function decode(bytes: Uint8Array, encoding?: Encoding): Decoded {
  const found = encoding ? { encoding, isGuess: true } : detect(bytes);
  return { ...found, text: new TextDecoder(found.encoding).decode(bytes) };
}

function detect(bytes: Uint8Array): Omit<Decoded, 'text'> {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', isGuess: false };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', isGuess: false };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', isGuess: false };
  // No table holds the character 0. In UTF-16, half of each separator and line end is a 0.
  const zero = bytes.indexOf(0);
  if (zero >= 0) return { encoding: zero % 2 === 1 ? 'utf-16le' : 'utf-16be', isGuess: true };
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { encoding: 'utf-8', isGuess: false };
  } catch {
    return { encoding: 'windows-1252', isGuess: true };
  }
}

/** True for a workbook of Excel's or LibreOffice's: an archive (`PK`), or the older format, and no text. */
export function isWorkbook([first, second, third, fourth]: Uint8Array): boolean {
  return (
    (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) ||
    (first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0)
  );
}

const SAMPLE_CELLS = 3;

/** Gives up to three cells that tell whether the encoding is right, from columns that may be seen. */
export function encodingSample(rows: Rows, maySee: (column: number) => boolean): readonly string[] {
  const sample = new Set<string>();
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      if (maySee(column) && /[^\p{ASCII}]/u.test(cell)) sample.add(cell);
      if (sample.size === SAMPLE_CELLS) return [...sample];
    }
  }
  return [...sample];
}

/** Reads cells that were copied from a spreadsheet, or the text of a CSV file that was pasted. */
export function readPasted(text: string, separator?: Separator): Rows {
  const { body, named } = withoutPreamble(text);
  const firstLine = /^\s*.*/.exec(body)?.[0] ?? '';
  const by = separator ?? named ?? (firstLine.includes('\t') ? '\t' : guessSeparator(body));
  return by === '\t' ? parse(body, by, quotedBySpreadsheet(body)) : parse(body, by, () => true);
}

/** Reads the text of a CSV file. Without `separator`, the separator is found out. */
export function readFile(text: string, separator?: Separator): Rows {
  const { body, named } = withoutPreamble(text);
  return parse(body, separator ?? named ?? guessSeparator(body), () => true);
}

/** Takes off a byte order mark, and the line `sep=;` by which a file tells Excel its separator. */
function withoutPreamble(text: string): { body: string; named: Separator | undefined } {
  const body = text.replace(/^\ufeff/, '');
  const line = /^"?sep=([;,\t])"?(?:\r\n|\r|\n)/i.exec(body);
  return { body: line ? body.slice(line[0].length) : body, named: line?.[1] as Separator | undefined };
}

/** How many characters are looked at to find out the separator. */
const GUESSED_CHARACTERS = 50_000;

/** Gives the separator that divides the first row into most cells, and the other rows alike; the tab where none does. */
export function guessSeparator(text: string): Separator {
  let best: { separator: Separator; score: number } = { separator: '\t', score: 1 };
  for (const separator of SEPARATORS) {
    const rows = parse(text.slice(0, GUESSED_CHARACTERS), separator, () => true).filter(
      (row) => !isBlank(row),
    );
    const width = rows[0]?.length ?? 0;
    const score = (width * rows.filter(({ length }) => length === width).length) / rows.length;
    if (width > 1 && score > best.score) best = { separator, score };
  }
  return best.separator;
}

/** True for a row in which nothing is written. */
export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '');
}

interface Cell {
  readonly value: string;
  /** Where the cell begins, and where it ends: at a separator, a line end, or the end of the text. */
  readonly start: number;
  readonly end: number;
}

const LINE_END = /\r\n|\r|\n/;

function isLineEnd(character: string | undefined): boolean {
  return character === '\r' || character === '\n';
}

/** @param isQuoted true where a cell that may be one in quotes is one; otherwise the quotes are part of its text */
function parse(text: string, separator: Separator, isQuoted: (cell: Cell) => boolean): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length || row.length > 0; ) {
    const quoted = readQuoted(text, at, separator);
    const cell = quoted && isQuoted(quoted) ? quoted : readPlain(text, at, separator);
    row.push(cell.value);
    at = cell.end + (text.startsWith('\r\n', cell.end) ? 2 : 1);
    if (text[cell.end] === separator) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Reads a cell in quotes, with its own quotes doubled (RFC 4180); `undefined` where the quotes do not enclose all of the cell. */
function readQuoted(text: string, start: number, separator: Separator): Cell | undefined {
  if (text[start] !== '"') return undefined;
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  const after = text[at + 1] ?? '\n';
  if (at < 0 || ![separator, '\r', '\n'].includes(after)) return undefined;
  return { value: text.slice(start + 1, at).replaceAll('""', '"'), start, end: at + 1 };
}

function readPlain(text: string, start: number, separator: Separator): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && !isLineEnd(text[end])) end += 1;
  return { value: text.slice(start, end), start, end };
}

/**
 * Gives a function that tells the cells that a spreadsheet has put in quotes to copy them: they hold a tab or a line end.
 * But if each line of such a cell is as wide as the table by itself, these are several rows, in which one secret begins
 * with a quote and another ends with one.
 */
function quotedBySpreadsheet(text: string): (cell: Cell) => boolean {
  const widthOf = (line: string) => line.split('\t').length;
  const width = text
    .split(LINE_END)
    .reduce((most, line) => (line.includes('"') ? most : Math.max(most, widthOf(line))), 0);
  return ({ value, start, end }) => {
    if (!/[\t\r\n]/.test(value)) return false;
    let [from, to] = [start, end];
    while (from > 0 && !isLineEnd(text[from - 1])) from -= 1;
    while (to < text.length && !isLineEnd(text[to])) to += 1;
    const lines = text.slice(from, to).split(LINE_END).map(widthOf);
    // If every line of the table has a quote, the lines count as rows where they are equally wide, and none begins with an
    // empty cell.
    if (width > 1) return lines.some((each) => each !== width);
    const mayBeRows = lines.length > 1 && value.includes('\t') && !/[\r\n]\t/.test(value);
    return !mayBeRows || lines.some((each) => each !== lines[0]);
  };
}

/** Gives the way in which spreadsheets write in the region of a language tag, such as `nb-NO`. */
export function regionOf(locale: string): Region {
  const decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal');
  const date = new Intl.DateTimeFormat(locale, {
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(0);
  const order = date.map(({ type }) => (type === 'literal' ? '' : type.charAt(0))).join('');
  const literal = date.find(({ type }) => type === 'literal')?.value ?? '';
  return {
    // Switzerland writes a decimal point, but its Windows separates lists by semicolons all the same.
    separator: decimal?.value === ',' || /-(CH|LI)\b/.test(locale) ? ';' : ',',
    dateOrder: DATE_ORDERS.find((each) => each === order) ?? 'ymd',
    dateSeparator: /[-/.]/.exec(literal)?.[0] ?? '-',
  };
}

/** The bytes of a CSV file: UTF-8 with BOM, CRLF, cells made harmless. */
export function writeFile(rows: Rows, { separator }: Region): Uint8Array<ArrayBuffer> {
  const lines = rows.map((row) =>
    row.map((cell) => enclose(harmless(cell), ['"', separator, '\r', '\n'])).join(separator),
  );
  return new TextEncoder().encode(`\ufeff${lines.map((line) => `${line}\r\n`).join('')}`);
}

/**
 * Writes the same as tab-separated cells, for the clipboard. Such a text does not always say where a cell ends. If it would
 * be read as other cells, tabs and line ends in cells become blanks: otherwise a comment could smuggle a line in.
 */
export function writeCells(rows: Rows): string {
  const safe = rows.map((row) => row.map(harmless));
  const cells = joinCells(safe);
  if (!safe.some((row) => row.some((cell) => BREAKS.test(cell))) || isReadAs(cells, safe)) return cells;
  return joinCells(rows.map((row) => row.map((cell) => harmless(cell.replace(/[\t\r\n]+/g, ' ')))));
}

const BREAKS = /[\t\r\n]/;

function joinCells(rows: Rows): string {
  return rows.map((row) => row.map((cell) => enclose(cell, ['\t', '\r', '\n'])).join('\t')).join('\r\n');
}

function isReadAs(cells: string, rows: Rows): boolean {
  return JSON.stringify(readPasted(cells)) === JSON.stringify(rows);
}

function enclose(cell: string, special: readonly string[]): string {
  return special.some((each) => cell.includes(each)) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * The beginnings of cells that a spreadsheet may take for a formula (OWASP, “CSV injection”), and of cells whose quotes it
 * would take off when they are pasted. An apostrophe may stand before any of them.
 */
const HARMFUL = /^'*[=+\-@\t\r\n"＝＋－＠]/;

/** A cell that no spreadsheet takes for a formula: `'=1` for `=1`. */
export function harmless(cell: string): string {
  return HARMFUL.test(cell) ? `'${cell}` : cell;
}

/** Gives what a cell held before {@link harmless}. It is never for a secret, which is taken byte for byte. */
export function unharmed(cell: string): string {
  return cell.startsWith("'") && HARMFUL.test(cell) ? cell.slice(1) : cell;
}
