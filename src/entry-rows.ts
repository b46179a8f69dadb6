import { fromServerTime, type StoredEntry } from './credentials.ts';
import { patternOf } from './pattern.ts';
import type { Region, Rows } from './table.ts';
import { COLUMNS, type Column } from './table-columns.ts';
import { type DateMember, writeDate } from './table-dates.ts';
import type { TableUser, UserIndex } from './table-users.ts';

/** An entry of a user; `null` stands for a row that the person is to fill in. */
export interface OwnedEntry {
  readonly user: TableUser;
  readonly type: string;
  readonly entry: StoredEntry | null;
}

interface EntryRowsOptions {
  readonly index: UserIndex;
  /** `null` leaves the dates empty, for the person to fill in. */
  readonly region: Region | null;
  /** True where an empty cell would get an end from “For all”. An open end is then written into its cell. */
  readonly hasEnd: boolean;
  readonly texts: {
    readonly headings: { readonly [C in Column]: string };
    readonly yes: string;
    readonly no: string;
  };
}

/** The date that `readDate` reads as an open end. */
const NO_END = '9999-12-31T23:59';

/**
 * Gives the cells that `readLines` reads again, so that entries can be taken out, edited and brought back. Secrets are not
 * known, so their column is empty.
 */
export function entryRows(
  entries: readonly OwnedEntry[],
  { index, region, hasEnd, texts }: EntryRowsOptions,
): Rows {
  const dateOf = (time: string, member: DateMember) => {
    const date = fromServerTime(time) || (hasEnd ? NO_END : '');
    return region && date ? writeDate(date, member, region) : '';
  };
  const rows = entries.map(({ user, type, entry }) => {
    const cells: { readonly [C in Column]: string } = {
      User: cellOf(user, index),
      Type: type,
      PublicValue: patternOf(entry?.PublicValue ?? ''),
      SecretValue: '',
      ValidFrom: entry ? dateOf(entry.ValidFrom, 'ValidFrom') : '',
      ValidTo: entry ? dateOf(entry.ValidTo, 'ValidTo') : '',
      Comment: entry?.Comment ?? '',
      IsActive: entry ? (entry.IsActive ? texts.yes : texts.no) : '',
    };
    return COLUMNS.map((column) => cells[column]);
  });
  return [COLUMNS.map((column) => texts.headings[column]), ...rows];
}

/** Gives the user name where it means this user alone, else the id. */
function cellOf(user: TableUser, { match }: UserIndex): string {
  const found = match(user.userName, true);
  const isOwn = found.kind === 'one' && found.user.associateId === user.associateId;
  return isOwn ? user.userName : `#${user.associateId}`;
}
