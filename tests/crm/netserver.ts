// What the operations do to a tenant's tables, whichever way they are called.
import { randomBytes } from 'node:crypto';
import type { SoapOperation } from '../contract-facts.ts';
import { type Associate, isAdministrator, OPEN_END, type StoredCredential, type Tenant } from './data.ts';
import { absentMembers, type Value, type Values } from './wcf.ts';

/** An exception of the server's own: `Succeeded` false in SOAP, an error object in REST. */
export class NetServerException extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly friendlyText: string,
  ) {
    super(message);
  }
}

/** What NetServer answers to a session or ticket that it does not take. */
export const sessionException = () =>
  new NetServerException('SoSessionException', 'Authentication failed!', 'You are not signed in.');

/** UTF-16 units, as SQL Server's nvarchar counts. */
const LIMITS = { Type: 254, Comment: 254, SecretValue: 70, PublicValue: 238 } as const;

/** `currentPrincipal` of REST and `SoPrincipalCarrier` of SOAP. */
export function principalOf(tenant: Tenant, user: Associate): Values {
  const person = tenant.persons.find(({ PersonId }) => PersonId === user.PersonId);
  return {
    ...absentMembers('SoPrincipalCarrier'),
    UserType: user.Type,
    Associate: user.Name,
    AssociateId: user.AssociateId,
    IsPerson: true,
    PersonId: user.PersonId,
    ContactId: person?.ContactId ?? 0,
    // Whose customer the user's company is: an associate, and not the user.
    ContactOwner: person?.OwnerId ?? 0,
    RoleName: isAdministrator(user) ? 'User level 0' : 'User level 1',
    RoleType: 'Employee',
    FullName: user.FullName,
    EMailAddress: user.UserName,
    FunctionRights: user.FunctionRights,
    EjUserStatus: 'StatusNormal',
    DatabaseContextIdentifier: tenant.databaseContextIdentifier,
    UserName: user.UserName,
  };
}

function associateCarrier(row: Associate | undefined): Values | null {
  if (!row) return null;
  const { AssociateId, Name, PersonId, Type, FullName, Deleted, UserName } = row;
  const given = { AssociateId, Name, PersonId, Type, FullName, FormalName: FullName, Deleted, UserName };
  return { ...absentMembers('Associate'), Rank: 1, GroupIdx: 1, ...given };
}

function anHourLater(dateTime: string): string {
  if (dateTime === OPEN_END) return dateTime;
  return new Date(Date.parse(`${dateTime}Z`) + 3_600_000).toISOString().slice(0, dateTime.length);
}

interface StoringRule {
  stored(row: StoredCredential): StoredCredential;
  compared(name: string): string;
}

const EXACTLY: StoringRule = { stored: (row) => row, compared: (name) => name };

const STORING = {
  exactly: EXACTLY,
  /** Blanks at the end of public value and comment are cut, and types and public values compared without them. */
  trimmed: {
    stored: (row) => ({
      ...row,
      PublicValue: row.PublicValue?.trimEnd() ?? null,
      Comment: row.Comment?.trimEnd() ?? null,
    }),
    compared: (name) => name.trimEnd(),
  },
  /** Types and public values are compared without case: in Save, in Remove and in the list. */
  anyCase: { ...EXACTLY, compared: (name) => name.toLowerCase() },
  /** Both dates are stored an hour later; an open end stays. */
  otherTime: {
    ...EXACTLY,
    stored: (row) => ({ ...row, ValidFrom: anHourLater(row.ValidFrom), ValidTo: anHourLater(row.ValidTo) }),
  },
} satisfies Record<string, StoringRule>;

/** How a server changes what it stores, or what it takes for the same. */
export type Stores = keyof typeof STORING;

/** Nil and empty are the same to a server. */
const sameName = (stores: Stores, one: Value | undefined, other: Value | undefined) => {
  const { compared }: StoringRule = STORING[stores];
  return compared(String(one ?? '')) === compared(String(other ?? ''));
};

const find = (tenant: Tenant, stores: Stores, parameters: Values) =>
  tenant.credentials.findIndex(
    (row) =>
      row.AssociateId === parameters.AssociateId &&
      sameName(stores, row.Type, parameters.Type) &&
      sameName(stores, row.PublicValue, parameters.PublicValue),
  );

function mayChange(user: Associate, associateId: Value | undefined): void {
  if (associateId === user.AssociateId || isAdministrator(user)) return;
  throw accessDenied();
}

function accessDenied(): NetServerException {
  const friendlyText = 'You do not have the right to change the credentials of other users.';
  return new NetServerException('SoSentryException', 'Access denied: credentials.', friendlyText);
}

/** What runs an operation for a user. */
interface Rules {
  readonly stores: Stores;
  /** True where the operations for an associate are for administrators only, for oneself as well. */
  readonly restrictsAssociates: boolean;
}

function execute(
  tenant: Tenant,
  operation: AgentOperation,
  { user, parameters, rules }: { user: Associate; parameters: Values; rules: Rules },
): Values {
  if (rules.restrictsAssociates && operation.endsWith('ForAssociate') && !isAdministrator(user))
    throw accessDenied();
  return IMPLEMENTATIONS[operation](tenant, user, parameters, rules.stores);
}

