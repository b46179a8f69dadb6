import { isOnline, isUnencrypted, readAddress, type Subject } from '../../src/addresses.ts';
import { type Failure, TRAITS } from '../../src/failures.ts';
import { httpAnswer } from '../../src/netserver/answer.ts';
import { failed, type Result, success } from '../../src/result.ts';
import {
  effectiveSettings,
  isReadablePolicy,
  type PolicySettings,
  type SiteSettings,
} from '../../src/settings.ts';
import type { Job } from '../jobs.ts';
import { localData } from '../stored.ts';
import { toFailure } from './explain.ts';
import { type SeenTab, seenTab, sendOne, VERSIONS } from './tab.ts';

/** The connection to one CRM in one tab, made once for a command; every request goes through it. */
export interface Crm {
  readonly tabId: number;
  /** Scheme, host and application path without a slash at the end. */
  readonly base: string;
  /** Whom the tab's address speaks of. */
  readonly subject: Subject;
  /** True in a private window, which is to leave nothing on the disk. */
  readonly isPrivate: boolean;
  readonly site: SiteSettings;
  readonly policy: PolicySettings;
  /** False where the browser's storage could not be read: `site` holds defaults and the policy only. */
  readonly settingsRead: boolean;
  /** Why nothing that carries a ticket or a secret may be sent yet: unencrypted, and nobody has agreed to that. */
  readonly blocker: Failure | null;
  readonly job: Job;
}

/** The bases that have proved to be SuperOffice, in the worker's lifetime. */
const proven = new Set<string>();

/**
 * Connects to the CRM in a tab, or says why that cannot be. What an administrator's policy forbids is forbidden before the
 * first request.
 * @param seen what one of the extension's pages has just seen of the tab: to ask the browser again takes its time
 */
export async function connect(tabId: number, job: Job, seen?: SeenTab): Promise<Result<Crm>> {
  // Both are asked for at once: in Firefox either takes its time.
  const [tab, data] = await Promise.all([seen ? success(seen) : seenTab(tabId), localData()]);
  if (!tab.ok) return tab;
  const { address, isPrivate } = tab.value;
  const read = readAddress(address);
  if (!read) return failed({ kind: 'notSuperOffice' });
  const { base, subject, certain } = read;
  if (!data.policyRead || !isReadablePolicy(data.policy)) return failed({ kind: 'policyUnreadable' });
  const { site: settings, policy } = effectiveSettings(base, data.settings, data.policy);
  const unencrypted = isUnencrypted(base);
  if (unencrypted && policy.refuseHttp) return failed({ kind: 'httpRefused' });
  const agreed = data.memory(isPrivate).unencryptedSites.includes(new URL(base).origin);
  const isBlocked = unencrypted && !agreed;
  // The key of an app is no more for everybody on the way than a ticket is.
  const site = isBlocked ? { ...settings, applicationToken: '' } : settings;
  const crm: Crm = {
    tabId,
    base,
    subject,
    isPrivate,
    site,
    policy,
    settingsRead: data.settingsRead,
    blocker: isBlocked ? { kind: 'unencrypted' } : null,
    job,
  };
  // The key of an app is not for any site that has a default.aspx.
  const isForAnySite = site.applicationToken !== '' && !isOnline(base);
  if ((certain && !isForAnySite) || proven.has(base)) return success(crm);
  const proof = await proveSuperOffice(crm);
  return proof.ok ? success(crm) : proof;
}

/** `GET base/api` needs no sign-in, and nobody but NetServer answers it so. */
async function proveSuperOffice(crm: Crm): Promise<Result<null>> {
  const sent = await sendOne(crm, VERSIONS);
  if (!sent.ok) return sent;
  const answer = sent.value;
  if ('lost' in answer) return failed(toFailure({ kind: 'lost', why: answer.lost }));
  if (answer.status >= 500 || answer.status === 429) return failed(toFailure(httpAnswer(answer)));
  if (answer.status !== 200 || !answer.body.includes('"NetServerVersion"'))
    return failed({ kind: 'notSuperOffice' });
  proven.add(crm.base);
  return success(null);
}

/** On an answer that NetServer would not give, first checks whether it was NetServer. */
export async function orNotSuperOffice(crm: Crm, failure: Failure): Promise<Failure> {
  if (!TRAITS[failure.kind].orNotSuperOffice) return failure;
  const proof = await proveSuperOffice(crm);
  return !proof.ok && proof.failure.kind === 'notSuperOffice' ? proof.failure : failure;
}
