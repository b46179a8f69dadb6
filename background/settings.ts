import { sameBase } from '../src/addresses.ts';
import browser from '../src/browser.ts';
import type { Input, Output, SiteView } from '../src/messages.ts';
import { failed, success } from '../src/outcomes.ts';
import {
  type EffectiveSettings,
  effectiveSettings,
  type SiteSettings,
  type StoredSettings,
  wrongSettings,
} from '../src/settings.ts';
import { crmAddress } from './crm.ts';

/** What holds for a base address. Read at every use: a policy can change at any time, and reading takes a millisecond. */
export async function settingsFor(base: string): Promise<EffectiveSettings> {
  const [own, policy] = await Promise.all([ownSettings(), policySettings()]);
  return effectiveSettings(base, own, policy);
}

/** The settings of the tab's base address, if there is a tab, and of all others that have any. */
export async function settings({ tabId }: Input<'settings'>): Promise<Output<'settings'>> {
  const [own, policy, address] = await Promise.all([
    ownSettings(),
    policySettings(),
    tabId > 0 ? crmAddress(tabId) : undefined,
  ]);
  const sites = own.sites ?? {};
  const keyOf = (base: string) => Object.keys(sites).find((key) => sameBase(key, base)) ?? base;
  const bases = [...(address?.ok ? [keyOf(address.value.base)] : []), ...Object.keys(sites)];
  return success(
    [...new Set(bases)].map(
      (base): SiteView => ({ base, own: sites[base] ?? {}, effective: effectiveSettings(base, own, policy) }),
    ),
  );
}

/** Keeps the settings of a base address, as far as they can be. */
export async function saveSettings({ base, site }: Input<'saveSettings'>): Promise<Output<'saveSettings'>> {
  const names: string[] = wrongSettings(site as SiteSettings);
  if (!/^https?:\/\/[^/]+(\/[^?#]*)?$/.test(base) || !URL.canParse(base)) names.push('base');
  if (names.length > 0) return failed({ kind: 'invalidSettings', names });
  const own = await ownSettings();
  const name = base.replace(/\/$/, '');
  // The same installation, however it is spelled.
  const others = Object.entries(own.sites ?? {}).filter(([key]) => !sameBase(key, name));
  const sites = { ...Object.fromEntries(others), [name]: site };
  await browser.storage.local.set({ settings: { ...own, sites } });
  return success(null);
}

async function ownSettings(): Promise<StoredSettings> {
  const { settings: own } = await browser.storage.local.get('settings');
  return (own ?? {}) as StoredSettings;
}

async function policySettings(): Promise<unknown> {
  try {
    return await browser.storage.managed.get();
  } catch {
    // Firefox rejects where no administrator has set anything.
    return {};
  }
}
