import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Region, regionOf } from '../src/table.ts';
import { type DateMember, type DayOrder, readDate, shownOrder, writeDate } from '../src/table-dates.ts';

const norway = regionOf('nb-NO');
const read = (cell: string, more: { member?: DateMember; order?: DayOrder | null; region?: Region } = {}) => {
  const date = readDate(cell, { member: 'ValidFrom', order: null, region: norway, ...more });
  return 'rule' in date ? date.rule : date.value;
};

describe('a date', () => {
  it.each([
    ['2027-03-04', '2027-03-04T00:00'],
    ['2027-03-04T08:30', '2027-03-04T08:30'],
    ['2027-03-04 08:30:15', '2027-03-04T08:30:15'],
    ['2027-03-04T08:30:00.000', '2027-03-04T08:30'],
    ['20270304', '2027-03-04T00:00'],
    // A day without dots that a spreadsheet's count of days might be: no number begins with a zero.
    ['050127', 'dateUnreadable'],
    ['040327,5', 'dateUnreadable'],
    ['2027/3/4', '2027-03-04T00:00'],
    ['04.03.2027', '2027-03-04T00:00'],
    ['4.3.2027', '2027-03-04T00:00'],
    [' 4. 3. 2027 ', '2027-03-04T00:00'],
    ['04.03.27', '2027-03-04T00:00'],
    ['04.03.2027 8:30', '2027-03-04T08:30'],
    ['04.03.2027, 08.30', '2027-03-04T08:30'],
    ['13/04/2027', '2027-04-13T00:00'],
    ['04/13/2027 2:05 PM', '2027-04-13T14:05'],
    ['04/13/2027 12:00 a.m.', '2027-04-13T00:00'],
    ['04/04/2027', '2027-04-04T00:00'],
    // A spreadsheet's count of days, and hours as their parts.
    ['46450', '2027-03-04T00:00'],
    ['4-Mar-2027', '2027-03-04T00:00'],
    ['04-mrt-27', '2027-03-04T00:00'],
    ['4. März 2027', '2027-03-04T00:00'],
    ['4 maart 2027', '2027-03-04T00:00'],
    ['4. mars 2027 08:30', '2027-03-04T08:30'],
    ['March 4, 2027', '2027-03-04T00:00'],
    ['Des. 31 2027', '2027-12-31T00:00'],
    ['31.des.2027', '2027-12-31T00:00'],
    ['2. mai 2027', '2027-05-02T00:00'],
    ['31/Dec/2027', '2027-12-31T00:00'],
    ['Aug 1, 27', '2027-08-01T00:00'],
    ['7 januari 2027', '2027-01-07T00:00'],
    ['46450,5', '2027-03-04T12:00'],
    ['46450.354166666664', '2027-03-04T08:30'],
    ['', ''],
    // No-break spaces, and marks of direction.
    ['\u200e4.3.2027\u202f08:30', '2027-03-04T08:30'],
  ])('%j is %s', (cell, date) => {
    expect(read(cell)).toBe(date);
  });

  it('without time is the whole day', () => {
    for (const day of ['2027-03-04', '04.03.2027', '46450'])
      expect(read(day, { member: 'ValidTo' })).toBe('2027-03-04T23:59');
    expect(read('2027-03-04 00:00', { member: 'ValidTo' })).toBe('2027-03-04T00:00');
  });

  it.each(['2027-03-04 00:00:00', '2027-03-04T00:00:00.000', '3/4/2027 12:00:00 AM', '04.03.2027 00:00:00'])(
    'is the whole day where a machine has written no time: %s',
    (cell) => {
      expect(read(cell, { member: 'ValidTo', order: 'mdy' })).toBe('2027-03-04T23:59');
      expect(read(cell, { member: 'ValidFrom', order: 'mdy' })).toBe('2027-03-04T00:00');
    },
  );

  it.each([
    '2027-03-04T07:30:00Z',
    '2027-03-04T07:30:00.123Z',
    '2027-03-04 08:30:00+01',
    '2027-03-04 08:30:00.0000000 +01:00',
    '2027-03-04T02:30-0500',
    '2027-03-04 07:30 UTC',
  ])('of a moment somewhere else is what the clock here shows then: %s', (cell) => {
    const here = new Date('2027-03-04T07:30:00Z');
    expect(new Date(read(cell)).getTime()).toBe(here.getTime());
  });

  it('of midnight here, written by another clock, is the whole day', () => {
    const here = new Date(2027, 2, 4);
    expect(read(here.toISOString(), { member: 'ValidTo' })).toBe('2027-03-04T23:59');
  });

  it('of midnight at Greenwich is that day, as machines write a day without a time', () => {
    for (const cell of ['2027-03-04T00:00:00Z', '2027-03-04 00:00:00+00', '2027-03-04T00:00:00.000+00:00'])
      expect(read(cell, { member: 'ValidTo' })).toBe('2027-03-04T23:59');
  });

  it('at a second’s part loses that part', () =>
    expect(read('2027-03-04 23:59:59.997', { member: 'ValidTo' })).toBe('2027-03-04T23:59:59'));

  it.each(['9999-12-31', '31.12.9999', '9999-12-31T23:59:59', '9999-12-31T23:59:59.997Z', '2958465'])(
    'as far off as %s is no end',
    (cell) => {
      expect(read(cell, { member: 'ValidTo' })).toBe('');
    },
  );

  it.each([
    '31.11.2026',
    '31-Nov-2026',
    '2027-02-29',
    '30/02/2027',
    '00.01.2027',
    '32/12/2026',
    '20271301',
    '2027-02-29T08:00Z',
  ])('that the calendar does not have is an error: %s', (cell) => expect(read(cell)).toBe('dateImpossible'));

  it.each([
    '31.11.',
    'soon',
    '4 Monday 2027',
    '12 Maybe 2027',
    '7 Janneke 2027',
    '31 Decimal 27',
    '4-Mar',
    '2027',
    '27-03-04',
    '1',
    '123456',
    '2027-03-04T25:00',
    '2027-03-04T08:60',
    '2027-03-04 08:30+25',
    '2027-03-04T24:00:00Z',
  ])('that cannot be read is an error: %s', (cell) => expect(read(cell)).toBe('dateUnreadable'));

  it('that is two days is asked about, and then is the one that was meant', () => {
    for (const region of ['en-US', 'en-GB', 'nl-NL', 'nb-NO'].map(regionOf))
      expect(read('03/04/2027', { region })).toBe('dateAmbiguous');
    expect(read('03/04/2027', { order: 'dmy' })).toBe('2027-04-03T00:00');
    expect(read('03/04/2027 08:30', { order: 'mdy' })).toBe('2027-03-04T08:30');
    expect(read('03-04-2027')).toBe('dateAmbiguous');
  });

  it("is read as the region's own where that cannot be another", () => {
    expect(read('03-04-2027', { region: regionOf('nl-NL') })).toBe('2027-04-03T00:00');
  });
});

