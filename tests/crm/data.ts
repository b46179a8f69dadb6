// Two invented tenants. Ids are traps on purpose: no person has the id of the associate that he or she is, person 104
// is a customer while associate 104 is an employee, associate 207 is a meeting room while person 207 is that employee,
// and nobody is owned ("our contact") by his or her own associate. Both tenants use the same ids for different people.

export type UserType = 'InternalAssociate' | 'ResourceAssociate' | 'ExternalAssociate';

export interface Associate {
  AssociateId: number;
  /** The initials, as `Associate` in currentPrincipal and `assocName` in archives. */
  Name: string;
  /** What one signs in with. */
  UserName: string;
  FullName: string;
  /** The person's; empty for a resource. */
  Email: string;
  /** The primary user group. */
  Group: string;
  /** 0 for a resource. */
  PersonId: number;
  Type: UserType;
  Deleted: boolean;
  FunctionRights: string[];
}

export interface Person {
  PersonId: number;
  FullName: string;
  Title: string;
  ContactId: number;
  /** The associate who looks after this person; never the associate that the person is. */
  OwnerId: number;
}

interface Company {
  ContactId: number;
  Name: string;
  City: string;
  Category: string;
}

export interface StoredCredential {
  AssociateId: number;
  Type: string | null;
  ValidFrom: string;
  ValidTo: string;
  Comment: string | null;
  SecretValue: string | null;
  PublicValue: string | null;
  IsActive: boolean;
}

export interface Session {
  id: string;
  xsrf: string;
  /** The access token (`8A:`), valid as long as the session. */
  token: string;
  user: Associate;
  /** ASP.NET runs the requests of one session one after another: the end of the last one taken in. */
  queue: Promise<unknown>;
}

export type PageName =
  | 'company'
  | 'person'
  /** A contact at a customer's, who is no associate and signs in nowhere. */
  | 'customer'
  | 'diary'
  | 'resourceDiary'
  | 'admin'
  | 'companyOnly'
  | 'signIn';

export interface Tenant {
  readonly path: string;
  readonly databaseContextIdentifier: string;
  readonly associates: Associate[];
  readonly persons: readonly Person[];
  readonly companies: readonly Company[];
  readonly pagePaths: Readonly<Record<PageName, string>>;
  readonly credentials: StoredCredential[];
  readonly sessions: Map<string, Session>;
  /** Exchanged tickets (`7T:`) and the associate each stands for. */
  readonly tickets: Map<string, Associate>;
}

const ADMINISTRATOR = ['admin-all', 'admin-users', 'bulk-update', 'hierarchy-edit'];
const ORDINARY = ['bulk-update', 'hierarchy-edit'];
export const OPEN_END = '9999-12-31T23:59:59';

function associate(
  AssociateId: number,
  Name: string,
  FullName: string,
  PersonId: number,
  domain: string,
  more: Partial<Associate> = {},
): Associate {
  const UserName = `${Name.toLowerCase()}@${domain}`;
  const standard = {
    Email: PersonId === 0 ? '' : `${FullName.split(' ')[0]?.toLowerCase()}@mail.${domain}`,
    Group: 'Everybody',
    Type: 'InternalAssociate' as const,
    Deleted: false,
    FunctionRights: ORDINARY,
  };
  return { AssociateId, Name, UserName, FullName, PersonId, ...standard, ...more };
}

const person = (PersonId: number, FullName: string, Title: string, ContactId: number, OwnerId: number) => ({
  PersonId,
  FullName,
  Title,
  ContactId,
  OwnerId,
});

function credential(
  AssociateId: number,
  Type: string,
  PublicValue: string,
  SecretValue: string,
  Comment: string,
  more: Partial<StoredCredential> = {},
): StoredCredential {
  const standard = { ValidFrom: '2024-03-01T00:00:00', ValidTo: OPEN_END, IsActive: true };
  return { AssociateId, Type, ...standard, Comment, SecretValue, PublicValue, ...more };
}

/**
 * A row as others leave behind, to be put into `credentials`. The contract admits much that nobody would enter: public
 * value and comment can be nil or empty, which are the same to the server; dates that were never set are 0001-01-01T00:00:00.
 * Rows of one associate, type and public value can be there twice: the server tells them apart by nothing.
 */
export const storedCredential = (more: Partial<StoredCredential> = {}): StoredCredential =>
  credential(104, 'imap', 'imap.fjordlys.example/other', 'Left-Behind-1', 'Not by Keyring', more);

const pagePaths = (contact: number, employee: number, customer: string, resource: number, empty: number) => {
  const company = 'default.aspx?contact.main.personarchive?contact_id=';
  return {
    company: `${company}${contact}&person_id=207`,
    person: 'default.aspx?person.main?person_id=207',
    customer: `${company}${customer}`,
    diary: `default.aspx?diary?diaryowner_id=${employee}`,
    resourceDiary: `default.aspx?diary?diaryowner_id=${resource}`,
    admin: `admin/default.aspx?adminusers?associate_id=${employee}`,
    companyOnly: `default.aspx?contact.main?contact_id=${empty}`,
    signIn: 'login.aspx',
  };
};

const fjordlys = 'fjordlys.example';
const nordkai = 'nordkai.example';

