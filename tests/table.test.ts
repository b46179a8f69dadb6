import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decode,
  type Encoding,
  encodingSample,
  guessSeparator,
  harmless,
  isWorkbook,
  type Region,
  type Rows,
  readFile,
  readPasted,
  regionOf,
  unharmed,
  writeCells,
  writeFile,
} from '../src/table.ts';

const text = 'Bruker;Kommentar\r\nÅse;«ßü»\r\n';

/** The bytes that a spreadsheet writes. */
function encoded(encoding: Encoding, bom: boolean): Uint8Array {
  // The same here. What else Windows-1252 has is read by browsers, and not by every Node (nodejs/node#56542).
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  const bytes = Buffer.from((bom ? '\ufeff' : '') + text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

describe('a file in', () => {
  it.each<[Encoding, boolean, boolean]>([
    ['utf-8', true, false],
    ['utf-8', false, false],
    ['utf-16le', true, false],
    ['utf-16be', true, false],
    ['utf-16le', false, true],
    ['utf-16be', false, true],
    ['windows-1252', false, true],
  ])('%s, byte order mark: %s, is read; guessed: %s', (encoding, bom, isGuess) => {
    expect(decode(encoded(encoding, bom))).toEqual({ text, encoding, isGuess });
  });

  it('another encoding than was guessed is read as the person says', () => {
    const bytes = encoded('utf-8', false);
    expect(decode(bytes, 'windows-1252').text).toContain('Ã¼');
    expect(decode(bytes, 'utf-8').text).toBe(text);
  });

  it('an unknown encoding is shown by cells that hold more than ASCII, and none of the secrets', () => {
    const rows = [
      ['plain', 'sécret', 'ångström'],
      ['Åse', 'geheim', 'Åse'],
      ['ø', 'x', 'æ'],
    ];
    expect(encodingSample(rows, (column) => column !== 1)).toEqual(['ångström', 'Åse', 'ø']);
    expect(encodingSample(rows, () => true)).toContain('sécret');
    expect(encodingSample([['plain']], () => true)).toEqual([]);
  });
});

it('a workbook is no text', () => {
  expect(isWorkbook(new Uint8Array([0x50, 0x4b, 3, 4, 0]))).toBe(true);
  expect(isWorkbook(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]))).toBe(true);
  for (const text of ['PK;Type', 'User', '']) expect(isWorkbook(new TextEncoder().encode(text))).toBe(false);
});

describe('the separator', () => {
  it.each([
    ['a;b;c\n1;2,5;3\n', ';'],
    ['a,b\n1,2;3\n', ','],
    ['a\tb\n1;2\t3,4\n', '\t'],
    ['Berg, Anna;imap;x\nDahl, Ola;imap;y\n', ';'],
    ['"a;b","c;d"\n1,2\n', ','],
    ['anna\nola\n', '\t'],
    ['', '\t'],
    ['\n\nUser;Type\nanna;imap', ';'],
  ])('of %j is found to be %j', (content, separator) => {
    expect(guessSeparator(content)).toBe(separator);
  });

  it('is what the file or the person says', () => {
    expect(readFile('sep=,\r\na;b,c')).toEqual([['a;b', 'c']]);
    expect(readFile('a;b,c', ',')).toEqual([['a;b', 'c']]);
    expect(readPasted('a\tb;c', ';')).toEqual([['a\tb', 'c']]);
  });
});

describe('a CSV file', () => {
  it.each<[string, Rows]>([
    [
      'a;"b;c";"d\r\ne"\r\nf;g;h\r\n',
      [
        ['a', 'b;c', 'd\r\ne'],
        ['f', 'g', 'h'],
      ],
    ],
    ['a;"say ""hi"""\n', [['a', 'say "hi"']]],
    [
      'a;""\n;b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a;b\r\rc;d', [['a', 'b'], [''], ['c', 'd']]],
    ['a; b ;\n', [['a', ' b ', '']]],
    ['a;"', [['a', '"']]],
    // Quotes that do not enclose the whole cell are its own.
    [
      'a;"b"c;d"e"\nf;"g',
      [
        ['a', '"b"c', 'd"e"'],
        ['f', '"g'],
      ],
    ],
    ['\ufeffa;b', [['a', 'b']]],
    ['', []],
  ])('%j', (content, rows) => {
    expect(readFile(content, ';')).toEqual(rows);
  });
});

