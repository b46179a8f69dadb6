import { isSendable } from './characters.ts';
import {
  checkType,
  type Draft,
  type Field,
  type FieldError,
  type FieldErrors,
  LIMITS,
  type StoredEntry,
  toServerTime,
  toStored,
} from './credentials.ts';

/** The terms that a draft is checked by. */
export interface Terms {
  readonly secret: string;
  /** The person has chosen to store an entry whose secret is empty. */
  readonly withoutSecret: boolean;
  /** The types that a policy allows; empty for all. */
  readonly types: readonly string[];
  /**
   * The stored entry that is being changed. Another program may have written it: values that it already
   * holds need not pass the rules for new input.
   */
  readonly original: StoredEntry | null;
}

/**
 * Checks a draft for everything that NetServer would refuse, cut or lose.
 * @returns the errors by field; empty when the entry can be saved
 */
export function check(draft: Draft, { secret, withoutSecret, types, original }: Terms): FieldErrors {
  const errors: { [F in Field]?: FieldError } = {};
  const type = checkType(draft.Type, types);
  if (type) errors.Type = type;
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
  if (!original) return errors;
  const typed = toStored(draft);
  const isTouched = (field: string) =>
    !(field in original) || original[field as keyof StoredEntry] !== typed[field as keyof StoredEntry];
  return Object.fromEntries(
    Object.entries(errors).filter(([field, { rule }]) =>
      // Either of the two dates may be the wrong one.
      rule === 'endBeforeStart' ? isTouched('ValidFrom') || isTouched('ValidTo') : isTouched(field),
    ),
  );
}

/** True for a date that NetServer can store. Its database begins with 1753; `0001-01-01` is what it makes of a missing date. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}Z`);
  // 30 February parses too, as 2 March.
  return text >= '1753' && !Number.isNaN(time) && new Date(time).toISOString() === `${text}.000Z`;
}
