import type { DateOrder, Region } from './table.ts';
import { fold } from './table-users.ts';

export type DateMember = 'ValidFrom' | 'ValidTo';

/**
 * `dateUnreadable`: no date; `dateImpossible`: no day of the calendar (`31.11.2026`); `dateAmbiguous`: one of two days,
 * depending on whether day or month comes first.
 */
export interface DateError {
  readonly rule: 'dateUnreadable' | 'dateImpossible' | 'dateAmbiguous';
}

/** The part that stands first where the year stands last. */
export type DayOrder = Exclude<DateOrder, 'ymd'>;

interface Options {
  readonly member: DateMember;
  /** The order that a person has chosen for `03/04/2027`, or that other dates of the table have shown. */
  readonly order: DayOrder | null;
  readonly region: Region;
}

/**
 * Reads a cell's text as a draft's date. It takes ISO, dates with dots or the month's name, the region's own dates, and the
 * numbers by which a spreadsheet counts days. A date without a time is the whole day, and an end in the year 9999 is none.
 * A moment in another time zone is read by this computer's clock.
 */
export function readDate(cell: string, { member, order, region }: Options): { value: string } | DateError {
  // Some languages put no-break spaces and marks of direction into dates.
  const text = cell
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') return { value: '' };
  const moment = readMoment(text);
  if (moment) return readDate(moment, { member, order, region });
  const day = readDay(text, region);
  const withTime = day ? null : TIME.exec(text);
  const found = day ?? (withTime ? readDay(withTime[1] as string, region) : undefined);
  const serial = found ? null : readSerial(text);
  const time = withTime ? readTime(withTime) : (serial?.time ?? { hour: undefined });
  const parts = serial ? serial.day : found && ('parts' in found ? inOrder(found, order) : found);
  if (!parts || !time) return { rule: 'dateUnreadable' };
  if ('rule' in parts) return parts;
  const [year, month, date] = parts;
  if (!exists(year, month, date)) return { rule: 'dateImpossible' };
  if (year === 9999 && member === 'ValidTo') return { value: '' };
  const clock = time.hour === undefined ? (member === 'ValidTo' ? '23:59' : '00:00') : clockOf(time);
  return { value: `${pad(year, 4)}-${pad(month)}-${pad(date)}T${clock}` };
}

/** Year, month and day. */
type Day = readonly [number, number, number];

/** A day with its year last and its parts in numbers: day or month may come first. */
interface Unordered {
  readonly parts: readonly [number, number];
  readonly year: number;
  /** `null` where the order is not certain. */
  readonly order: DayOrder | null;
}