describe('cells that were copied from a spreadsheet', () => {
  it('keep their quotes, unless a tab or a line end in them needed some', () => {
    const rows = [
      ['User', 'Secret value', 'Comment'],
      ['a', '"quoted"', 'one\nand "two"'],
      ['b', '""', 'with\ttab'],
      ['c', '"', '"'],
    ];
    const copied =
      'User\tSecret value\tComment\r\na\t"quoted"\t"one\nand ""two"""\r\nb\t""\t"with\ttab"\r\nc\t"\t"\r\n';
    expect(readPasted(copied)).toEqual(rows);
  });

  it('are not put together where one secret begins with a quote and another ends with one', () => {
    expect(readPasted('User\tSecret\tType\na\t"b\timap\nc\td"\timap\n')).toEqual([
      ['User', 'Secret', 'Type'],
      ['a', '"b', 'imap'],
      ['c', 'd"', 'imap'],
    ]);
  });

  it('are several rows also where each of them has a quote', () => {
    expect(readPasted('anna\t"b\nola\td"\n')).toEqual([
      ['anna', '"b'],
      ['ola', 'd"'],
    ]);
    expect(readPasted('anna\t"two\nlines"\nola\t"x\n\ty"\n')).toEqual([
      ['anna', 'two\nlines'],
      ['ola', 'x\n\ty'],
    ]);
    expect(readPasted('anna\t"one\tcell"')).toEqual([['anna', 'one\tcell']]);
  });

  it('are one column where nothing divides them', () => {
    expect(readPasted('anna\nola\n')).toEqual([['anna'], ['ola']]);
  });

  it('may be the text of a CSV file as well', () => {
    expect(readPasted('User;Secret\nanna;"a;b"\n')).toEqual([
      ['User', 'Secret'],
      ['anna', 'a;b'],
    ]);
  });
});

const region: Region = { separator: ';', dateOrder: 'dmy', dateSeparator: '.' };
const cell = fc.string({ unit: fc.constantFrom(...'ab=\'+-@"; ,\r\n\t＝é'), maxLength: 8 });
const table = (of: fc.Arbitrary<string>) =>
  fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(of, { minLength: width, maxLength: width }), { minLength: 1 }))
    .map((rows) => [rows[0]?.map((_, at) => `Heading ${at}`) ?? [], ...rows]);
const withoutApostrophes = (rows: Rows) => rows.map((row) => row.map(unharmed));

describe('what is written', () => {
  it('is read again as it was, from a file', () => {
    fc.assert(
      fc.property(table(cell), (rows) => {
        const read = readFile(decode(writeFile(rows, region)).text, ';');
        expect(withoutApostrophes(read)).toEqual(rows);
      }),
    );
  });

  it('is read again as it was, from the clipboard', () => {
    // A tab and a line end in one cell can look like other rows: spreadsheets hold no tabs.
    const copied = table(cell.map((each) => each.replaceAll('\t', '')));
    fc.assert(
      fc.property(copied, (rows) => {
        expect(withoutApostrophes(readPasted(writeCells(rows), '\t'))).toEqual(rows);
      }),
    );
  });

  it('is never read as other cells from the clipboard, whatever is in them', () => {
    const flat = (rows: Rows) => rows.map((row) => row.map((each) => each.replace(/[\t\r\n]+/g, ' ')));
    fc.assert(
      fc.property(table(cell), (rows) => {
        expect(flat(withoutApostrophes(readPasted(writeCells(rows), '\t')))).toEqual(flat(rows));
      }),
    );
    // A comment in the CRM is not to become a line for somebody else.
    const smuggled = 'x\t"\nEMILY\timap\tevil.example\ts3cret\t\t\ty';
    const rows = [
      ['User', 'Type', 'Public value', 'Secret value', 'Valid from', 'Valid to', 'Comment', 'Active'],
      ['KARE', 'imap', 'mail.example', '', '', '', smuggled, 'yes'],
    ];
    expect(readPasted(writeCells(rows))).toEqual(flat(rows));
  });

  it('is UTF-8 with a byte order mark, CRLF, and what the region separates lists by', () => {
    const written = writeFile([['Åse', 'a;b', 'c,d']], region);
    expect([...written.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(Buffer.from(written).toString()).toBe('\ufeffÅse;"a;b";c,d\r\n');
    expect(Buffer.from(writeFile([['a;b', 'c,d']], regionOf('en-GB'))).toString()).toBe(
      '\ufeffa;b,"c,d"\r\n',
    );
  });

  it.each(['=1+1', '+47', '-1', '@SUM(A1)', '\tx', '\rx', "'=1", '＝1'])('does no harm: %j', (formula) => {
    expect(harmless(formula)).toBe(`'${formula}`);
    expect(unharmed(harmless(formula))).toBe(formula);
    const [, ...cells] = Buffer.from(writeFile([['x', formula]], region))
      .toString()
      .split(';');
    expect(cells.join(';').replace(/^"/, '')).toMatch(/^'/);
  });

  it.each(['1=1', "'quoted'", '', "it's"])('leaves alone what does none: %j', (harmlessAlready) => {
    expect(harmless(harmlessAlready)).toBe(harmlessAlready);
    expect(unharmed(harmlessAlready)).toBe(harmlessAlready);
  });
});

it.each([
  ['en-US', ',', 'mdy', '/'],
  ['en-GB', ',', 'dmy', '/'],
  ['nb-NO', ';', 'dmy', '.'],
  ['sv-SE', ';', 'ymd', '-'],
  ['da-DK', ';', 'dmy', '.'],
  ['de-DE', ';', 'dmy', '.'],
  ['de-CH', ';', 'dmy', '.'],
  ['nl-NL', ';', 'dmy', '-'],
  ['hu', ';', 'ymd', '.'],
] as const)(
  'in %s lists are separated by %s, and dates written %s with %s',
  (locale, separator, order, date) => {
    expect(regionOf(locale)).toEqual({ separator, dateOrder: order, dateSeparator: date });
  },
);
