import type { TableUser } from './table-users.ts';

/**
 * What a public value may hold in braces, for each user to be filled in: `mail.example.com/{user}`. Braces that are doubled are
 * braces: `{{user}}` is stored as `{user}`.
 */
export type Placeholder = 'user' | 'email' | 'initials';

const PLACEHOLDERS: { readonly [P in Placeholder]: (user: TableUser) => string } = {
  user: ({ userName }) => userName,
  email: ({ email }) => email,
  initials: ({ fullName }) =>
    (fullName.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []).map(([first]) => first).join(''),
};

/** As Windows writes them. */
const GUID = /\{[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}\}/gi;

const PATTERN = /(\{+)(user|email|initials)(\}+)/gi;

/** Fills in a pattern. `missing` is what the user does not have. */
export function fillIn(
  pattern: string,
  user: TableUser,
): { readonly value: string; readonly missing: Placeholder | null } {
  let missing: Placeholder | null = null;
  const value = pattern.replace(PATTERN, (_, open: string, name: string, close: string) => {
    const placeholder = name.toLowerCase() as Placeholder;
    const isDoubled = open.length > 1 && close.length > 1;
    const text = isDoubled ? name : PLACEHOLDERS[placeholder](user);
    if (text === '') missing = placeholder;
    return open.slice(1) + text + close.slice(1);
  });
  return { value, missing };
}

/** A public value as it is stored, as a pattern that says nothing else. */
export function patternOf(value: string): string {
  return value.replace(PATTERN, '{$&}');
}

/** Braces around words, of which nothing is filled in: most likely a placeholder that is called otherwise. */
export function hasOtherBraces(pattern: string): boolean {
  return /\{ *\p{L}[\p{L}\d ._-]*\}/u.test(pattern.replace(PATTERN, '').replace(GUID, ''));
}
