// The parts of REST that SOAP has no twin of: JSON bodies and the archive of users.
import { TYPES } from '../contract-facts.ts';
import type { Associate, Tenant, UserType } from './data.ts';
import { NetServerException } from './netserver.ts';
import { absent, Fault, SCALARS, type Value, type Values } from './wcf.ts';

const badRequest = (message: string) =>
  new NetServerException('SoInvalidArgumentException', message, message);

const JSON_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  dateTime: 'string',
  int: 'number',
  boolean: 'boolean',
};

/** A JSON value as `type` of the contract; what is missing takes the type's default, as in SOAP. */
function readJson(value: unknown, type: string): Value {
  if (value === undefined || value === null) return absent(type);
  const item = type.slice(0, -2);
  if (type.endsWith('[]') && Array.isArray(value)) return value.map((each) => readJson(each, item));
  const members = TYPES[type];
  if (members && typeof value === 'object') return readJsonMembers(value, members);
  if (typeof value !== JSON_TYPES[type]) throw badRequest(`${JSON.stringify(value)} is not of type ${type}.`);
  try {
    return SCALARS[type]?.read(String(value)) ?? null;
  } catch (error) {
    throw error instanceof Fault ? badRequest(error.message) : error;
  }
}

/**
 * A JSON object as the given members; others in it are ignored. Names match in any case: SuperOffice's own client
 * (`@superoffice/webapi`) writes them in camel case, the documentation in Pascal case.
 */
function readJsonMembers(value: object, members: Readonly<Record<string, string>>): Values {
  const given = new Map(Object.entries(value).map(([name, each]) => [name.toLowerCase(), each]));
  return Object.fromEntries(
    Object.entries(members).map(([name, type]) => [name, readJson(given.get(name.toLowerCase()), type)]),
  );
}

/** What is asked for in a query, as the given members; each is required, and there is no body. */
export function readQuery(
  query: URLSearchParams,
  body: string,
  members: Readonly<Record<string, string>>,
): Values {
  if (body !== '') throw badRequest('This operation has no body.');
  const given = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(members).map(([name, type]) => {
      const text = given.get(name.toLowerCase());
      if (text === undefined) throw badRequest(`The query has no ${name}.`);
      return [name, readJson(type === 'int' ? Number(text) : text, type)];
    }),
  );
}

