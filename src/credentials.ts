/** What the form holds of an entry, with the API's names. Without the secret: a draft may be stored, a secret may not. */
export interface Draft {
  readonly Type: string;
  readonly PublicValue: string;
  readonly Comment: string;
  /** Wall-clock time as a `datetime-local` field gives it, `yyyy-MM-ddTHH:mm` or with seconds. */
  readonly ValidFrom: string;
  /** Likewise; empty for an open end. */
  readonly ValidTo: string;
  readonly IsActive: boolean;
}

export type Field = keyof Draft | 'SecretValue';

/** Why a field cannot be saved as it is; one sentence for people each (`_locales`, `error_…`). */
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
 * Today 00:00 to open end (or for some days, to the end of the last one), active. It begins a day earlier where today may not
 * have begun by the server's clock.
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

/** `yyyy-MM-dd` by the clock on the wall, so many days from today. */
function dayFrom(today: Date, days: number): string {
  const day = new Date(today);
  day.setDate(day.getDate() + days);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** `yyyy-MM-ddTHH:mm:ss` for a date field's text; open end for an empty one. */
export function toServerTime(text: string): string {
  return text === '' ? OPEN_END : /T\d\d:\d\d$/.test(text) ? `${text}:00` : text;
}

/** What a date field shows for a stored time: nothing for an open end, and no seconds where there are none. */
export function fromServerTime(text: string): string {
  return text.startsWith('9999') ? '' : text.replace(/:00$/, '');
}

/** A stored entry as a form can show it: all but the secret. */
export interface StoredEntry {
  readonly PublicValue: string;
  readonly Comment: string;
  /** Wall-clock time of the server, `yyyy-MM-ddTHH:mm:ss`. */
  readonly ValidFrom: string;
  readonly ValidTo: string;
  readonly IsActive: boolean;
}

/** The entry as the server would hold it. */
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

/** True when the two hold the same, in all that can be read. */
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

/** From the zone that is furthest behind to the one that is furthest ahead. */
const ZONES_MS = 26 * 3_600_000;

function isNearTime(one: string, other: string): boolean {
  return one === other || Math.abs(Date.parse(`${one}Z`) - Date.parse(`${other}Z`)) <= ZONES_MS;
}

/**
 * True of an entry that may be what a draft was stored as: a server that moves times by the hours between two zones moves both
 * alike, but for an hour of summer time.
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

/** By what an associate's entry is told from all others: one text for all names that a server may take for one. */
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
 * Why a type cannot be stored or removed, if so.
 * @param types the types that a policy allows; empty for all
 */
export function checkType(type: string, types: readonly string[]): FieldError | undefined {
  if (type.trim() === '') return { rule: 'required' };
  if (isSignInType(type)) return { rule: 'signInType' };
  const isAllowed = types.length === 0 || types.some((each) => each.toLowerCase() === type.toLowerCase());
  return isAllowed ? undefined : { rule: 'typeNotAllowed' };
}
