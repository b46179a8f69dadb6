import { sameBase } from '../src/addresses.ts';
import type { Input, Output, SiteView } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { effectiveSettings, type SiteSettings, type StoredSettings, wrongSettings } from '../src/settings.ts';
import { connect } from './server/crm.ts';
import { localData, saveSettings as storeSettings } from './stored.ts';
import { NO_TASK } from './tasks.ts';

/** The settings of the tab's base address, if there is a tab, and of all others that have any. */
export async function settings({ tabId }: Input<'settings'>): Promise<Output<'settings'>> {
  const [data, crm] = await Promise.all([localData(), tabId > 0 ? connect(tabId, NO_TASK) : undefined]);
  if (!data.settingsRead) return failed({ kind: 'browserStorage' });
  if (!data.policyRead) return failed({ kind: 'policyUnreadable' });
  const sites = sitesOf(data.settings);
  const storedBase = (base: string) => Object.keys(sites).find((key) => sameBase(key, base)) ?? base;
  const bases = [...(crm?.ok ? [storedBase(crm.value.base)] : []), ...Object.keys(sites)];
  return success(
    [...new Set(bases)].map(
      (base): SiteView => ({
        base,
        own: sites[base] ?? {},
        effective: effectiveSettings(base, data.settings, data.policy),
      }),
    ),
  );
}

/** Keeps the settings of a base address. If one of them is invalid, none is kept. */
export async function saveSettings({ base, site }: Input<'saveSettings'>): Promise<Output<'saveSettings'>> {
  const names: string[] = wrongSettings(site as SiteSettings);
  if (!/^https?:\/\/[^/]+(\/[^?#]*)?$/.test(base) || !URL.canParse(base)) names.push('base');
  if (names.length > 0) return failed({ kind: 'invalidSettings', names });
  const name = base.replace(/\/$/, '');
  return storeSettings((own) => {
    // Another spelling of the address is the same installation.
    const others = Object.entries(sitesOf(own)).filter(([key]) => !sameBase(key, name));
    return { ...(own as StoredSettings), sites: { ...Object.fromEntries(others), [name]: site } };
  });
}

function sitesOf(settings: unknown): NonNullable<StoredSettings['sites']> {
  return (settings as StoredSettings).sites ?? {};
}
