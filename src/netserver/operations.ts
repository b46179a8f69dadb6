/**
 * The operations of NetServer that this extension knows, as data. `encode.ts` and `decode.ts` read this table; a new
 * operation is a new row. Names, member order and types are those of the Services88 WSDLs (User, Associate,
 * SoPrincipal). Order is part of the contract: WCF reads forward only and silently skips what comes too late.
 */

/** The versions of the services, newest first. They differ in this name only: in namespace, action and path. */
export const SERVICES = ['Services88', 'Services87', 'Services86', 'Services85', 'Services84'] as const;
export type Services = (typeof SERVICES)[number];

/** The one namespace of a version. */
export function namespaceOf(services: Services): string {
  return `http://www.superoffice.net/ws/crm/NetServer/${services}`;
}

/** `dateTime` is a wall-clock text, `yyyy-MM-ddTHH:mm:ss`, in the server's base time zone. */
type ScalarType = 'int' | 'string' | 'boolean' | 'dateTime';
export interface Members {
  readonly [name: string]: MemberType;
}
/** A list: the element name of its items, and their members. */
type ListType = readonly [item: string, members: Members];
export type MemberType = ScalarType | Members | ListType;

/** Tells the two types apart that are no scalars. */
export function isList(type: Members | ListType): type is ListType {
  return Array.isArray(type);
}

interface Operation {
  readonly service: 'User' | 'Associate' | 'SoPrincipal';
  /** True for an operation that changes something: if its answer is lost, nobody knows whether it has. */
  readonly writes: boolean;
  readonly request: Members;
  /**
   * Where the operation's twin in REST takes the request: as JSON in the body, or in the query of a POST without a body
   * (https://docs.superoffice.com/en/api/reference/restful/agent/). `null`: it is not called by REST.
   */
  readonly restRequest: 'body' | 'query' | null;
  /** The operation that does the same for the signed-in user, without `AssociateId`. It may want fewer rights. */
  readonly forOneself?: string;
  /**
   * True where the request names an entry that is stored. Such a name may hold any character, because others may have stored it.
   */
  readonly namesStored?: true;
  /** The one child of the answer's soap:Body. */
  readonly responseElement: string;
  readonly response: Members;
}

const UntrustedCredentials = {
  ValidFrom: 'dateTime',
  ValidTo: 'dateTime',
  Comment: 'string',
  SecretValue: 'string',
  PublicValue: 'string',
  IsActive: 'boolean',
} as const;

const Associate = {
  AssociateId: 'int',
  Name: 'string',
  PersonId: 'int',
  Type: 'string',
  FullName: 'string',
  Deleted: 'boolean',
  UserName: 'string',
} as const;

export const OPERATIONS = {
  SaveUntrustedCredentialsForAssociate: {
    service: 'User',
    writes: true,
    request: { AssociateId: 'int', Type: 'string', Credentials: UntrustedCredentials },
    restRequest: 'body',
    forOneself: 'SaveUntrustedCredentials',
    responseElement: 'SaveUntrustedCredentialsForAssociateResponse',
    response: {},
  },
  GetUntrustedCredentialsForAssociate: {
    service: 'User',
    writes: false,
    request: { AssociateId: 'int', Type: 'string' },
    restRequest: 'body',
    forOneself: 'GetUntrustedCredentials',
    responseElement: 'GetUntrustedCredentialsForAssociateResponse',
    response: { Response: ['UntrustedCredentials', UntrustedCredentials] },
  },
  RemoveUntrustedCredentialsForAssociate: {
    service: 'User',
    writes: true,
    request: { AssociateId: 'int', Type: 'string', PublicValue: 'string' },
    restRequest: 'body',
    forOneself: 'RemoveUntrustedCredentials',
    namesStored: true,
    responseElement: 'RemoveUntrustedCredentialsForAssociateResponse',
    response: {},
  },
  SaveUntrustedCredentials: {
    service: 'User',
    writes: true,
    request: { Type: 'string', Credentials: UntrustedCredentials },
    restRequest: 'body',
    responseElement: 'SaveUntrustedCredentialsResponse',
    response: {},
  },
  GetUntrustedCredentials: {
    service: 'User',
    writes: false,
    request: { Type: 'string' },
    restRequest: 'body',
    responseElement: 'GetUntrustedCredentialsResponse',
    response: { Response: ['UntrustedCredentials', UntrustedCredentials] },
  },
  RemoveUntrustedCredentials: {
    service: 'User',
    writes: true,
    request: { Type: 'string', PublicValue: 'string' },
    restRequest: 'body',
    namesStored: true,
    responseElement: 'RemoveUntrustedCredentialsResponse',
    response: {},
  },
  GetAssociate: {
    service: 'Associate',
    writes: false,
    request: { AssociateId: 'int' },
    restRequest: 'query',
    responseElement: 'GetAssociateResponse',
    response: { Response: Associate },
  },
  GetAssociateByPersonId: {
    service: 'Associate',
    writes: false,
    request: { PersonId: 'int' },
    restRequest: 'body',
    responseElement: 'GetAssociateByPersonIdResponse',
    response: { Response: Associate },
  },
  AuthenticateWithAccessToken: {
    service: 'SoPrincipal',
    writes: false,
    request: { AccessToken: 'string' },
    restRequest: null,
    responseElement: 'AuthenticateResponse',
    response: { Credentials: { Ticket: 'string' }, AuthenticationSucceeded: 'boolean' },
  },
} as const satisfies Record<string, Operation>;

/** The headers of every answer over SOAP; REST has none of them. */
export const RESPONSE_HEADERS = {
  TimeZone: { SoTimeZoneLocationCode: 'string' },
} as const satisfies Members;

export type OperationName = keyof typeof OPERATIONS;

type ScalarValue<T> = T extends 'int' ? number : T extends 'boolean' ? boolean : string;
/** The shape of a request: every member, always (an absent date becomes 0001-01-01 at the server). */
type Sent<T> = T extends ScalarType ? ScalarValue<T> : { readonly [K in keyof T]: Sent<T[K]> };
/** The shape of an answer: `undefined` is absent, `null` is nil. Numbers, dates and booleans are never nil in the contract. */
type Read<T> = T extends 'string'
  ? string | null
  : T extends ScalarType
    ? ScalarValue<T>
    : T extends readonly [string, infer M]
      ? ReadMembers<M>[] | null
      : ReadMembers<T> | null;
type ReadMembers<T> = { -readonly [K in keyof T]?: Read<T[K]> | undefined };

export type Request<N extends OperationName> = Sent<(typeof OPERATIONS)[N]['request']>;
export type Response<N extends OperationName> = ReadMembers<(typeof OPERATIONS)[N]['response']> &
  ReadMembers<typeof RESPONSE_HEADERS>;
