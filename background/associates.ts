import type { PersonOrAssociate } from '../src/addresses.ts';
import { type ExpectedUser, MAX_FOUND } from '../src/associates.ts';
import { isSameName } from '../src/credentials.ts';
import type { About, FoundAssociate, Input, Output } from '../src/messages.ts';
import type { Answer, HttpAnswer } from '../src/netserver/answer.ts';
import { associateOrNone, type MarkedAssociate, readAssociate } from '../src/netserver/rest.ts';
import { restCall } from '../src/netserver/rest-operations.ts';
import {
  readUserRows,
  type TextColumn,
  type UserCondition,
  type UserQuery,
  type UserRow,
  usersPath,
} from '../src/netserver/users.ts';
import { failed, type Result, success } from '../src/result.ts';
import { hasBeginning, withoutMarks, wordsOf } from '../src/words.ts';
import { read } from './server/call.ts';
import type { Crm } from './server/crm.ts';
import { toFailure } from './server/explain.ts';
import type { PageRequest } from './server/in-page.ts';
import { rest } from './server/rest-request.ts';
import { askAs } from './server/session.ts';

/** IIS refuses a longer query unless it is set up to take one (`maxQueryString`, in characters as they travel). */
const MAX_PATH = 2_048;

/** The columns that a search looks in. (The initials, `assocName`, can be shown and sorted by, but no text restricts them.) */
const SEARCHED: readonly TextColumn[] = ['fullName', 'userName', 'personEmail'];

/**
 * Finds the users who have each word of the text in one of these columns. Users whose names are written without the typed marks
 * are found, too. Each column is a request of its own, and all go out side by side: `or` is documented for other addresses only.
 */
export async function searchAssociates(
  crm: Crm,
  { as, text }: Input<'searchAssociates'>,
): Promise<Output<'searchAssociates'>> {
  const id = /(?:^|· )#(\d{1,9})$/.exec(text.trim())?.[1];
  if (id) return findById(crm, as, Number(id));
  const words = wordsOf(text);
  const plain = words.map(withoutMarks);
  const queries = [
    ...SEARCHED.map((column) => searchOf(column, words)),
    ...(plain.join() === words.join() ? [] : [searchOf('fullName', plain)]),
  ];
  // A text that is longer than an address can be is nobody's name.
  if (words.length === 0 || queries.some((query) => usersPath(query).length > MAX_PATH)) return success([]);
  const asked = await askUsers(crm, as, queries);
  if (!asked.ok) return asked;
  const failures = asked.value.flatMap((rows) => (rows.kind === 'success' ? [] : [toFailure(rows)]));
  const other = failures.find(({ kind }) => kind !== 'refused' && kind !== 'serverFault');
  if (other) return failed(other);
  if (failures.length === queries.length) {
    // An older archive may not know each of the columns.
    const found = await readUsers(crm, as, { ...searchOf('fullName', words), select: NAMES });
    return found.ok ? success(toFound(found.value)) : found;
  }
  const [spelled, otherwise] = [asked.value.slice(0, SEARCHED.length), asked.value.slice(SEARCHED.length)];
  // `contains` looks inside words as well: without its mark, `jör` is not to find `Fjord`.
  const isMeant = ({ fullName }: UserRow) => plain.every((word) => hasBeginning(fullName, word));
  return success(toFound([...rowsIn(spelled), ...rowsIn(otherwise).filter(isMeant)]));
}

/** Finds the associate whom the text names by id, as the form shows people: `Jörg Müller · JORG · #104`, or the end of that. */
async function findById(crm: Crm, as: ExpectedUser, id: number): Promise<Output<'searchAssociates'>> {
  const somebody = { kind: 'associate', id } as const;
  const asked = await askAs(crm, as, [lookup(crm, somebody)]);
  if (!asked.ok) return asked;
  const about = await aboutSomebody(crm, as, { somebody, answer: asked.value[0] });
  if (about.kind === 'failed') return failed(about.failure);
  return success(about.kind === 'associate' ? [{ ...about.associate, mark: about.mark, detail: '' }] : []);
}

function rowsIn(answers: readonly Answer<readonly UserRow[]>[]): readonly UserRow[] {
  return answers.flatMap((rows) => (rows.kind === 'success' ? rows.value : []));
}

const NAMES = ['associateDbId', 'fullName', 'assocName'] as const;

function searchOf(column: TextColumn, words: readonly string[]): UserQuery {
  return {
    select: [...NAMES, 'personEmail', 'usergroup', 'assocType', 'isActive', 'isLocation'],
    filter: words.map((word): UserCondition => [column, 'contains', word]),
    orderBy: ['fullName'],
    top: MAX_FOUND + 1,
    skip: 0,
  };
}

