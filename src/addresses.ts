import { nameKey } from './tenants.ts';

/**
 * The address grammar of SuperOffice, called SoProtocol: `WHERE?WHAT`. `WHERE` is a target with its tabs
 * (`contact.main.personarchive`), `WHAT` is `name=value&…`. Either part may be missing, and names are case-insensitive.
 * The web client has it behind its own address, with two question marks: `base/default.aspx?WHERE?WHAT`.
 * @see https://docs.superoffice.com/en/customization/soprotocol/index
 * @see https://docs.superoffice.com/en/customization/soprotocol/navigation-points
 */

/** An associate, or a person who may be one. */
export type PersonOrAssociate =
  | { readonly kind: 'associate'; readonly id: number }
  | { readonly kind: 'person'; readonly id: number };

/** Somebody whom an address names beside its subject: a person may mean them, or may not. */
interface Offered {
  readonly kind: 'offered';
  readonly somebody: PersonOrAssociate;
}

/** The person, associate or company that a page is about. */
export type Subject =
  | PersonOrAssociate
  | Offered
  /** A company: its `contact_id` is never a person. The id is 0 where the address has none that can be read. */
  | { readonly kind: 'company'; readonly id: number }
  | { readonly kind: 'nobody' };

/** The person or associate that a link is about, seen from a tab. */
type LinkSubject =
  | PersonOrAssociate
  | Offered
  /** Somebody of another installation or tenant. */
  | { readonly kind: 'foreign' }
  /** Somebody, but the id cannot be read. */
  | { readonly kind: 'unreadable' }
  /** No person and no associate: a company is nobody, and so is another site. */
  | { readonly kind: 'nobody' };

interface CrmAddress {
  /** Scheme, host and application path without a slash at the end: `https://online3.superoffice.com/Cust12345`. */
  readonly base: string;
  readonly subject: Subject;
  /** False when nothing in the address proves that this is SuperOffice: the worker then asks the page first. */
  readonly certain: boolean;
  /** The other bases that the address may have, where it does not say where the application ends; the deepest first. */
  readonly others?: readonly string[];
  /** Set for a page to sign in on, as far as the address tells. `gateway`: SuperOffice's own, outside all tenants. */
  readonly signIn?: 'gateway' | 'application';
}

interface SoProtocol {
  /** `WHERE` without its options, in lower case: `contact.main.personarchive`. Empty where there is none. */
  readonly where: string;
  /** `WHAT`, its names in lower case. */
  readonly members: ReadonlyMap<string, string>;
}

/** The members that name somebody. If an address offers several of them, the first in this list counts. */
const SUBJECTS = [
  ['associate_id', 'associate'],
  ['person_id', 'person'],
  ['diaryowner_id', 'associate'],
] as const;
type Name = (typeof SUBJECTS)[number][0];

/**
 * Says which member names the subject of a page. The web client writes what was open last into each address, so the address
 * of a company may carry the owner of a diary: `contact.main.activityarchive?contact_id=3&diaryowner_id=316`.
 */
const MEANT: readonly (readonly [where: RegExp, name: Name])[] = [
  [/^diary/, 'diaryowner_id'],
  [/^(consent)?person(\.|$)/, 'person_id'],
  // This is the list of a company's persons, in which one is highlighted.
  [/^(contact\.(.*\.)?)?personarchive(\.|$)/, 'person_id'],
  [/^admin/, 'associate_id'],
];

/** Ids are `int` in NetServer's contracts. */
const MAX_ID = 2 ** 31 - 1;

/**
 * The schemes that carry SoProtocol without an address: `soprotocol:` of scripts, `superoffice:` of web panels,
 * `superoffice://` of the mobile client. Such a link is for the installation that shows it.
 * @see https://docs.superoffice.com/en/customization/soprotocol/used-in-webpanels-mobile
 */
const SCHEME = /^(?:superoffice|soprotocol):(?:\/\/)?/i;

/**
 * SoProtocol as an argument in a link of the classic web client: `javascript:PageUpdate('soprotocol:?person_id=5','')`.
 * @see https://docs.superoffice.com/en/ui/web-app/pagebuilder/config/soarchivecontrollinkinfotypes
 */
