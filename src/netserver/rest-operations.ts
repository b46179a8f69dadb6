import type { Answer, HttpAnswer } from './answer.ts';
import { encode, type Unsendable } from './encode.ts';
import {
  isList,
  type Members,
  type MemberType,
  OPERATIONS,
  type OperationName,
  type Request,
  type Response,
} from './operations.ts';
import { readJson } from './rest.ts';

/**
 * Gives the REST call of an operation, or the name of a member that cannot be sent. Every operation of an agent has a twin
 * in REST: `POST api/v1/Agents/User/SaveUntrustedCredentialsForAssociate`, with the same members as JSON. The twin stands
 * in where there is no SOAP (which is to go with version 13), and runs in the page's own session.
 */
export function encodeRest<N extends OperationName>(name: N, request: Request<N>): RestCall | Unsendable {
  // REST would carry a value that SOAP would lose, but the database would lose it all the same.
  const soap = encode(name, request, { ticket: null });
  return 'unsendable' in soap ? soap : restCall(name, request);
}

/** A POST below `api/v1`; `body` is `null` for one without a body. */
interface RestCall {
  readonly path: string;
  readonly body: object | null;
}

/** Gives the address and body of an operation's twin in REST. */
export function restCall<N extends OperationName>(name: N, request: Request<N>): RestCall {
  const { service, restRequest } = OPERATIONS[name];
  const path = `Agents/${service}/${name}`;
  if (restRequest !== 'query') return { path, body: request };
  const query = Object.entries(request).map(
    ([member, value]) =>
      `${member.charAt(0).toLowerCase()}${member.slice(1)}=${encodeURIComponent(String(value))}`,
  );
  return { path: `${path}?${query.join('&')}`, body: null };
}

/**
 * Reads a REST answer into the same union as SOAP's. An operation without a value answers nothing: 204. A `null` with 200
 * is no answer of such an operation: an agent tells by it that a call has failed (SuperOffice's documentation).
 */
export function decodeRest<N extends OperationName>(name: N, answer: HttpAnswer): Answer<Response<N>> {
  const { response }: { response: Members } = OPERATIONS[name];
  const type = response.Response;
  if ('status' in answer && answer.status === 204) return { kind: 'success', value: {} as Response<N> };
  return readJson(answer, (json) => {
    if (!type) return undefined;
    const value = read(type, json);
    return value === INVALID ? undefined : ({ Response: value } as Response<N>);
  });
}

const INVALID = Symbol('a value that is not of its type');

/** Reads a value. JSON tells absent, nil and empty lists apart as SOAP does: `undefined`, `null`, `[]`. */
function read(type: MemberType, json: unknown): unknown {
  if (typeof type === 'string') return SCALARS[type](json);
  if (json === null) return null;
  if (isList(type)) {
    if (!Array.isArray(json)) return INVALID;
    const items = json.filter((item) => item !== null).map((item) => read(type[1], item));
    return items.includes(INVALID) ? INVALID : items;
  }
  if (typeof json !== 'object' || Array.isArray(json)) return INVALID;
  const value: Record<string, unknown> = {};
  for (const [name, memberType] of Object.entries(type)) {
    // A member that is never null is never left out either. An object without it is another one, such as `{"Message": …}`.
    if (memberType !== 'string' && typeof memberType === 'string' && !Object.hasOwn(json as object, name))
      return INVALID;
    value[name] = Object.hasOwn(json as object, name) ? read(memberType, (json as Members)[name]) : undefined;
    if (value[name] === INVALID) return INVALID;
  }
  return value;
}

const SCALARS = {
  int: (json: unknown) => (Number.isInteger(json) ? json : INVALID),
  boolean: (json: unknown) => (typeof json === 'boolean' ? json : INVALID),
  string: (json: unknown) => (typeof json === 'string' || json === null ? json : INVALID),
  // As in SOAP, the wall-clock digits are read, whatever stands behind them.
  dateTime: (json: unknown) =>
    typeof json === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(json) ? json.slice(0, 19) : INVALID,
};
