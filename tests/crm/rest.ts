// The parts of REST that SOAP has no twin of: JSON bodies and the archive of users.
import { TYPES } from '../contract-facts.ts';
import type { Associate, Tenant } from './data.ts';
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
export function readJson(value: unknown, type: string): Value {
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
export function readJsonMembers(value: object, members: Readonly<Record<string, string>>): Values {
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

const LONGEST_LIST = 1000;

const COLUMNS: Readonly<Record<string, (row: Associate) => Value>> = {
  associateDbId: (row) => row.AssociateId,
  fullName: (row) => row.FullName,
  assocName: (row) => row.Name,
  personId: (row) => row.PersonId,
  assocType: (row) => row.Type,
  isActive: (row) => !row.Deleted,
};

function column(name: string): (row: Associate) => Value {
  const read = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
  if (!read) throw badRequest(`Unknown column '${name}'.`);
  return read;
}

const CONDITION = /\s*(\w+)\s+(contains|begins)\s+'((?:[^']|'')*)'\s*(?:(and|or)\b|$)/y;

/** `column contains 'x' or column begins 'y' and …`: `and` binds closer than `or`. */
function filter(text: string): (row: Associate) => boolean {
  type Condition = (row: Associate) => boolean;
  const alternatives: Condition[][] = [[]];
  CONDITION.lastIndex = 0;
  for (let joint: string | undefined = 'and'; joint; ) {
    const [, name = '', operator, quoted = '', next] = CONDITION.exec(text) ?? [];
    if (!operator) throw badRequest(`The filter is not understood: ${text}`);
    if (joint === 'or') alternatives.push([]);
    const read = column(name);
    const wanted = quoted.replaceAll("''", "'").toLowerCase();
    alternatives.at(-1)?.push((row) => {
      const value = String(read(row)).toLowerCase();
      return operator === 'contains' ? value.includes(wanted) : value.startsWith(wanted);
    });
    joint = next;
  }
  return (row) => alternatives.some((conditions) => conditions.every((condition) => condition(row)));
}

/** `GET api/v1/User?$select=…&$filter=…&$top=…` */
export function userArchive(tenant: Tenant, query: URLSearchParams): Value[] {
  const names = (query.get('$select') ?? 'associateDbId,fullName,assocName')
    .split(',')
    .map((name) => name.trim());
  const columns = names.map((name) => [name, column(name)] as const);
  const matches = query.has('$filter') ? filter(query.get('$filter') ?? '') : () => true;
  const top = Number(query.get('$top') ?? LONGEST_LIST);
  if (!Number.isInteger(top) || top < 0) throw badRequest('$top is not a number.');
  return tenant.associates
    .filter(matches)
    .slice(0, top)
    .map((row) => ({
      PrimaryKey: String(row.AssociateId),
      EntityName: 'User',
      ...Object.fromEntries(columns.map(([name, read]) => [name, read(row)])),
    }));
}
