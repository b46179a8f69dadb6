import type { Associate } from '../src/associates.ts';
import { TYPES } from '../src/credentials.ts';
import type { Target } from '../src/messages.ts';

/** The characters between the parts of a public value: `imap.nordvik.example;kari`. */
const SEPARATORS = ';|/\\,\\s';
const PARTS = new RegExp(`^(.*[${SEPARATORS}])([^${SEPARATORS}]+)$`, 's');

/** The names by which a connector may know a user. */
const NAMES: readonly ((associate: Associate) => string)[] = [
  ({ userName }) => userName,
  ({ fullName }) => fullName.split(/\s+/).join('.'),
];

/** A public value without its last part, which names its user; empty where it has no parts. */
export function withoutUser(publicValue: string): string {
  return PARTS.exec(publicValue)?.[1] ?? '';
}

/**
 * The public value for an associate that is made from another one's: the same server, and the same kind of name. A name of no known
 * kind is left out.
 */
export function modelledOn({ associate, draft }: Target, other: Associate): string {
  const [, server = '', user = draft.PublicValue] = PARTS.exec(draft.PublicValue) ?? [];
  const [name = '', domain] = user.split(/(?=@)/);
  const kind = NAMES.find((of) => of(associate).toLowerCase() === name.toLowerCase());
  const own = name === '' ? '' : (kind?.(other) ?? '');
  if (own === '') return server;
  return server + (name === name.toLowerCase() ? own.toLowerCase() : own) + (domain ?? '');
}

/**
 * The public value for the associate who is chosen now, where it still is as the model made it: without a user, or for the
 * associate who was chosen before.
 * @returns `null` where the person has typed another
 */
export function rechosen(
  model: Target,
  publicValue: string,
  { before, now }: { readonly before: Associate | null; readonly now: Associate },
): string | null {
  const made = before ? modelledOn(model, before) : withoutUser(model.draft.PublicValue);
  return publicValue === made ? modelledOn(model, now) : null;
}

/** The other one of the two documented types, with its usual server: e-mail needs both. */
export function otherOfMail({
  Type,
  PublicValue,
}: Target['draft']): { Type: string; PublicValue: string } | null {
  const [one, two] = TYPES;
  const other = Type === one ? two : Type === two ? one : null;
  if (!other) return null;
  return { Type: other, PublicValue: PublicValue.replace(new RegExp(`\\b${Type}(?=\\.)`, 'gi'), other) };
}
