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

/** Whom a page is about. */
export type Subject =
  | PersonOrAssociate
  /** A company: its `contact_id` is never a person. The id is 0 where the address has none that can be read. */
  | { readonly kind: 'company'; readonly id: number }
  | { readonly kind: 'nobody' };

/** Whom a link is about, seen from a tab. */
type LinkSubject =
  | PersonOrAssociate
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
  /** False when nothing in the address proves that this is SuperOffice: the page is then asked first. */
  readonly certain: boolean;
}

interface SoProtocol {
  /** The first part of `WHERE`, in lower case: `contact`. Empty where there is none. */
  readonly target: string;
  /** `WHAT`, its names in lower case. */
  readonly members: ReadonlyMap<string, string>;
}

/**
 * The associate wins over the person (the admin client names both), the person over the diary's owner: a diary address
 * can carry the person whose company card is open beside it.
 */
const SUBJECTS = [
  ['associate_id', 'associate'],
  ['person_id', 'person'],
  ['diaryowner_id', 'associate'],
] as const;

/** Ids are `int` in NetServer's contracts. */
const MAX_ID = 2 ** 31 - 1;

/**
 * The schemes that carry SoProtocol without an address: `soprotocol:` of scripts, `superoffice:` of web panels,
 * `superoffice://` of the mobile client. They are for the installation that shows them.
 * @see https://docs.superoffice.com/en/customization/soprotocol/used-in-webpanels-mobile
 */
const SCHEME = /^(?:superoffice|soprotocol):(?:\/\/)?/i;

/**
 * SoProtocol as an argument in a link of the classic web client: `javascript:PageUpdate('soprotocol:?person_id=5','')`.
 * @see https://docs.superoffice.com/en/ui/web-app/pagebuilder/config/soarchivecontrollinkinfotypes
 */
const ARGUMENT = /(["'])((?:(?:superoffice|soprotocol):)?[\w.[\]=;&]*\?[^"']*)\1/gi;

/** Targets that show one person or one diary, whoever was the last one where no id is given. */
const PERSONAL_TARGET = /^(?:person|consentperson|diary\w*)$/;

/** A mention of somebody in a place or spelling that the grammar does not know. */
const MENTION = /(?:person|associate|diaryowner)_?id/i;

/**
 * Reads an address of the web or the admin client.
 * @returns `undefined` for what cannot be a CRM page: another scheme, or a page at the root of a host
 */
export function readAddress(address: string): CrmAddress | undefined {
  const url = parseWebAddress(address);
  if (!url) return undefined;
  const page = /^(.*?)(?:\/admin)?\/default\.aspx$/i.exec(url.pathname)?.[1];
  const online = isOnline(url.origin);
  // Online the tenant is the first segment; on-site the application may lie deeper, or at the root.
  const path = page !== undefined && !online ? page : /^\/[^/]+/.exec(url.pathname)?.[0];
  if (path === undefined) return undefined;
  return {
    base: url.origin + path,
    subject: readSubject(parseSoProtocol(soProtocolOf(url))),
    certain: page !== undefined || online,
  };
}

/**
 * Reads a link of a CRM page, in every documented form. Nobody whom a link names is ignored: the form shows that
 * person or associate, or that the link could not be read.
 * @param base of the tab that shows the link
 */
export function readLink(link: string, base: string): LinkSubject {
  const url = parseWebAddress(link);
  const { target, members } = parseSoProtocol(url ? soProtocolOf(url) : soProtocolWithoutAddress(link));
  if (!SUBJECTS.some(([name]) => members.has(name))) {
    const names = PERSONAL_TARGET.test(target) || MENTION.test(decode(link));
    return { kind: names ? 'unreadable' : 'nobody' };
  }
  const named = readPersonOrAssociate(members);
  if (named.kind === 'nobody') return named;
  // A root has no segment that names the application: there only the tab tells that this is a CRM.
  if (url && !sameBase(readAddress(link)?.base ?? url.origin, base)) return { kind: 'foreign' };
  // The serial number of the link's database. The web client does not tell its own, so they cannot be compared.
  // https://docs.superoffice.com/en/customization/soprotocol/page-control-and-cache
  return members.has('db_id') ? { kind: 'unreadable' } : named;
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
    // Of two values neither can be trusted; together they are no id.
    members.set(key, before === value ? value : `${before},${value}`);
  }
  return { target: /^\w+(?=[.[/?&#]|$)/.exec(text)?.[0].toLowerCase() ?? '', members };
}

function readSubject({ members }: SoProtocol): Subject {
  const named = readPersonOrAssociate(members);
  if (named.kind === 'associate' || named.kind === 'person') return named;
  const company = members.get('contact_id');
  return company === undefined ? { kind: 'nobody' } : { kind: 'company', id: readId(company) };
}

function readPersonOrAssociate(members: SoProtocol['members']): Exclude<LinkSubject, { kind: 'foreign' }> {
  for (const [name, kind] of SUBJECTS) {
    const value = members.get(name);
    // 0 is "none" in SuperOffice, and what a link to a new person has.
    if (value === undefined || value === '0') continue;
    const id = readId(value);
    return id === 0 ? { kind: 'unreadable' } : { kind, id };
  }
  return { kind: 'nobody' };
}

/** 0 for what is no id. */
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
 * A base address as it is compared, and as a key in storage: IIS reads paths without case; a slash at the end and the
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

/** What people call the tenant: `Cust12345` online; host and application path on-site. */
export function tenantName(base: string, databaseContextIdentifier: string): string {
  const { host, pathname } = new URL(base);
  return isOnline(base) ? databaseContextIdentifier || pathname.slice(1) : host + pathname.replace(/\/$/, '');
}