/** The body of a REST call that is the value of the one member. */
export function readValue(text: string, members: Readonly<Record<string, string>>): Values {
  const value = parse(text);
  return Object.fromEntries(
    Object.entries(members).map(([name, type]) => {
      if (!Array.isArray(value)) throw badRequest('The body is not a JSON array.');
      return [name, readJson(value, type)];
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`The body is not JSON: ${(error as Error).message}`);
  }
}

/** The body of a REST call as the given members. */
export function readBody(text: string, members: Readonly<Record<string, string>>): Values {
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('The body is not a JSON object.');
  return readJsonMembers(body, members);
}

// ---- the archive of users: `GET User`, by the provider AllUsers, in slim mode

const LONGEST_LIST = 1000;
/** IIS takes no longer query, in characters as they travel. */
const LONGEST_QUERY = 2048;

/** The column types that the documentation has operators for, and those that it has none for. */
type ColumnType = 'string' | 'int' | 'bool' | 'associate' | 'listAny' | 'userGroup';

interface Column {
  readonly type: ColumnType;
  read(row: Associate): string | number | boolean;
  readonly isSortable: boolean;
}

const column = (type: ColumnType, read: Column['read'], isSortable = true): Column => ({
  type,
  read,
  isSortable,
});

const COLUMNS: Readonly<Record<string, Column>> = {
  associateDbId: column('associate', (row) => row.AssociateId),
  assocName: column('associate', (row) => row.Name),
  fullName: column('string', (row) => row.FullName),
  userName: column('string', (row) => row.UserName),
  personEmail: column('string', (row) => row.Email),
  personId: column('int', (row) => row.PersonId, false),
  usergroup: column('userGroup', (row) => row.Group),
  assocType: column('listAny', (row) => USER_TYPES[row.Type].id),
  isActive: column('bool', (row) => !row.Deleted),
  isLocation: column('bool', (row) => row.Type === 'ResourceAssociate'),
  canLogin: column('bool', (row) => row.Type === 'InternalAssociate' && !row.Deleted, false),
};

/** The list `usertype`, by the language of whoever asks. */
const USER_TYPES: Readonly<Record<UserType, { id: number; en: string; no: string }>> = {
  InternalAssociate: { id: 0, en: 'Associate', no: 'Medarbeider' },
  ResourceAssociate: { id: 1, en: 'Resource', no: 'Ressurs' },
  ExternalAssociate: { id: 4, en: 'External', no: 'Ekstern' },
};

function columnOf(name: string): Column {
  const found = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
  if (!found) throw badRequest(`Unknown column '${name}'.`);
  return found;
}

type Condition = (row: Associate) => boolean;
type Literal = string | number | boolean;
/** What an operator makes of a column's value and of what stands behind it. */
type Operator = (value: Literal, wanted: readonly Literal[]) => boolean;
interface Operands {
  readonly type: 'string' | 'number' | 'boolean' | 'none';
  readonly isList: boolean;
}

const operator = (type: Operands['type'], isList: boolean, test: Operator) => ({ type, isList, test });
// As SQL Server compares: without case, but with accents, and a letter with its mark beside it is two.
const folded = (value: Literal | undefined) => String(value).toLowerCase();
const contains: Operator = (value, [wanted]) => folded(value).includes(folded(wanted));
const begins: Operator = (value, [wanted]) => folded(value).startsWith(folded(wanted));
const isIn: Operator = (value, wanted) => wanted.some((each) => folded(each) === folded(value));
const not =
  (test: Operator): Operator =>
  (value, wanted) =>
    !test(value, wanted);
const oneOf = operator('number', true, isIn);
const notOneOf = operator('number', true, not(isIn));
const equals = operator('number', false, isIn);
const unequals = operator('number', false, not(isIn));

/** The documented operators of each type; a type that is not here cannot be restricted by any. */
const OPERATORS: Readonly<Partial<Record<ColumnType, Record<string, Operands & { test: Operator }>>>> = {
  string: {
    contains: operator('string', false, contains),
    begins: operator('string', false, begins),
    is: operator('string', false, isIn),
    in: operator('string', true, isIn),
    notContains: operator('string', false, not(contains)),
    notBegins: operator('string', false, not(begins)),
    isNot: operator('string', false, not(isIn)),
  },
  int: { eq: equals, '=': equals, equals, set: equals, ne: unequals, unequals },
  bool: { set: operator('boolean', false, isIn) },
  associate: { associateIsOneOf: oneOf, associateIsNotOneOf: notOneOf },
  listAny: { equals, oneOf, notOneOf },
};

const LITERAL = String.raw`'(?:[^'\\]|\\.)*'|-?\d+|true|false`;
/** A column, an operator, and a value or several in brackets; then `and`, the one joint that is shown, or the end. */
const CONDITION = new RegExp(
  String.raw`\s*(\w+)\s+([\w=]+)\s+(?:(${LITERAL})|\(\s*((?:${LITERAL})(?:\s*,\s*(?:${LITERAL}))*)\s*\))\s*(?:(and)\b|$)`,
  'y',
);

function filter(text: string): Condition {
  const conditions: Condition[] = [];
  CONDITION.lastIndex = 0;
  for (let joint: string | undefined = 'and'; joint; ) {
    const [all, name = '', operatorName = '', single, list, next] = CONDITION.exec(text) ?? [];
    if (all === undefined) throw badRequest(`The filter is not understood: ${text}`);
    const { type, read } = columnOf(name);
    const operators = OPERATORS[type] ?? {};
    const found = Object.hasOwn(operators, operatorName) ? operators[operatorName] : undefined;
    const wanted = ((single ?? list ?? '').match(new RegExp(LITERAL, 'g')) ?? []).map(literal);
    const fits = found?.isList === (list !== undefined) && wanted.every((each) => typeof each === found.type);
    if (!found || !fits)
      throw badRequest(`A column of type ${type} cannot be restricted by '${all.trim()}'.`);
    conditions.push((row) => found.test(read(row), wanted));
    joint = next;
  }
  return (row) => conditions.every((condition) => condition(row));
}

/** A backslash stands before a quote within quotes, and before a backslash. */
function literal(text: string): Literal {
  if (text.startsWith("'")) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  return text === 'true' ? true : text === 'false' ? false : Number(text);
}

type Order = (one: Associate, other: Associate) => number;

/** `fullName asc,associateDbId` */
function order(text: string): Order {
  const orders = text.split(',').map((part): Order => {
    const [, name = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part) ?? [];
    const { read, isSortable } = columnOf(name);
    if (!isSortable) throw badRequest(`There is no sorting by '${name}'.`);
    const sign = direction === 'asc' ? 1 : -1;
    return (one, other) => {
      const [left, right] = [read(one), read(other)];
      if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
      return sign * String(left).localeCompare(String(right));
    };
  });
  return (one, other) => orders.reduce((so, next) => so || next(one, other), 0);
}

function count(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? String(otherwise);
  if (!/^\d+$/.test(text)) throw badRequest(`${name} is not a number.`);
  return Number(text);
}

const OPTIONS = ['$select', '$filter', '$orderBy', '$top', '$skip', '$output'];
/** What stands for true and false where they are displayed: the names are not documented, and say nothing. */
const ICONS = ['icon:7', 'icon:8'];

/** `GET api/v1/User?$select=…&$filter=…&$orderBy=…&$top=…&$skip=…&$output=Logical` */
export function userArchive(
  tenant: Tenant,
  address: string,
  { language = 'no', lacks = [] }: { language?: string | undefined; lacks?: readonly string[] },
): Value[] {
  const [, text = ''] = /^[^?]*\?(.*)$/.exec(address) ?? [];
  if (text.length > LONGEST_QUERY) throw badRequest('The length of the query string is too long.');
  for (const name of lacks)
    if (new RegExp(`\\b${name}\\b`).test(text)) throw badRequest(`Unknown column '${name}'.`);
  const query = new URLSearchParams(text);
  for (const name of query.keys()) if (!OPTIONS.includes(name)) throw badRequest(`Unknown option '${name}'.`);
  const output = query.get('$output') ?? 'Display';
  if (output !== 'Logical' && output !== 'Display') throw badRequest('$output is not known.');
  const isEnglish = /^en\b/i.test(language);
  const shown = ({ type, read }: Column, row: Associate): Value => {
    const value = read(row);
    if (type === 'listAny') return USER_TYPES[row.Type][isEnglish ? 'en' : 'no'];
    return type === 'bool' && output === 'Display' ? (ICONS[Number(value)] as string) : value;
  };
  const columns = (query.get('$select') ?? 'associateDbId,fullName,assocName')
    .split(',')
    .map((name) => [name.trim(), columnOf(name.trim())] as const);
  const matches = query.has('$filter') ? filter(query.get('$filter') ?? '') : () => true;
  const [top, skip] = [count(query, '$top', LONGEST_LIST), count(query, '$skip', 0)];
  const rows = tenant.associates.filter(matches);
  if (query.has('$orderBy')) rows.sort(order(query.get('$orderBy') ?? ''));
  return rows.slice(skip, skip + top).map((row) => ({
    PrimaryKey: String(row.AssociateId),
    EntityName: 'User',
    ...Object.fromEntries(columns.map(([name, each]) => [name, shown(each, row)])),
  }));
}