/** Gives one page of the archive of users, read on behalf of the user that a form shows. */
export async function readUsers(
  crm: Crm,
  as: ExpectedUser,
  query: UserQuery,
): Promise<Result<readonly UserRow[]>> {
  const asked = await askUsers(crm, as, [query]);
  if (!asked.ok) return asked;
  const rows = asked.value[0] as Answer<readonly UserRow[]>;
  return rows.kind === 'success' ? success(rows.value) : failed(toFailure(rows));
}

async function askUsers(
  crm: Crm,
  as: ExpectedUser,
  queries: readonly UserQuery[],
): Promise<Result<readonly Answer<readonly UserRow[]>[]>> {
  const requests = queries.map((query): PageRequest => {
    const request = rest(usersPath(query), undefined, crm.site.applicationToken);
    // The archive gives the kind of a user as a word. Without this header, the word is in the language of the signed-in user.
    return { ...request, headers: { ...request.headers, 'SO-Language': 'en' } };
  });
  const asked = await askAs(crm, as, requests);
  return asked.ok ? success(asked.value.map(readUserRows)) : asked;
}

/**
 * Gives each user once, sorted by name. If there are more than a search shows, the ones that were found first stay, so
 * names go before e-mail addresses: a part of a name may be in the e-mail address of everybody in the house.
 */
function toFound(rows: readonly UserRow[]): readonly FoundAssociate[] {
  const each = [...new Map(rows.map((row) => [row.associateId, row])).values()];
  const shown = each
    .slice(0, MAX_FOUND)
    .sort((one, other) => one.fullName.localeCompare(other.fullName) || one.associateId - other.associateId);
  return [...shown, ...each.slice(MAX_FOUND, MAX_FOUND + 1)].map((row) => ({
    associateId: row.associateId,
    fullName: row.fullName,
    userName: row.userName,
    mark: row.mark,
    detail: detailOf(row, each),
  }));
}

function detailOf(row: UserRow, rows: readonly UserRow[]): string {
  const namesakes = rows.filter((other) => other !== row && isSameName(other.fullName, row.fullName));
  if (namesakes.length === 0) return '';
  const telling = (['email', 'group'] as const).find(
    (member) => row[member] !== '' && namesakes.every((other) => other[member] !== row[member]),
  );
  return telling ? row[telling] : '';
}

/**
 * Gives the request for the associate that a page is about, by the operations that are documented for it. (Not
 * `Person.Associate`: that is the owner of the person.) The request is REST, which needs no ticket, so it can go out
 * together with the question who is signed in. {@link aboutSomebody} calls the operation itself as a second try.
 */
export function lookup({ site }: Crm, { kind, id }: PersonOrAssociate): PageRequest {
  const { path, body } =
    kind === 'associate'
      ? restCall('GetAssociate', { AssociateId: id })
      : restCall('GetAssociateByPersonId', { PersonId: id });
  return rest(path, body, site.applicationToken);
}

/**
 * Gives the associate behind the person or associate on a page: from the answer to {@link lookup}, or else by asking once more.
 */
export async function aboutSomebody(
  crm: Crm,
  as: ExpectedUser,
  { somebody, answer }: { readonly somebody: PersonOrAssociate; readonly answer: HttpAnswer | undefined },
): Promise<About> {
  const { kind, id } = somebody;
  const found = (associate: MarkedAssociate | null | undefined): About =>
    associate
      ? { kind: 'associate', ...associate }
      : { kind: kind === 'person' ? 'notAnAssociate' : 'nobody' };
  const looked = answer && readAssociate(answer);
  // By REST an agent answers `null` for a failed call, too. SOAP tells the two apart.
  // https://docs.superoffice.com/en/api/netserver/web-services/endpoints/agents-webapi/index.html
  if (looked?.kind === 'success' && looked.value) return found(looked.value);
  // After a timeout the server would hardly answer a second try, and a person who has cancelled does not wait for one.
  if (looked?.kind === 'lost' && (looked.why === 'timeout' || looked.why === 'cancelled'))
    return { kind: 'failed', failure: toFailure(looked) };
  const called =
    kind === 'associate'
      ? await read(crm, as, { name: 'GetAssociate', request: { AssociateId: id } })
      : await read(crm, as, { name: 'GetAssociateByPersonId', request: { PersonId: id } });
  if (!called.ok) return { kind: 'failed', failure: called.failure };
  const associate = associateOrNone(called.value.Response);
  // An answer that cannot be read says nothing about anybody.
  return associate === undefined ? { kind: 'failed', failure: { kind: 'unreadable' } } : found(associate);
}