it('one date of a table can show how the others are meant', () => {
  expect(shownOrder(['03/04/2027', '31/12/2027 23:59', ''], norway)).toBe('dmy');
  expect(shownOrder(['03/04/2027', '12/31/2027'], norway)).toBe('mdy');
  expect(shownOrder(['12/31/2027', '31/12/2027'], norway)).toBe(null);
  expect(shownOrder(['03/04/2027', '05/05/2027', '31.12.2027'], norway)).toBe(null);
});

it('a date that is written is read again as it was, in every region', () => {
  const time = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replace(/:00$/, ''));
  const whole = fc.constantFrom('2027-03-04T00:00', '2027-03-04T23:59', '2027-03-04T23:59:59', '');
  const locale = fc.constantFrom('en-US', 'en-GB', 'nb', 'sv', 'da', 'de', 'nl', 'hu', 'ja', 'cs');
  fc.assert(
    fc.property(
      fc.oneof(time, whole),
      locale,
      fc.constantFrom<DateMember>('ValidFrom', 'ValidTo'),
      (date, locale, member) => {
        const region = regionOf(locale);
        const order = region.dateOrder === 'ymd' ? null : region.dateOrder;
        expect(read(writeDate(date, member, region), { member, region, order })).toBe(date);
      },
    ),
  );
});

it('a whole day is written without its time', () => {
  expect(writeDate('2027-03-04T00:00', 'ValidFrom', norway)).toBe('04.03.2027');
  expect(writeDate('2027-03-04T23:59', 'ValidTo', norway)).toBe('04.03.2027');
  expect(writeDate('2027-03-04T23:59', 'ValidFrom', regionOf('en-US'))).toBe('03/04/2027 23:59');
});
