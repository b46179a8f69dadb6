import { describe, expect, it } from 'vitest';
import { warningsOf } from '../src/secret-warnings.ts';

describe('a secret', () => {
  it.each([
    '1,23E+15',
    '1.23E+15',
    '1E+10',
    '#NAME?',
    '#NAVN?',
    '#VALUE!',
    '#DIV/0!',
    '#N/A',
    '#REF!',
    '########',
    'Err:508',
    '#GETTING_DATA',
    '#SPILL!',
    'TRUE',
    'USANN',
    '01.feb',
    '2. Jan',
    '1-Mai',
    'Feb 26',
    '01. Mrz',
    '2-Jan-26',
    '01-feb-2026',
    '01.02.2026',
    '1/2/2026',
    '01.02.26',
    '2026-02-01',
    '01:30:00',
    '01:30',
    '123456789012345000',
  ])('that a spreadsheet has destroyed is warned about: %s', (secret) =>
    expect(warningsOf(secret)).toEqual(['spreadsheet']),
  );

  it('with blanks at its ends is warned about, and others are not', () => {
    // A quote that nothing closes takes the lines below it along.
    for (const secret of ['abc\nOLA;def', 'a\tb']) expect(warningsOf(secret)).toEqual(['lines']);
    for (const secret of [' x', 'x ', 'x\u00a0', '\tx']) expect(warningsOf(secret)).toEqual(['blanks']);
    for (const secret of ['S3\u200bcret', 'two\u00a0words']) expect(warningsOf(secret)).toEqual(['unseen']);
    const plain = [
      'x y',
      '',
      '#hash',
      '#1',
      'E+15',
      '1,23',
      'A1E5x',
      '##',
      'Abc-1234',
      'Apr-123',
      'May 007',
      'Juni-2026',
      '99-88-77',
      'true',
      'Err:x',
      '1.2.3',
    ];
    for (const secret of [...plain, '123456789012345678', 'Mailserver 26'])
      expect(warningsOf(secret)).toEqual([]);
  });
});
