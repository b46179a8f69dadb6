import { sameBase } from '../src/addresses.ts';
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
import { keep, stored } from './stored.ts';

/** What holds for a base address. */
export async function settingsFor(base: string): Promise<EffectiveSettings> {
  const { settings: own, policy } = await stored();
  return effectiveSettings(base, own, policy);
}

/** The settings of the tab's base address, if there is a tab, and of all others that have any. */
export async function settings({ tabId }: Input<'settings'>): Promise<Output<'settings'>> {
  const [{ settings: own, policy }, address] = await Promise.all([
    stored(),
    tabId > 0 ? crmAddress(tabId) : undefined,
  ]);
  const { sites = {} } = own as StoredSettings;
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
  const own = (await stored()).settings as StoredSettings;
  const name = base.replace(/\/$/, '');
  // The same installation, however it is spelled.
  const others = Object.entries(own.sites ?? {}).filter(([key]) => !sameBase(key, name));
  const sites = { ...Object.fromEntries(others), [name]: site };
  await keep({ settings: { ...own, sites } });
  return success(null);
}
