/** An entry as the form holds it, with the API's names. It has no secret: a draft may be stored, a secret may not. */
export interface Draft {
  readonly Type: string;
  readonly PublicValue: string;
  readonly Comment: string;
  /** Wall-clock time as a `datetime-local` field gives it, `yyyy-MM-ddTHH:mm` or with seconds. */
  readonly ValidFrom: string;
  /** The same; empty for an open end. */
  readonly ValidTo: string;
  readonly IsActive: boolean;
}

export type Field = keyof Draft | 'SecretValue';

/** The reason why a field cannot be saved as it is. Each reason has one sentence for people (`_locales`, `error_…`). */
export type FieldError =
  | {
      readonly rule:
        | 'required'
        | 'character'
        | 'signInType'
        | 'typeNotAllowed'
        | 'noDate'
        | 'endBeforeStart'
        | 'secretRequired';
    }
  | { readonly rule: 'tooLong'; readonly limit: number; readonly length: number };

export type FieldErrors = { readonly [F in Field]?: FieldError };

/**
 * The database's limits, in characters as NetServer counts them (UTF-16 code units). The documented limit of Comment is
 * 255, its column holds 254.
 */
export const LIMITS = { Type: 254, PublicValue: 238, SecretValue: 70, Comment: 254 } as const;

/** The documented types; any other text is a type as well. */
export const TYPES = ['imap', 'smtp'] as const;

/** Types of the same table that sign people in to SuperOffice: writing them could lock somebody out. */
const SIGN_IN_TYPES = ['crm5/password', 'activedirectory', 'ticket'];

/** How SuperOffice stores a validity without end. */
const OPEN_END = '9999-12-31T23:59:59';

/**
 * Gives an active draft that is valid from today 00:00 to an open end, or to the end of the last of some days. It begins a
 * day earlier where today may not have begun by the server's clock.
 */
export function emptyDraft(
  today: Date,
  preset: { type: string; validityDays: number; startsEarlier?: boolean },
): Draft {
  const { type, validityDays, startsEarlier } = preset;
  return {
    Type: type,
    PublicValue: '',
    Comment: '',
    ValidFrom: `${dayFrom(today, startsEarlier ? -1 : 0)}T00:00`,
    ValidTo: validityDays > 0 ? `${dayFrom(today, validityDays)}T23:59` : '',
    IsActive: true,
  };
}

/** Gives the day so many days from today as `yyyy-MM-dd`, by the clock on the wall. */
function dayFrom(today: Date, days: number): string {
  const day = new Date(today);
  day.setDate(day.getDate() + days);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** Gives the time `yyyy-MM-ddTHH:mm:ss` for the text of a date field; an open end for an empty one. */
export function toServerTime(text: string): string {
  return text === '' ? OPEN_END : /T\d\d:\d\d$/.test(text) ? `${text}:00` : text;
}

/** Gives the text of a date field for a stored time: empty for an open end, and without seconds where there are none. */
export function fromServerTime(text: string): string {
  return text.startsWith('9999') ? '' : text.replace(/:00$/, '');
}

/** A stored entry as a form can show it, without its secret. */
export interface StoredEntry {
  readonly PublicValue: string;
  readonly Comment: string;
  /** Wall-clock time of the server, `yyyy-MM-ddTHH:mm:ss`. */
  readonly ValidFrom: string;
  readonly ValidTo: string;
  readonly IsActive: boolean;
}

/** Gives a draft as the server would hold it. */
export function toStored({ ValidFrom, ValidTo, Comment, PublicValue, IsActive }: Draft): StoredEntry {
  return {
    ValidFrom: toServerTime(ValidFrom),
    ValidTo: toServerTime(ValidTo),
    Comment,
    PublicValue,
    IsActive,
  };
}

const MEMBERS = [
  'PublicValue',
  'Comment',
  'ValidFrom',
  'ValidTo',
  'IsActive',
] as const satisfies readonly (keyof StoredEntry)[];

/** True when the two entries are equal in all that can be read. */
export function isEqual(one: StoredEntry, other: StoredEntry): boolean {
  return MEMBERS.every((member) => one[member] === other[member]);
}

/** True when the entry holds what the draft says, in all that can be read. */
export function isSame(entry: StoredEntry, draft: Draft): boolean {
  return isEqual(entry, toStored(draft));
}

/**
 * True when a server may have made the entry of the draft: it may cut blanks at the ends of a text, and move a time by the hours
 * that lie between two zones.
 */
export function mayBe(entry: StoredEntry, draft: Draft): boolean {
  const sent = toStored(draft);
  return (
    isSameName(entry.PublicValue, sent.PublicValue) &&
    entry.Comment.trim() === sent.Comment.trim() &&
    isNearTime(entry.ValidFrom, sent.ValidFrom) &&
    isNearTime(entry.ValidTo, sent.ValidTo) &&
    entry.IsActive === sent.IsActive
  );
}

/** The time between the zone furthest behind and the zone furthest ahead, in milliseconds. */
const ZONES_MS = 26 * 3_600_000;

function isNearTime(one: string, other: string): boolean {
  return one === other || Math.abs(Date.parse(`${one}Z`) - Date.parse(`${other}Z`)) <= ZONES_MS;
}

/**
 * True for an entry that the server may have stored for a draft. A server that moves times by the hours between two zones
 * moves both times alike, but for an hour of summer time.
 */
export function isStoredAs(entry: StoredEntry, draft: Draft): boolean {
  if (!mayBe(entry, draft)) return false;
  if (draft.ValidTo === '') return true;
  const moved = (member: 'ValidFrom' | 'ValidTo') =>
    Date.parse(`${entry[member]}Z`) - Date.parse(`${toServerTime(draft[member])}Z`);
  return Math.abs(moved('ValidFrom') - moved('ValidTo')) <= HOUR_MS;
}

const HOUR_MS = 3_600_000;

/** A name as a database may compare it: without case, width, blanks at the ends, and characters that have no width at all. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
}

/**
 * True when a server may take the two names for one: SQL Server compares texts without case, width and blanks at
 * their end, unless it is told otherwise.
 */
export function isSameName(one: string, other: string): boolean {
  return foldName(one) === foldName(other);
}

/** Gives the key that tells an associate's entry from all others: the same text for all names that a server may take for one. */
export function entryKey(associateId: number, type: string, publicValue: string): string {
  return JSON.stringify([associateId, foldName(type), foldName(publicValue)]);
}

/** The entries that a Save of this name would or might replace. */
export function namesakes(entries: readonly StoredEntry[], publicValue: string): readonly StoredEntry[] {
  return entries.filter((entry) => isSameName(entry.PublicValue, publicValue));
}

/** True for the types that sign people in to SuperOffice: they are neither listed, nor stored, nor removed here. */
export function isSignInType(type: string): boolean {
  return SIGN_IN_TYPES.includes(foldName(type));
}

/**
 * Gives the reason why a type cannot be stored or removed; `undefined` where it can.
 * @param types the types that a policy allows; empty for all
 */
export function checkType(type: string, types: readonly string[]): FieldError | undefined {
  if (type.trim() === '') return { rule: 'required' };
  if (isSignInType(type)) return { rule: 'signInType' };
  const isAllowed = types.length === 0 || types.some((each) => each.toLowerCase() === type.toLowerCase());
  return isAllowed ? undefined : { rule: 'typeNotAllowed' };
}