const YEAR_FIRST = /^(\d{4})(?:([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?|(\d\d)(\d\d))$/;
const YEAR_LAST = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d\d)\.?$/;

/** `31-Dec-2027`, `31. Dezember 27`, `31.des.2027`; `Dec 31, 2027`. */
const DAY_AND_NAME = /^(\d{1,2})(?:\. |[-./ ])(\p{L}{3,9})(?:\. |[-./ ])(\d{4}|\d\d)$/u;
const NAME_AND_DAY = /^(\p{L}{3,9})\.? (\d{1,2}),? (\d{4}|\d\d)$/u;

/** The months in the six languages, whole or as they are shortened, without marks. */
const MONTHS = [
  /^j[aä]n(uary|uari?|ner)?$/,
  /^feb(ruary|ruari?|er)?$/,
  /^(mar|march|mars|marts|marz|mrz|mrt|maart)$/,
  /^apr(il)?$/,
  /^(may|mai|maj|mei)$/,
  /^jun[ei]?$/,
  /^jul[yi]?$/,
  /^aug(ust|usti|ustus)?$/,
  /^sept?(ember)?$/,
  /^o[ck]t(ober)?$/,
  /^nov(ember)?$/,
  /^(de[csz]|de[csz]ember)$/,
];

function readNamed(text: string): Day | undefined {
  const [, day, name, year] = DAY_AND_NAME.exec(text) ?? [];
  const [, otherName, otherDay, otherYear] = NAME_AND_DAY.exec(text) ?? [];
  const month = fold(name ?? otherName ?? '');
  const at = MONTHS.findIndex((names) => names.test(month));
  if (at < 0) return undefined;
  const years = Number(year ?? otherYear);
  return [years < 100 ? years + 2000 : years, at + 1, Number(day ?? otherDay)];
}

function readDay(text: string, region: Region): Day | Unordered | undefined {
  const named = readNamed(text);
  if (named) return named;
  const first = YEAR_FIRST.exec(text);
  if (first) return [Number(first[1]), Number(first[3] ?? first[5]), Number(first[4] ?? first[6])];
  const last = YEAR_LAST.exec(text);
  if (!last) return undefined;
  const [, one, separator = '', two, years = ''] = last;
  // `27-03-04` may begin with its year.
  if (years.length === 2 && separator === '-') return undefined;
  const parts = [Number(one), Number(two)] as const;
  const year = Number(years) + (years.length === 2 ? 2000 : 0);
  return { parts, year, order: orderOf(parts, separator, region) };
}

function orderOf(
  [one, two]: Unordered['parts'],
  separator: string,
  { dateOrder, dateSeparator }: Region,
): DayOrder | null {
  if (separator === '.') return 'dmy';
  // People write slashes both ways, even people of one region.
  if (separator === '-' && dateSeparator === '-' && dateOrder !== 'ymd') return dateOrder;
  if (one > 12 || one === two) return 'dmy';
  return two > 12 ? 'mdy' : null;
}

function inOrder({ parts: [one, two], year, order }: Unordered, chosen: DayOrder | null): Day | DateError {
  const by = order ?? chosen;
  if (!by) return { rule: 'dateAmbiguous' };
  return by === 'dmy' ? [year, two, one] : [year, one, two];
}

/** True for a day that the calendar has. */
function exists(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

interface Time {
  /** `undefined` for the whole day. */
  readonly hour: number | undefined;
  readonly minute?: number;
  readonly second?: number;
}

/** The time that follows a day: `T08:30`, ` 8:30:15 AM`, `, 08.30`. Parts of a second are left out. */
const TIME = /^(.+?)(?:T|,? )(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?(?: ?([ap])\.? ?m\.?)?$/i;

function readTime([, , hours, minutes, seconds, half]: RegExpExecArray): Time | undefined {
  const [hours24, minute, second] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
  if (minute > 59 || second > 59 || hours24 > 23 || (half && (hours24 < 1 || hours24 > 12))) return undefined;
  const hour = half ? (hours24 % 12) + (/p/i.test(half) ? 12 : 0) : hours24;
  // Databases and spreadsheets write a day that has no time like this. People who mean midnight write no seconds.
  const isDay = seconds !== undefined && hour + minute + second === 0;
  return isDay ? { hour: undefined } : { hour, minute, second };
}

/**
 * A moment with its distance from Greenwich, as databases (`2027-03-04 08:30:00+01`) and JSON (`2027-03-04T07:30:00.000Z`)
 * write it.
 */
const MOMENT =
  /^((\d{4})-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?:[.,]\d+)? ?(?:Z|UTC|GMT|([+-](?:0\d|1[0-4]))(?::?([0-5]\d))?)$/i;

/**
 * Gives the same moment by the clock of this computer; `undefined` where it is written without a zone. Midnight at
 * Greenwich is a day without a time, as machines write it: few entries begin or end at that very moment.
 */
function readMoment(text: string): string | undefined {
  const found = MOMENT.exec(text);
  if (!found) return undefined;
  const [, day = '', year, time = '', hours = '+00', minutes = '00'] = found;
  const isDay = exists(...(day.split('-').map(Number) as [number, number, number]));
  if (/^00:00(:00)?$/.test(time) && /^[+-]00$/.test(hours) && minutes === '00') return day;
  // The first and the last year mean always and never, in any zone.
  if (!isDay || year === '0001' || year === '9999') return `${day} ${time}`;
  const date = new Date(`${day}T${time}${hours}:${minutes}`);
  const local = [date.getFullYear(), date.getMonth() + 1, date.getDate()] as const;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part)).join(':');
  return `${pad(local[0], 4)}-${pad(local[1])}-${pad(local[2])} ${clock}`;
}

function clockOf({ hour = 0, minute = 0, second = 0 }: Time): string {
  return `${pad(hour)}:${pad(minute)}${second > 0 ? `:${pad(second)}` : ''}`;
}

function pad(number: number, length = 2): string {
  return String(number).padStart(length, '0');
}

/** Day 0 of Excel's count, for days after February 1900: Excel believes that this month had 29 days. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const DAY_SECONDS = 86_400;

/** The days from 1990 to 2099. Other numbers are more likely something else: a year, a day without its dots. */
const SERIALS = { first: 32_874, last: 73_050 };

/** 9999-12-31, which others write for no end. */
const LAST_SERIAL = 2_958_465;

/** Reads the number by which Excel counts days from 1900; its fraction is the time. */
function readSerial(text: string): { day: Day; time: Time } | undefined {
  // A day without dots may begin with a zero; a number does not.
  if (!/^[1-9]\d{4,6}(?:[.,]\d+)?$/.test(text)) return undefined;
  const serial = Number(text.replace(',', '.'));
  const whole = Math.floor(serial);
  if ((whole < SERIALS.first || whole > SERIALS.last) && whole !== LAST_SERIAL) return undefined;
  const seconds = Math.round((serial - whole) * DAY_SECONDS);
  const date = new Date(SERIAL_ZERO + (whole * DAY_SECONDS + seconds) * 1000);
  const time = { hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() };
  return {
    day: [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()],
    time: seconds === 0 ? { hour: undefined } : time,
  };
}

/**
 * Says whether day or month comes first in a table's dates, where one of them shows it.
 * @returns `null` where no date shows it, or where one shows this and another that
 */
export function shownOrder(cells: readonly string[], region: Region): DayOrder | null {
  const shown = new Set<DayOrder>();
  for (const cell of cells) {
    const text = cell.trim();
    const found = /^\d{1,2}[-/]/.test(text) ? readDay(TIME.exec(text)?.[1] ?? text, region) : undefined;
    if (!found || !('parts' in found) || !found.order || found.parts[0] === found.parts[1]) continue;
    shown.add(found.order);
  }
  return shown.size === 1 ? ([...shown][0] as DayOrder) : null;
}

/** Gives the region with ISO's dates: nobody takes them for others. */
export function isoRegion(region: Region): Region {
  return { ...region, dateOrder: 'ymd', dateSeparator: '-' };
}

/** Writes a draft's date as the region does; a whole day without its time. */
export function writeDate(text: string, member: DateMember, { dateOrder, dateSeparator }: Region): string {
  const [day = '', time = ''] = text.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  const parts = { dmy: [date, month, year], mdy: [month, date, year], ymd: [year, month, date] }[dateOrder];
  const isWhole = time === (member === 'ValidTo' ? '23:59' : '00:00');
  return text === '' ? '' : parts.join(dateSeparator) + (isWhole ? '' : ` ${time}`);
}
