/** Cells: what was pasted from a spreadsheet, or is in a CSV file; and back. */

/** What a file's bytes may be a text in. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = [';', ',', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Cells by rows; a row of no cells is a blank line. Rows may be of different lengths. */
export type Rows = readonly (readonly string[])[];

export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
  /** True where the bytes do not prove it: the person is shown a sample, and may choose another. */
  readonly isGuess: boolean;
}

/** How a region's spreadsheets write lists and dates. */
export interface Region {
  readonly separator: ';' | ',';
  readonly dateOrder: DateOrder;
  /** What stands between the parts of a date. */
  readonly dateSeparator: string;
}

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** The text of a file. Without `encoding`, that is found out. */
export declare function decode(bytes: Uint8Array, encoding?: Encoding): Decoded;

/** Up to three cells that tell whether the encoding is right, none of them from `exceptColumn`, where secrets are. */
export declare function encodingSample(rows: Rows, exceptColumn: number | null): readonly string[];

/** Reads cells that were copied from a spreadsheet, or the text of a CSV file that was pasted. */
export declare function readPasted(text: string, separator?: Separator): Rows;

/** Reads the text of a CSV file. Without `separator`, that is found out. */
export declare function readFile(text: string, separator?: Separator): Rows;

/** The separator that most likely divides the text. */
export declare function guessSeparator(text: string): Separator;

/** How spreadsheets write in the region of a language tag, such as `nb-NO`. */
export declare function regionOf(locale: string): Region;

/** The bytes of a CSV file: UTF-8 with BOM, CRLF, cells made harmless. */
export declare function writeFile(rows: Rows, region: Region): Uint8Array<ArrayBuffer>;

/** The same as tab-separated cells, for the clipboard. */
export declare function writeCells(rows: Rows): string;

/** A cell that no spreadsheet takes for a formula: `'=1` for `=1`. */
export declare function harmless(cell: string): string;

/** What a cell held before {@link harmless}. Never for a secret: that is byte for byte what it is. */
export declare function unharmed(cell: string): string;
