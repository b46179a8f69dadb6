import type { TableUser } from './table-users.ts';

/**
 * The placeholders that a public value may hold in braces. They are filled in for each user: `mail.example.com/{user}`.
 * Doubled braces are braces: `{{user}}` is stored as `{user}`.
 */
export type Placeholder = 'user' | 'email' | 'initials';

const PLACEHOLDERS: { readonly [P in Placeholder]: (user: TableUser) => string } = {
  user: ({ userName }) => userName,
  email: ({ email }) => email,
  initials: ({ fullName }) =>
    (fullName.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []).map(([first]) => first).join(''),
};

/** A GUID as Windows writes it. */
const GUID = /\{[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}\}/gi;

const PATTERN = /(\{+)(user|email|initials)(\}+)/gi;

/** Fills in a pattern. `missing` is the placeholder for which the user has nothing. */
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

/** Gives the pattern that stands for exactly this stored public value. */
export function patternOf(value: string): string {
  return value.replace(PATTERN, '{$&}');
}

/** True for a pattern with other words in braces, which are not filled in: most likely a placeholder with a wrong name. */
export function hasOtherBraces(pattern: string): boolean {
  return /\{ *\p{L}[\p{L}\d ._-]*\}/u.test(pattern.replace(PATTERN, '').replace(GUID, ''));
}
