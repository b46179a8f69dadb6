// The contract of NetServer's SOAP services, as far as this project needs it: our own data, not SuperOffice's files. The
// demo CRM reads and writes by it, every request of the extension is held against it (`contract.ts`), and it is held
// against the official WSDLs wherever these lie beside the project (`contract.test.ts`).

/** What stands before `Services84` … `Services88` in the one namespace of a version. The versions differ in nothing else. */
export const NETSERVER = 'http://www.superoffice.net/ws/crm/NetServer/';
/** The namespace of the items in a list of scalars. */
export const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';
/** The namespace of a SOAP 1.1 envelope. */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';

/**
 * Name → type, in the contract's order: a scalar, one of `ENUMERATIONS`, a structure of `TYPES`, or any of them with `[]`
 * for a list.
 */
export type Members = Readonly<Record<string, string>>;

/** `Name:type` in a row → members in that order. */
const members = (row: string): Members =>
  Object.fromEntries(
    row
      .split(' ')
      .filter(Boolean)
      .map((member) => member.split(':')),
  );

const carrier = (row: string) =>
  members(`TableRight:TableRight FieldProperties:FieldPropertyDictionary ${row}`);

/** The scalars are those of XML Schema. */
const SCALAR_TYPES = ['boolean', 'dateTime', 'int', 'short', 'string'] as const;

/** Each with its values; the first is what an absent one counts as. */
export const ENUMERATIONS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  UserType: [
    'Unknown',
    'InternalAssociate',
    'ResourceAssociate',
    'ExternalAssociate',
    'AnonymousAssociate',
    'SystemAssociate',
  ],
  RoleType: ['Employee', 'ExternalUser', 'Anonymous', 'System'],
  EjUserStatus: [
    'StatusNone',
    'StatusNormal',
    'StatusNotAvailable',
    'StatusDeleted',
    'StatusReadOnly',
    'StatusSpm',
    'StatusSystem',
  ],
};

/** Structures. One without members is one whose content nobody here reads or writes: nil, or left out. */
export const TYPES: Readonly<Record<string, Members>> = {
  UntrustedCredentials: carrier(
    'ValidFrom:dateTime ValidTo:dateTime Comment:string SecretValue:string PublicValue:string IsActive:boolean',
  ),
  Associate: carrier(
    'AssociateId:int Name:string PersonId:int Rank:short Tooltip:string Type:UserType GroupIdx:int FullName:string ' +
      'FormalName:string Deleted:boolean EjUserId:int UserName:string ExtraFields:StringDictionary ' +
      'CustomFields:StringDictionary',
  ),
  SoPrincipalCarrier: members(
    'UserType:UserType Associate:string AssociateId:int IsPerson:boolean PersonId:int CountryId:int ' +
      'HomeCountryId:int ContactId:int GroupId:int BusinessId:int CategoryId:int ContactOwner:int RoleId:int ' +
      'RoleName:string RoleDescription:string RoleType:RoleType Licenses:GrantedModuleLicense[] FullName:string ' +
      'EMailAddress:string FunctionRights:string[] EjUserId:int EjAccessLevel:int EjUserStatus:EjUserStatus ' +
      'ProvidedCredentials:ProvidedCredential[] SecondaryGroups:int[] DatabaseContextIdentifier:string',
  ),
  SoCredentials: members('Ticket:string'),
  SoTimeZone: members('SoTimeZoneId:int SoTimeZoneLocationCode:string'),
  SoExceptionInfo: members(
    'Message:string StackTrace:string FriendlyText:string ExceptionType:string Source:string ' +
      'InnerException:SoExceptionInfo Parameters:SoExceptionInfoParameters',
  ),
  TableRight: {},
  FieldPropertyDictionary: {},
  StringDictionary: {},
  GrantedModuleLicense: {},
  ProvidedCredential: {},
  SoExceptionInfoParameters: {},
  SoExtraInfo: {},
};

/** May an element of this type be `xsi:nil`? In lists of scalars the contract says the same of the items. */
export const isNillable = (type: string): boolean =>
  type === 'string' || !(SCALAR_TYPES.some((scalar) => scalar === type) || type in ENUMERATIONS);

type Service = 'User' | 'Associate' | 'SoPrincipal';

/** What may stand in the header of a request. `Credentials` must, as it says who asks; the others are as one likes. */
export const REQUEST_HEADERS: Readonly<Record<Service, Members>> = {
  User: members('ApplicationToken:string Credentials:SoCredentials TimeZone:SoTimeZone'),
  Associate: members('ApplicationToken:string Credentials:SoCredentials TimeZone:SoTimeZone'),
  SoPrincipal: members('ApplicationToken:string'),
};

/** What stands in the header of every answer. */
export const RESPONSE_HEADERS: Members = members(
  'ExceptionInfo:SoExceptionInfo ExtraInfo:SoExtraInfo Succeeded:boolean TimeZone:SoTimeZone',
);

interface Contract {
  readonly service: Service;
  readonly request: Members;
  readonly response: Members;
  /** The one element in the body of the answer; the operation's name with `Response` unless stated. */
  readonly responseElement?: string;
}

/**
 * How REST takes the request of an operation, where it is not an object of its members: in the query and without a body, or as
 * a body that is the value of its one member (https://docs.superoffice.com/en/api/reference/restful/agent/Associate_Agent).
 */
export const REST_REQUESTS: { readonly [O in SoapOperation]?: 'query' | 'value' } = {
  GetAssociate: 'query',
  GetAssociateList: 'value',
};

const contract = (service: Service, request: string, response = '', responseElement?: string): Contract => ({
  service,
  request: members(request),
  response: members(response),
  ...(responseElement && { responseElement }),
});

const table = {
  SaveUntrustedCredentialsForAssociate: contract(
    'User',
    'AssociateId:int Type:string Credentials:UntrustedCredentials',
  ),
  GetUntrustedCredentialsForAssociate: contract(
    'User',
    'AssociateId:int Type:string',
    'Response:UntrustedCredentials[]',
  ),
  RemoveUntrustedCredentialsForAssociate: contract('User', 'AssociateId:int Type:string PublicValue:string'),
  SaveUntrustedCredentials: contract('User', 'Type:string Credentials:UntrustedCredentials'),
  GetUntrustedCredentials: contract('User', 'Type:string', 'Response:UntrustedCredentials[]'),
  RemoveUntrustedCredentials: contract('User', 'Type:string PublicValue:string'),
  GetAssociate: contract('Associate', 'AssociateId:int', 'Response:Associate'),
  GetAssociateByPersonId: contract('Associate', 'PersonId:int', 'Response:Associate'),
  GetAssociateList: contract('Associate', 'AssociateIds:int[]', 'Response:Associate[]'),
  AuthenticateWithAccessToken: contract(
    'SoPrincipal',
    'AccessToken:string',
    'Response:SoPrincipalCarrier Credentials:SoCredentials AuthenticationSucceeded:boolean',
    'AuthenticateResponse',
  ),
};

export type SoapOperation = keyof typeof table;
export const OPERATIONS: Readonly<Record<SoapOperation, Contract>> = table;

/** The one element in the body of an operation's answer. */
export const responseElementOf = (operation: SoapOperation): string =>
  OPERATIONS[operation].responseElement ?? `${operation}Response`;
