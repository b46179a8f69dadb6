import type { Input, Output } from '../src/messages.ts';
import { failed, success } from '../src/result.ts';
import type { Crm } from './server/crm.ts';
import { forgetSession } from './server/session.ts';
import { localData, saveMemory } from './stored.ts';

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
