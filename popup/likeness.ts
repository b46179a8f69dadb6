import type { Associate } from '../src/associates.ts';
import { TYPES } from '../src/credentials.ts';
import type { Target } from '../src/messages.ts';

/** What stands between the parts of a public value: `imap.nordvik.example;kari`. */
const SEPARATORS = ';|/\\,\\s';
const PARTS = new RegExp(`^(.*[${SEPARATORS}])([^${SEPARATORS}]+)$`, 's');

/** What a connector may know a user by. */
const NAMES: readonly ((associate: Associate) => string)[] = [
  ({ userName }) => userName,
  ({ fullName }) => fullName.split(/\s+/).join('.'),
];

/** A public value without its last part, which names its user; empty where it has no parts. */
export function withoutUser(publicValue: string): string {
  return PARTS.exec(publicValue)?.[1] ?? '';
}

/**
 * What another associate's public value is for this one: the same server, and the same kind of name. Where the name is of
 * no known kind, it is left out.
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
 * The public value for whom is chosen now, where it is still as the model made it: without a user, or for whom was chosen before.
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

/** The other of the two documented types, and its usual server: both are needed for e-mail. */
export function otherOfMail({
  Type,
  PublicValue,
}: Target['draft']): { Type: string; PublicValue: string } | null {
  const [one, two] = TYPES;
  const other = Type === one ? two : Type === two ? one : null;
  if (!other) return null;
  return { Type: other, PublicValue: PublicValue.replace(new RegExp(`\\b${Type}(?=\\.)`, 'gi'), other) };
}
