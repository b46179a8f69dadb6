import { type Associate, type Mark, markOf } from '../associates.ts';
import { type Answer, exceptionClass, type HttpAnswer, httpAnswer, isTicket } from './answer.ts';

/** Who is signed in, from `GET User/currentPrincipal`. */
export interface Principal extends Associate {
  /** `Cust12345` online; on-site it may be empty. */
  readonly databaseContextIdentifier: string;
  readonly functionRights: readonly string[];
}

type Json = Record<string, unknown>;

/** Reads the answer to `GET api/v1/User/currentPrincipal`; `null` means that nobody is signed in. */
export function readPrincipal(answer: HttpAnswer): Answer<Principal | null> {
  return readJson(answer, (json) => {
    if (json === null || (isObject(json) && json.AssociateId === 0)) return null;
    const associate = isObject(json) ? toAssociate(json) : undefined;
    if (!associate) return undefined;
    const { DatabaseContextIdentifier, FunctionRights } = json as Json;
    return {
      ...associate,
      databaseContextIdentifier: toText(DatabaseContextIdentifier),
      functionRights: Array.isArray(FunctionRights)
        ? FunctionRights.filter((right) => typeof right === 'string')
        : [],
    };
  });
}

/** Reads the answer to `GET api/v1/User/currentToken`: a JSON string, `8A:…`; `null` means that the session has none. */
export function readToken(answer: HttpAnswer): Answer<string | null> {
  return readJson(answer, (json) => {
    if (json === null || json === '') return null;
    return isTicket(json) ? json : undefined;
  });
}

/**
 * Reads the answer to `POST api/v1/Agents/Associate/GetAssociate` or `GetAssociateByPersonId`; `null` means that there is
 * no associate.
 */
export function readAssociate(answer: HttpAnswer): Answer<MarkedAssociate | null> {
  return readJson(answer, (json) => (isObject(json) || json === null ? associateOrNone(json) : undefined));
}

/** Gives the associate, or `null` where NetServer says that there is none; `undefined` for members that say neither. */
export function associateOrNone(
  members: Parameters<typeof toMarkedAssociate>[0] | null | undefined,
): MarkedAssociate | null | undefined {
  if (members === null || members === undefined || members.AssociateId === 0) return null;
  return toMarkedAssociate(members);
}

/** An associate, and what makes it an unusual choice. */
export interface MarkedAssociate {
  readonly associate: Associate;
  readonly mark: Mark;
}

/** Gives the associate and its mark. The members of an Associate also say what kind of user it is, and whether it is still one. */
function toMarkedAssociate(
  members: Parameters<typeof toAssociate>[0] & { Type?: unknown; Deleted?: unknown },
): MarkedAssociate | undefined {
  const associate = toAssociate(members);
  const { Type, Deleted } = members;
  return associate && { associate, mark: markOf({ isActive: Deleted !== true, type: toText(Type) }) };
}

/**
 * Gives the associate from the members that SOAP and REST share, or `undefined` where the id is none: NetServer's empty
 * carriers have the id 0.
 */
export function toAssociate(members: {
  AssociateId?: unknown;
  FullName?: unknown;
  UserName?: unknown;
  Name?: unknown;
  Associate?: unknown;
}): Associate | undefined {
  const { AssociateId } = members;
  if (typeof AssociateId !== 'number' || !Number.isInteger(AssociateId) || AssociateId <= 0) return undefined;
  // The name that people know a user by is `Name` in an Associate, `Associate` in a principal, and `assocName` in the
  // archive. The member UserName is the sign-in name, online an e-mail address.
  const userName = toText(members.Name) || toText(members.Associate) || toText(members.UserName);
  return { associateId: AssociateId, userName, fullName: toText(members.FullName) || userName };
}

/** Reads a REST answer; `read` gives `undefined` for JSON that is not what was asked for. */
export function readJson<T>(answer: HttpAnswer, read: (json: unknown) => T | undefined): Answer<T> {
  if ('lost' in answer) return { kind: 'lost', why: answer.lost };
  const { status, contentType, body } = answer;
  // NetServer answers nothing (204) or `null` where there is no object.
  const json = status === 204 ? null : parse(body);
  const error = isObject(json) ? json : {};
  const type = exceptionClass(toText(error.ErrorType));
  // `Message` is ASP.NET's own.
  const message = toText(error.ErrorMessage) || toText(error.Message);
  if (status !== 200 && status !== 204) return httpAnswer(answer, { type, message });
  // Agents may also answer 200 with an error object.
  if (error.Error === true) return { kind: 'exception', type, message, friendlyText: message };
  const value = json === undefined ? undefined : read(json);
  if (value !== undefined) return { kind: 'success', value };
  return { kind: 'unreadable', why: /html/i.test(contentType) ? 'html' : 'malformed' };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No JSON: the caller says so, by status and content type.
    return undefined;
  }
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a text as it is, and an empty one for any other value. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
