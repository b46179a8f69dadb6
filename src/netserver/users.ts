import { type Associate, type Mark, markOf } from '../associates.ts';
import type { Answer, HttpAnswer } from './answer.ts';
import { isObject, readJson, toAssociate, toText } from './rest.ts';

/**
 * The archive of users: `GET User`, by the provider `AllUsers`. A column's type says how it can be restricted.
 * https://docs.superoffice.com/en/api/archive-providers/reference/allusers.html
 * https://docs.superoffice.com/en/api/search/odata/using-filters.html
 */
type UserColumn =
  | TextColumn
  /** The next two are of the type `associate`, which no text restricts: the id, and the name that people know a user by. */
  | 'associateDbId'
  | 'assocName'
  | 'usergroup'
  | 'assocType'
  | 'isActive'
  | 'isLocation';

/** The columns that a text restricts. `userName` is the sign-in name. */
export type TextColumn = 'fullName' | 'userName' | 'personEmail';

export type UserCondition =
  | readonly [TextColumn, 'contains', string]
  | readonly ['isActive', 'set', boolean]
  /** The numbers are ids of the list `usertype`: 0 for employees, 1 for resources, 4 for external users. */
  | readonly ['assocType', 'oneOf', readonly number[]];

/** A question to the archive. */
export interface UserQuery {
  readonly select: readonly UserColumn[];
  /** All conditions have to hold: no other joint than `and` is documented for this address. */
  readonly filter: readonly UserCondition[];
  readonly orderBy: readonly UserColumn[];
  readonly top: number;
  readonly skip: number;
}

/** A row of the archive. A text that was not selected, or is not there, is empty. */
export interface UserRow extends Associate {
  /** The name that the user signs in with; `userName` is the name that people know a user by. */
  readonly signInName: string;
  readonly email: string;
  readonly group: string;
  readonly mark: Mark;
}

/** Gives the address of a query, below `api/v1`. */
export function usersPath({ select, filter, orderBy, top, skip }: UserQuery): string {
  const query = {
    $select: select.join(),
    ...(filter.length > 0 ? { $filter: filter.map(conditionText).join(' and ') } : {}),
    $orderBy: orderBy.join(),
    $top: String(top),
    $skip: String(skip),
    // Without this, true and false may come as hints to icons.
    $output: 'Logical',
  };
  // The archive's own parser reads `$select`, not `%24select`, and `+` is not a space to every server.
  return `User?${Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`;
}

function conditionText([column, operator, value]: UserCondition): string {
  const text =
    typeof value === 'object'
      ? `(${value.join()})`
      : typeof value === 'string'
        ? `'${value.replace(/['\\]/g, '\\$&')}'`
        : value;
  return `${column} ${operator} ${text}`;
}

/** Reads the rows of the archive from the answer to `GET api/v1/User?…`. A row without an id is left out. */
export function readUserRows(answer: HttpAnswer): Answer<readonly UserRow[]> {
  return readJson(answer, (json) => {
    const rows = isObject(json) ? json.value : undefined;
    if (!Array.isArray(rows)) return undefined;
    return rows.filter(isObject).flatMap((row) => {
      const associate = toAssociate({
        // An archive may give its numbers as texts.
        AssociateId: typeof row.associateDbId === 'string' ? Number(row.associateDbId) : row.associateDbId,
        FullName: row.fullName,
        UserName: row.assocName,
      });
      if (!associate) return [];
      const type = isTrue(row.isLocation) ? 'Resource' : toText(row.assocType);
      return [
        {
          ...associate,
          signInName: toText(row.userName),
          email: toText(row.personEmail),
          group: toText(row.usergroup),
          mark: markOf({ isActive: !isFalse(row.isActive), type }),
        },
      ];
    });
  });
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(true|1)$/i.test(value));
}

function isFalse(value: unknown): boolean {
  return value === false || value === 0 || (typeof value === 'string' && /^(false|0)$/i.test(value));
}
