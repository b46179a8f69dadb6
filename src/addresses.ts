/**
 * The address grammar of SuperOffice's web client: `base/default.aspx?WHERE?WHAT`, with two question marks, `WHAT` being
 * `name=value&…`. Either part may be missing, and names are case-insensitive.
 */

/** Whom a page or a link speaks of. */
export type Subject =
  | { readonly kind: 'associate'; readonly id: number }
  | { readonly kind: 'person'; readonly id: number }
  /** A company: its `contact_id` is never a person. */
  | { readonly kind: 'company' }
  | { readonly kind: 'nobody' };

export interface CrmAddress {
  /** Scheme, host and application path without a slash at the end: `https://online3.superoffice.com/Cust12345`. */
  readonly base: string;
  readonly subject: Subject;
  /** False when nothing in the address says SuperOffice: the page has to prove it before anything is asked of it. */
  readonly certain: boolean;
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

/**
 * Reads an address of the web or the admin client.
 * @returns `undefined` for what can be no CRM page: another scheme, or a page at the root of a host
 */
export function readAddress(address: string): CrmAddress | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const page = /^(.*?)(?:\/admin)?\/default\.aspx$/i.exec(url.pathname)?.[1];
  const online = /(^|\.)superoffice\.com$/i.test(url.hostname);
  // Online the tenant is the first segment; on-site the application may lie deeper, or at the root.
  const path = page !== undefined && !online ? page : /^\/[^/]+/.exec(url.pathname)?.[0];
  if (path === undefined) return undefined;
  return { base: url.origin + path, subject: readSubject(url), certain: page !== undefined || online };
}

function readSubject(url: URL): Subject {
  const what = new Map<string, string>();
  // `??contact_id=10` has an empty WHERE; `?contact_id=10` has no WHERE at all.
  for (const pair of `${url.search}${url.hash}`.split(/[?&#]/)) {
    const [name, value] = pair.split('=', 2);
    if (name && value !== undefined) what.set(decode(name).toLowerCase(), decode(value));
  }
  for (const [name, kind] of SUBJECTS) {
    const id = what.get(name);
    // 0 is "none" in SuperOffice.
    if (id && /^[1-9]\d{0,9}$/.test(id)) return { kind, id: Number(id) };
  }
  return { kind: what.has('contact_id') ? 'company' : 'nobody' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%` is no escape: the text stands as it is.
    return text;
  }
}

/** True when the two addresses belong to the same installation and tenant. */
export function sameBase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** True when a secret sent there could be read on the way. */
export function isUnencrypted(base: string): boolean {
  const url = new URL(base);
  return url.protocol !== 'https:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** What people call the tenant: `Cust12345` online; host and application path on-site. */
export function tenantName(base: string, databaseContextIdentifier: string): string {
  const { host, pathname } = new URL(base);
  const online = /(^|\.)superoffice\.com$/i.test(host);
  return online ? databaseContextIdentifier || pathname.slice(1) : host + pathname.replace(/\/$/, '');
}
