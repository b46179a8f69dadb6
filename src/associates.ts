/** A user of SuperOffice, or a resource. `associateId` is never a person id. Names may be empty, never absent. */
export interface Associate {
  readonly associateId: number;
  readonly fullName: string;
  /** The name that people know a user by, such as the initials. */
  readonly userName: string;
}

/** The user and tenant that a form shows, and on whose behalf alone it may act. */
export interface ExpectedUser {
  readonly associateId: number;
  readonly fullName: string;
  readonly tenant: string;
}

/** True of the functional rights that usually go with administering other users. */
export function isUserAdministration(right: string): boolean {
  return /^admin-(all|users)$/i.test(right);
}

/** How many associates a search shows. It asks for one more, so that it knows whether there are more. */
export const MAX_FOUND = 20;

/** Gives the text that shows people an associate: full name, user name and `#id`. */
export function nameOf({ fullName, userName, associateId }: Associate): string {
  return [fullName, ...(userName && userName !== fullName ? [userName] : []), `#${associateId}`].join(' · ');
}

/** The reason why an associate is an unusual choice; `null` for a usual one. */
export type Mark = 'inactive' | 'externalUser' | 'resource' | null;

/**
 * Gives the mark of an associate.
 * @param type an associate's `InternalAssociate`, `ExternalAssociate`, `ResourceAssociate`, …; an archive gives a text for
 * people instead, in the user's language where the server knows no `SO-Language`
 */
export function markOf({ isActive, type }: { readonly isActive: boolean; readonly type: string }): Mark {
  if (!isActive) return 'inactive';
  if (/e(x|ks)tern/i.test(type)) return 'externalUser';
  return /\bress?o?ur[cs]/i.test(type) ? 'resource' : null;
}
