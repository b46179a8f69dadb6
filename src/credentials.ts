import { isSendable } from './characters.ts';

/** What the form holds of an entry, in the API's words. The secret is apart: a draft may be kept, a secret may not. */
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

/** Today 00:00 to open end (or for some days, to the end of the last one), active. */
export function emptyDraft(today: Date, preset: { type: string; validityDays: number }): Draft {
  const end = new Date(today);
  end.setDate(end.getDate() + preset.validityDays);
  return {
    Type: preset.type,
    PublicValue: '',
    Comment: '',
    ValidFrom: `${dayOf(today)}T00:00`,
    ValidTo: preset.validityDays > 0 ? `${dayOf(end)}T23:59` : '',
    IsActive: true,
  };
}

/** `yyyy-MM-dd` by the clock on the wall. */
function dayOf(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
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

/** True when the entry holds what the draft says, in all that can be read. */
export function isSame(entry: StoredEntry, draft: Draft): boolean {
  const typed = toStored(draft);
  return (Object.keys(typed) as (keyof StoredEntry)[]).every((member) => entry[member] === typed[member]);
}

/**
 * Checks everything that NetServer would refuse, cut or lose.
 * @param types the types that a policy allows; empty for all
 * @param withoutSecret the person has chosen to store an entry whose secret is empty
 * @returns the errors by field; empty when the entry can be saved
 */
export function check(
  draft: Draft,
  secret: string,
  withoutSecret: boolean,
  types: readonly string[] = [],
): FieldErrors {
  const errors: { [F in Field]?: FieldError } = {};
  const isAllowed =
    types.length === 0 || types.some((type) => type.toLowerCase() === draft.Type.toLowerCase());
  if (!isAllowed) errors.Type = { rule: 'typeNotAllowed' };
  if (SIGN_IN_TYPES.includes(draft.Type.trim().toLowerCase())) errors.Type = { rule: 'signInType' };
  if (draft.Type.trim() === '') errors.Type = { rule: 'required' };
  if (draft.PublicValue.trim() === '') errors.PublicValue = { rule: 'required' };
  if (secret === '' && !withoutSecret) errors.SecretValue = { rule: 'secretRequired' };
  const texts = { ...draft, SecretValue: secret };
  for (const field of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const { length } = texts[field];
    if (length > LIMITS[field]) errors[field] = { rule: 'tooLong', limit: LIMITS[field], length };
    if (!isSendable(texts[field])) errors[field] = { rule: 'character' };
  }
  if (draft.ValidFrom === '') errors.ValidFrom = { rule: 'required' };
  for (const field of ['ValidFrom', 'ValidTo'] as const) {
    if (!isDate(toServerTime(draft[field]))) errors[field] = { rule: 'noDate' };
  }
  if (!errors.ValidFrom && !errors.ValidTo && toServerTime(draft.ValidTo) < toServerTime(draft.ValidFrom)) {
    errors.ValidTo = { rule: 'endBeforeStart' };
  }
  return errors;
}

/** `0001-01-01` is what NetServer makes of a missing date; its database begins with 1753. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}Z`);
  // 30 February parses too, as 2 March.
  return text >= '1753' && !Number.isNaN(time) && new Date(time).toISOString() === `${text}.000Z`;
}