function online(): Tenant {
  return {
    path: 'Cust12345',
    databaseContextIdentifier: 'Cust12345',
    associates: [
      associate(100, 'ASE', 'Åse Lindqvist', 201, fjordlys, { FunctionRights: ADMINISTRATOR }),
      associate(101, 'KARE', 'Kåre Bjørnstad', 204, fjordlys),
      associate(104, 'JORG', 'Jörg Müller-Thomsen', 207, fjordlys),
      associate(106, 'SANNE', 'Sanne van den Broek', 209, fjordlys),
      associate(107, 'EMILY', 'Emily Hartley', 212, fjordlys),
      associate(109, 'PAIVI', 'Päivi Mäkelä', 213, fjordlys, { Deleted: true }),
      associate(112, 'GRETA', 'Greta Weißmüller', 305, 'weissmueller.example', { Type: 'ExternalAssociate' }),
      associate(207, 'FJORD', 'Meeting room Fjord', 0, fjordlys, { Type: 'ResourceAssociate' }),
    ],
    persons: [
      person(201, 'Åse Lindqvist', 'IT manager', 2, 101),
      person(204, 'Kåre Bjørnstad', 'Sales', 2, 100),
      person(207, 'Jörg Müller-Thomsen', 'Key account manager', 2, 106),
      person(209, 'Sanne van den Broek', 'Customer service', 2, 104),
      person(212, 'Emily Hartley', 'Marketing', 2, 100),
      person(213, 'Päivi Mäkelä', 'Finance', 2, 100),
      person(305, 'Greta Weißmüller', 'Managing director', 7, 104),
      person(104, 'Henrik Østberg', 'Purchasing', 7, 107),
      person(101, 'Lotte de Wit', 'Logistics', 11, 106),
      person(310, 'Conor Blake', 'Warehouse', 11, 104),
    ],
    companies: [
      { ContactId: 2, Name: 'Fjordlys Handel AS', City: 'Bergen', Category: 'Our company' },
      { ContactId: 7, Name: 'Weißmüller & Söhne GmbH', City: 'Lübeck', Category: 'Customer' },
      { ContactId: 11, Name: 'De Wit Logistiek B.V.', City: 'Rotterdam', Category: 'Supplier' },
      { ContactId: 107, Name: 'Brightwater Studio Ltd', City: 'Leeds', Category: 'Prospect' },
    ],
    pagePaths: pagePaths(2, 104, '7&person_id=104', 207, 107),
    credentials: [
      credential(104, 'imap', 'imap.fjordlys.example/jorg', 'Regnbue-17-Kai', 'Mailbox'),
      credential(104, 'imap', 'imap.alt.example/jorg.mt', 'gammelt passord', 'Old mail server', {
        ValidFrom: '2019-01-01T00:00:00',
        ValidTo: '2021-06-30T23:59:59',
      }),
      credential(104, 'smtp', 'smtp.fjordlys.example/jorg', 'Regnbue-17-Kai', 'Outgoing mail'),
      credential(106, 'smtp', 'smtp.fjordlys.example/sanne', 'Klompen&Kaas<3', 'Shared relay', {
        IsActive: false,
      }),
      credential(106, 'ERP', 'SBROEK@erp.fjordlys.example', 'grüner Tee ', 'Order entry'),
    ],
    sessions: new Map(),
    tickets: new Map(),
  };
}

function onSite(): Tenant {
  return {
    path: 'SuperOffice',
    databaseContextIdentifier: 'Default',
    associates: [
      associate(100, 'OSKAR', 'Oskar Nyström', 201, nordkai, { FunctionRights: ADMINISTRATOR }),
      associate(104, 'WILMA', 'Wilhelmina Jansen', 207, nordkai),
      associate(210, 'PIER', 'Meeting room Pier', 0, nordkai, { Type: 'ResourceAssociate' }),
    ],
    persons: [
      person(201, 'Oskar Nyström', 'Administrator', 1, 104),
      person(207, 'Wilhelmina Jansen', 'Shipping', 1, 100),
      person(104, 'Friedrich Groß', 'Harbour master', 5, 100),
    ],
    companies: [
      { ContactId: 1, Name: 'Nordkai Rederi AB', City: 'Göteborg', Category: 'Our company' },
      { ContactId: 5, Name: 'Hafenamt Wismar', City: 'Wismar', Category: 'Partner' },
      { ContactId: 100, Name: 'Brug & Zonen', City: 'Delfzijl', Category: 'Prospect' },
    ],
    pagePaths: pagePaths(1, 104, '5&person_id=104', 210, 100),
    credentials: [credential(104, 'imap', 'mail.nordkai.example/wilma', 'Ankerplats 4', 'Mailbox')],
    sessions: new Map(),
    tickets: new Map(),
  };
}

export type TenantName = 'Cust12345' | 'SuperOffice';

/** Fresh tables; nothing is shared between two calls. */
export const seed = (): Record<TenantName, Tenant> => ({ Cust12345: online(), SuperOffice: onSite() });

/** May this associate change what others have? */
export const isAdministrator = (user: Associate): boolean =>
  user.FunctionRights.some((right) => right === 'admin-all' || right === 'admin-users');

/** May this associate sign in to the web client? */
export const canSignIn = (user: Associate): boolean => user.Type === 'InternalAssociate' && !user.Deleted;
