import { type CrmAddress, isUnencrypted, readAddress } from '../src/addresses.ts';
import type { Input, Output } from '../src/messages.ts';
import { type Failure, failed, type Result, success } from '../src/outcomes.ts';
import type { FleetSettings } from '../src/settings.ts';
import { keep, stored } from './stored.ts';
import { addressOf, rest, sendFromTab } from './tab.ts';

/**
 * The tab's address, read and made sure of.
 * @param seen what one of the extension's pages has seen of it just now: to ask the browser again takes its time
 */
export async function crmAddress(tabId: number, seen = ''): Promise<Result<CrmAddress>> {
  const address = seen || (await addressOf(tabId));
  if (typeof address !== 'string') return failed(address);
  const read = readAddress(address);
  if (!read || !(read.certain || (await isSuperOffice(tabId, read.base))))
    return failed({ kind: 'notSuperOffice' });
  return success(read);
}

/** `GET base/api` needs no sign-in and tells which services there are. `undefined`: nobody can tell just now. */
async function isSuperOffice(tabId: number, base: string): Promise<boolean | undefined> {
  const report = await sendFromTab(tabId, base, undefined, [{ ...rest(''), path: 'api' }]);
  const answer = report.kind === 'answers' ? report.answers[0] : undefined;
  if (!answer || 'lost' in answer || answer.status >= 500) return undefined;
  return answer.status === 200 && answer.body.includes('"NetServerVersion"');
}

/** Many sites have a default.aspx: an answer that NetServer would not give is first of all a question of whether it is one. */
export async function doubt(tabId: number, base: string, failure: Failure): Promise<Failure> {
  const doubtful = ['pageInstead', 'unreadable', 'serverFault', 'forbidden'].includes(failure.kind);
  return doubtful && (await isSuperOffice(tabId, base)) === false ? { kind: 'notSuperOffice' } : failure;
}

/** Why no secret may be sent to a base address: unencrypted, and nobody has agreed to that, or nobody may. */
export async function obstacleAt(base: string, { refuseHttp }: FleetSettings): Promise<Failure | null> {
  if (!isUnencrypted(base)) return null;
  if (refuseHttp) return { kind: 'httpRefused' };
  return (await unencryptedSites()).includes(new URL(base).origin) ? null : { kind: 'unencrypted' };
}

async function unencryptedSites(): Promise<string[]> {
  const { unencryptedSites: sites } = await stored();
  return Array.isArray(sites) ? sites : [];
}

/** Remembers the person's consent for the tab's site. */
export async function allowUnencrypted({
  tabId,
}: Input<'allowUnencrypted'>): Promise<Output<'allowUnencrypted'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const sites = await unencryptedSites();
  await keep({ unencryptedSites: [...new Set([...sites, new URL(address.value.base).origin])] });
  return success(null);
}