const ARGUMENT = /(["'])((?:(?:superoffice|soprotocol):)?[\w.[\]=;&]*\?[^"']*)\1/gi;

/** Targets that show one person or one diary: without an id, the one that was open last. */
const PERSONAL_TARGET = /^(?:person|consentperson|diary\w*)(?:\.|$)/;

/** A mention of somebody in a place or spelling that the grammar does not know. */
const MENTION = /(?:person|associate|diaryowner)_?id/i;

/** A member that holds the id of what is shown; `db_id` is the database's. */
const IS_ID = /^(?!db_id$)\w+_id$/;

/** The most directories of an address that are asked whether they are SuperOffice. */
const MAX_DIRECTORIES = 4;

/**
 * The addresses where SuperOffice Online signs people in, whatever their tenant: `online.superoffice.com`, `…/login`, SuperID.
 * @see https://docs.superoffice.com/en/identity-management/superid/index
 */
const GATEWAY =
  /^https:\/\/(super)?id\.superoffice\.com\/|^https:\/\/(online|sod|stage|qaonline)\d*\.superoffice\.com\/(login(\/|$)|$)/i;

/**
 * Reads an address of the web or the admin client.
 * @returns `undefined` for an address that cannot be a CRM page's: its scheme is neither http nor https
 */
export function readAddress(address: string): CrmAddress | undefined {
  const url = parseWebAddress(address);
  if (!url) return undefined;
  const subject = readSubject(parseSoProtocol(soProtocolOf(url)));
  const page = /^(.*?)(?:\/admin)?\/default\.aspx$/i.exec(url.pathname)?.[1];
  const online = isOnline(url.origin);
  // Online the tenant is the first segment; on-site the application may lie deeper, or at the root.
  const tenant = online ? /^\/[^/]+/.exec(url.pathname)?.[0] : page;
  const signIn = signInAt(url);
  if (tenant !== undefined) return { base: url.origin + tenant, subject, certain: true, ...signIn };
  const directories = directoriesOf(url);
  const base = directories.at(-2) ?? url.origin;
  const others = directories.filter((each) => each !== base);
  return { base, subject, certain: false, ...(others.length > 0 && { others }), ...signIn };
}

function signInAt({ origin, pathname }: URL): Pick<CrmAddress, 'signIn'> {
  if (GATEWAY.test(origin + pathname)) return { signIn: 'gateway' };
  return /\/login\.aspx$/i.test(pathname) ? { signIn: 'application' } : {};
}

/** The directories that an address lies in, the deepest first and the root last. */
function directoriesOf({ origin, pathname }: URL): readonly string[] {
  // A file has a dot. `/admin` is the admin client's, below the application.
  const path = pathname.replace(/\/[^/]*\.[^/]*$/, '').replace(/(\/admin)?\/*$/i, '');
  const segments = path.split('/').slice(1, MAX_DIRECTORIES);
  return [
    origin,
    ...segments.map((_, index) => `${origin}/${segments.slice(0, index + 1).join('/')}`),
  ].reverse();
}

/**
 * Reads a link of a CRM page, in every documented form. It ignores nobody whom a link names: the form shows that person or
 * associate, or that the link could not be read.
 * @param base the base of the tab that shows the link
 */
export function readLink(link: string, base: string): LinkSubject {
  const url = parseWebAddress(link);
  const protocol = parseSoProtocol(url ? soProtocolOf(url) : soProtocolWithoutAddress(link));
  const { where, members } = protocol;
  if (!SUBJECTS.some(([name]) => members.has(name))) {
    // In `%0diaryowner_id` the escape `%0d` has eaten the first letter. In `person%5Fid` the escape is part of the name.
    const names = PERSONAL_TARGET.test(where) || [link, decode(link)].some((text) => MENTION.test(text));
    return { kind: names ? 'unreadable' : 'nobody' };
  }
  const named = readPersonOrAssociate(protocol, true);
  if (named.kind === 'nobody') return named;
  if (url && !isBelow(link, base)) return { kind: 'foreign' };
  // `db_id` is the serial number of the link's database. The web client does not tell its own, so the two cannot be compared.
  // https://docs.superoffice.com/en/customization/soprotocol/page-control-and-cache
  return members.has('db_id') ? { kind: 'unreadable' } : named;
}

/** True for an address of the application, or of a directory that may be its own. */
function isBelow(link: string, base: string): boolean {
  const read = readAddress(link);
  const deepest = read?.others?.find((other) => other.length > read.base.length) ?? read?.base;
  return deepest !== undefined && sameBase(deepest, base);
}

function parseWebAddress(address: string): URL | undefined {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function soProtocolOf({ search, hash }: URL): string {
  return `${search}${hash}`.slice(1).replace(SCHEME, '');
}

function soProtocolWithoutAddress(link: string): string {
  if (SCHEME.test(link)) return link.replace(SCHEME, '');
  if (!/^javascript:/i.test(link)) return '';
  const found = [...decode(link).matchAll(ARGUMENT)];
  return found.map(([, , argument = '']) => argument.replace(SCHEME, '')).join('?');
}

function parseSoProtocol(text: string): SoProtocol {
  const members = new Map<string, string>();
  // `??contact_id=10` has an empty WHERE; `?contact_id=10` has no WHERE at all.
  for (const pair of text.split(/[?&#]/)) {
    const [, name, given] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || given === undefined) continue;
    const key = decode(name).toLowerCase();
    const value = decode(given);
    const before = members.get(key) ?? value;
    // If a member has two values, neither can be trusted. Joined together they are no id.
    members.set(key, before === value ? value : `${before},${value}`);
  }
  // `contact_id=10` has no WHERE either.
  const where = /^\w[^?&#/]*/.exec(text)?.[0].replace(/\[[^\]]*\]/g, '') ?? '';
  return { where: where.includes('=') ? '' : where.toLowerCase(), members };
}

function readSubject(protocol: SoProtocol): Subject {
  const named = readPersonOrAssociate(protocol, false);
  if (named.kind !== 'unreadable' && named.kind !== 'nobody') return named;
  const company = protocol.members.get('contact_id');
  return company === undefined ? { kind: 'nobody' } : { kind: 'company', id: readId(company) };
}

function readPersonOrAssociate(
  { where, members }: SoProtocol,
  isLink: boolean,
): Exclude<LinkSubject, { kind: 'foreign' }> {
  // 0 means “none” in SuperOffice, and a link to a new person has it.
  const named = SUBJECTS.filter(([name]) => (members.get(name) ?? '0') !== '0');
  const meant = MEANT.find(([pattern]) => pattern.test(where))?.[1];
  const [name, kind] = named.find((each) => each[0] === meant) ?? named[0] ?? [];
  if (name === undefined || kind === undefined) return { kind: 'nobody' };
  const id = readId(members.get(name) ?? '');
  if (id === 0) return { kind: 'unreadable' };
  const isAlone =
    [...members].filter(([each, value]) => IS_ID.test(each) && !/^0?$/.test(value)).length === 1;
  // The address of a page about something else holds what was open last. A link names whom it leads to.
  const isPlain = isLink || (meant === undefined && (name !== 'diaryowner_id' || where === ''));
  return name === meant || (isAlone && isPlain) ? { kind, id } : { kind: 'offered', somebody: { kind, id } };
}

/** Gives the id in a text, or 0 where it is none. */
function readId(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id <= MAX_ID ? id : 0;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%` is no escape: the text stands as it is.
    return text;
  }
}

/**
 * Gives a base address as it is compared, and as a key in storage. IIS reads paths without case. A slash at the end and the
 * scheme's default port mean nothing.
 */
export function baseKey(base: string): string {
  const url = parseWebAddress(base);
  return nameKey(url ? url.origin + decode(url.pathname) : base);
}

/** True when the two addresses belong to the same installation and tenant. */
export function sameBase(one: string, other: string): boolean {
  return baseKey(one) === baseKey(other);
}

/** True for a host of SuperOffice's own. */
export function isOnline(base: string): boolean {
  return /(^|\.)superoffice\.com$/i.test(new URL(base).hostname);
}

/** True when others on the network could read a secret that is sent there. */
export function isUnencrypted(base: string): boolean {
  const url = new URL(base);
  return url.protocol !== 'https:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** Gives the name that people know a tenant by: `Cust12345` online; host and application path on-site. */
export function tenantName(base: string, databaseContextIdentifier: string): string {
  const { host, pathname } = new URL(base);
  return isOnline(base) ? databaseContextIdentifier || pathname.slice(1) : host + pathname.replace(/\/$/, '');
}
