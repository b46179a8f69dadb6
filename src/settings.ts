import { sameBase } from './addresses.ts';
import { isRecord } from './is-record.ts';

/**
 * The settings that people and administrators can make, per base address. An administrator's policy (`storage.managed`) has
 * the same shape; its values win, and their fields are locked.
 */

/** How operations are sent. `automatic`: the extension finds out; else by one transport only. */
export const TRANSPORTS = ['automatic', 'SOAP', 'REST'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** The settings of one installation or tenant. */
export interface SiteSettings {
  /** The path of the SOAP services from the host's root, if they are not below the base: `/SuperOfficeNetServer/Remote`. */
  readonly servicesPath: string;
  /** SuperOffice's key of a registered app; needed by some online installations. Never exported. */
  readonly applicationToken: string;
  readonly transport: Transport;
  /** The type that the form begins with. */
  readonly defaultType: string;
  /** How long new credentials are valid; 0 for no end. */
  readonly validityDays: number;
}

/** The modes of the page for many: it does everything, only tells who has what, or does nothing. */
const MANY_AT_ONCE = ['full', 'readOnly', 'off'] as const;
export type ManyAtOnce = (typeof MANY_AT_ONCE)[number];

/** Settings for all sites, which only an administrator's policy can set. */
export interface PolicySettings {
  /** Types that may be stored; empty for all. */
  readonly types: readonly string[];
  /** True where unencrypted sites are refused; otherwise the person is asked. */
  readonly refuseHttp: boolean;
  /** The title of the form's window, so that people know whose it is; empty for the extension's name. */
  readonly windowTitle: string;
  readonly manyAtOnce: ManyAtOnce;
}

/** Settings in storage: only what was set. `*` stands for every base address. */
export interface StoredSettings {
  readonly sites?: { readonly [base: string]: Partial<SiteSettings> };
}
export type Policy = StoredSettings & Partial<PolicySettings>;

/** The settings in force for a base address, and those that a policy locks. */
export interface EffectiveSettings {
  readonly site: SiteSettings;
  readonly policy: PolicySettings;
  readonly locked: readonly (keyof SiteSettings)[];
}

export const DEFAULTS: SiteSettings = {
  servicesPath: '',
  applicationToken: '',
  transport: 'automatic',
  defaultType: '',
  validityDays: 0,
};

/** Merges defaults, the person's own settings and the policy, the latter last. */
export function effectiveSettings(base: string, own: unknown, policy: unknown): EffectiveSettings {
  const managed = { ...siteOf(policy, '*'), ...siteOf(policy, base) };
  const { types, refuseHttp, windowTitle, manyAtOnce } = isRecord(policy) ? policy : {};
  return {
    site: { ...DEFAULTS, ...siteOf(own, '*'), ...siteOf(own, base), ...managed },
    policy: {
      types: Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [],
      refuseHttp: refuseHttp === true,
      windowTitle: typeof windowTitle === 'string' ? windowTitle : '',
      manyAtOnce: isManyAtOnce(manyAtOnce) ? manyAtOnce : 'full',
    },
    locked: Object.keys(managed) as (keyof SiteSettings)[],
  };
}

/**
 * False where a policy as a whole, or its settings for all sites, cannot be read: that is not the same as no policy. (An
 * invalid setting of one site does not affect the others.)
 */
export function isReadablePolicy(policy: unknown): boolean {
  const { types = [], refuseHttp = false, manyAtOnce = 'full', sites = {} } = isRecord(policy) ? policy : {};
  return (
    isRecord(policy) &&
    isRecord(sites) &&
    Object.values(sites).every(isRecord) &&
    typeof refuseHttp === 'boolean' &&
    isManyAtOnce(manyAtOnce) &&
    Array.isArray(types) &&
    types.every((type) => typeof type === 'string')
  );
}

function isManyAtOnce(value: unknown): value is ManyAtOnce {
  return MANY_AT_ONCE.includes(value as ManyAtOnce);
}

const CHECKS: { readonly [K in keyof SiteSettings]: (value: unknown) => boolean } = {
  // A path below the host's root: no other host, no `..`.
  servicesPath: (value) =>
    value === '' ||
    (typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value) && !/\/\.\.?(\/|$)/.test(value)),
  applicationToken: (value) => typeof value === 'string' && /^[\x21-\x7e]*$/.test(value),
  transport: (value) => TRANSPORTS.includes(value as Transport),
  defaultType: (value) => typeof value === 'string' && value.length <= 254,
  validityDays: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 36_500,
};

/** The names of a site's settings whose value is invalid. */
export function wrongSettings(site: Partial<SiteSettings>): (keyof SiteSettings)[] {
  return (Object.keys(site) as (keyof SiteSettings)[]).filter(
    (name) => !Object.hasOwn(CHECKS, name) || !CHECKS[name](site[name]),
  );
}

/** The valid settings of a base address; anything else is left out. */
function siteOf(settings: unknown, base: string): Partial<SiteSettings> {
  const sites = isRecord(settings) && isRecord(settings.sites) ? settings.sites : {};
  const key = Object.keys(sites).find((each) => sameBase(each, base));
  const site = key === undefined ? {} : sites[key];
  if (!isRecord(site)) return {};
  return Object.fromEntries(
    Object.entries(site).filter(
      ([name, value]) => Object.hasOwn(CHECKS, name) && CHECKS[name as keyof SiteSettings](value),
    ),
  );
}
