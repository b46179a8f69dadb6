import { sameBase } from '../src/addresses.ts';
import type { Input, Output, SiteView } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import { effectiveSettings, type SiteSettings, type StoredSettings, wrongSettings } from '../src/settings.ts';
import { type Crm, connect } from './server/crm.ts';
import { forgetSession } from './server/session.ts';
import { localData, saveMemory, saveSettings as storeSettings } from './stored.ts';
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

/** Remembers the person's consent for the tab's site. In a private window it lasts for as long as the browser runs. */
export function allowUnencrypted(crm: Crm): Promise<Output<'allowUnencrypted'>> {
  const { base, isPrivate } = crm;
  // The session was asked for without a ticket.
  forgetSession(crm);
  return saveMemory(isPrivate, ({ unencryptedSites }) => ({
    unencryptedSites: [...new Set([...unencryptedSites, new URL(base).origin])],
  }));
}

/** Gives the sites to which secrets may go unencrypted. Private windows keep their own consents to themselves. */
export async function unencryptedSites(): Promise<Output<'unencryptedSites'>> {
  const data = await localData();
  return data.settingsRead
    ? success(data.memory(false).unencryptedSites)
    : failed({ kind: 'browserStorage' });
}

/** Forgets that consent, for private windows too. */
export async function forbidUnencrypted({
  origin,
}: Input<'forbidUnencrypted'>): Promise<Output<'forbidUnencrypted'>> {
  const forbid = (isPrivate: boolean) =>
    saveMemory(isPrivate, ({ unencryptedSites }) => ({
      unencryptedSites: unencryptedSites.filter((site) => site !== origin),
    }));
  const [one, other] = await Promise.all([forbid(false), forbid(true)]);
  return one.ok ? other : one;
}
