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

/** How people are shown an associate: full name, user name and `#id`. */
export function nameOf({ fullName, userName, associateId }: Associate): string {
  return [fullName, ...(userName && userName !== fullName ? [userName] : []), `#${associateId}`].join(' · ');
}
