import { fromServerTime, type StoredEntry } from './credentials.ts';
import { patternOf } from './pattern.ts';
import type { Region, Rows } from './table.ts';
import { COLUMNS, type Column } from './table-columns.ts';
import { type DateMember, writeDate } from './table-dates.ts';
import type { TableUser, UserIndex } from './table-users.ts';

/** An entry of somebody's; `null`: a row for the person to be filled in. */
export interface OwnedEntry {
  readonly user: TableUser;
  readonly type: string;
  readonly entry: StoredEntry | null;
}

interface EntryRowsOptions {
  readonly index: UserIndex;
  /** `null`: the dates are left to be filled in. */
  readonly region: Region | null;
  /** True where an empty cell would get an end from “For all”: then no end is written out. */
  readonly hasEnd: boolean;
  readonly texts: {
    readonly headings: { readonly [C in Column]: string };
    readonly yes: string;
    readonly no: string;
  };
}

/** The day that `readDate` takes for no end. */
const NO_END = '9999-12-31T23:59';

/** The cells that `readLines` reads again: out, edited, back in. Secrets are not known, so their column is empty. */
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

/** The user name where it means this user alone, else the id. */
function cellOf(user: TableUser, { match }: UserIndex): string {
  const found = match(user.userName, true);
  const isOwn = found.kind === 'one' && found.user.associateId === user.associateId;
  return isOwn ? user.userName : `#${user.associateId}`;
}