type Implementation = (tenant: Tenant, user: Associate, parameters: Values, stores: Stores) => Values;

/** Every operation that has a twin in REST: all but the exchange of tokens. */
type AgentOperation = Exclude<SoapOperation, 'AuthenticateWithAccessToken'>;

const IMPLEMENTATIONS: Readonly<Record<AgentOperation, Implementation>> = {
  SaveUntrustedCredentialsForAssociate(tenant, user, { AssociateId, Type, Credentials }, stores) {
    // Nothing, or something unreadable, where the credentials belong is no error: an empty row is stored.
    const { ValidFrom, ValidTo, Comment, SecretValue, PublicValue, IsActive } = (Credentials ??
      absentMembers('UntrustedCredentials')) as Omit<StoredCredential, 'AssociateId' | 'Type'>;
    const texts = { Type: Type as string | null, Comment, SecretValue, PublicValue };
    mayChange(user, AssociateId);
    for (const [name, limit] of Object.entries(LIMITS)) {
      if ((texts[name as keyof typeof LIMITS] ?? '').length <= limit) continue;
      throw new NetServerException(
        'SoValidationException',
        `${name} exceeds ${limit}.`,
        `${name} is too long.`,
      );
    }
    const row = { AssociateId: AssociateId as number, ...texts, ValidFrom, ValidTo, IsActive };
    const index = find(tenant, stores, row);
    const place = index === -1 ? tenant.credentials.length : index;
    tenant.credentials.splice(place, 1, STORING[stores].stored(row));
    return {};
  },
  GetUntrustedCredentialsForAssociate(tenant, user, { AssociateId, Type }, stores) {
    const rows = tenant.credentials.filter(
      (row) => row.AssociateId === AssociateId && sameName(stores, row.Type, Type),
    );
    const own = AssociateId === user.AssociateId;
    const carriers = rows.map(({ AssociateId: _id, Type: _type, ...row }) => ({
      ...absentMembers('UntrustedCredentials'),
      ...row,
      SecretValue: own ? row.SecretValue : '',
    }));
    return { Response: carriers };
  },
  RemoveUntrustedCredentialsForAssociate(tenant, user, parameters, stores) {
    mayChange(user, parameters.AssociateId);
    const index = find(tenant, stores, parameters);
    if (index !== -1) tenant.credentials.splice(index, 1);
    return {};
  },
  SaveUntrustedCredentials: forOneself('SaveUntrustedCredentialsForAssociate'),
  GetUntrustedCredentials: forOneself('GetUntrustedCredentialsForAssociate'),
  RemoveUntrustedCredentials: forOneself('RemoveUntrustedCredentialsForAssociate'),
  GetAssociate(tenant, _user, { AssociateId }) {
    return { Response: associateCarrier(tenant.associates.find((row) => row.AssociateId === AssociateId)) };
  },
  GetAssociateByPersonId(tenant, _user, { PersonId }) {
    // Resources have person 0: nobody's.
    return {
      Response: associateCarrier(tenant.associates.find((row) => row.PersonId && row.PersonId === PersonId)),
    };
  },
  GetAssociateList(tenant, _user, { AssociateIds }) {
    const wanted = (AssociateIds ?? []) as number[];
    const rows = tenant.associates.filter((row) => wanted.includes(row.AssociateId));
    return { Response: rows.map(associateCarrier) };
  },
};

/** The operation with the signed-in user as its associate. */
function forOneself(operation: AgentOperation): Implementation {
  return (tenant, user, parameters, stores) =>
    IMPLEMENTATIONS[operation](tenant, user, { ...parameters, AssociateId: user.AssociateId }, stores);
}

export const AGENT_OPERATIONS = Object.keys(IMPLEMENTATIONS) as AgentOperation[];

const holderOfToken = (tenant: Tenant, token: Value | undefined) =>
  [...tenant.sessions.values()].find((session) => session.token === token)?.user;

function exchange(tenant: Tenant, token: Value | undefined): Values {
  const user = holderOfToken(tenant, token);
  if (!user) return { Response: null, Credentials: null, AuthenticationSucceeded: false };
  const Ticket = `7T:${randomBytes(18).toString('base64url')}`;
  tenant.tickets.set(Ticket, user);
  return { Response: principalOf(tenant, user), Credentials: { Ticket }, AuthenticationSucceeded: true };
}

/** Runs a SOAP operation for whom the ticket stands for. */
export function executeWithTicket(
  tenant: Tenant,
  operation: SoapOperation,
  ticket: string | null,
  parameters: Values,
  { refuseAccessTokens, ...rules }: Rules & { readonly refuseAccessTokens: boolean },
): Values {
  if (operation === 'AuthenticateWithAccessToken') return exchange(tenant, parameters.AccessToken);
  const user = (!refuseAccessTokens && holderOfToken(tenant, ticket)) || tenant.tickets.get(ticket ?? '');
  if (!user) throw sessionException();
  return execute(tenant, operation, { user, parameters, rules });
}

/** Runs an operation for the user of a web session: the twin of REST. Undefined when it answers nothing. */
export function executeForUser(
  tenant: Tenant,
  operation: AgentOperation,
  call: { user: Associate; parameters: Values; rules: Rules },
): Value | undefined {
  return execute(tenant, operation, call).Response;
}
