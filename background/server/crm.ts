import { isOnline, isUnencrypted, readAddress, type Subject } from '../../src/addresses.ts';
import { type Failure, TRAITS } from '../../src/failures.ts';
import { type HttpAnswer, httpAnswer } from '../../src/netserver/answer.ts';
import { failed, type Result, success } from '../../src/result.ts';
import {
  effectiveSettings,
  isReadablePolicy,
  type PolicySettings,
  type SiteSettings,
} from '../../src/settings.ts';
import { localData } from '../stored.ts';
import type { Task } from '../tasks.ts';
import { toFailure } from './explain.ts';
import { VERSIONS } from './rest-request.ts';
import { hasCrashed, send } from './send.ts';
import { type SeenTab, seenTab } from './tab.ts';

/**
 * The connection to one CRM in one tab. The table of commands makes it once for a command, and every request goes through it.
 * Reading back after a lost answer makes another: consent may have been withdrawn since, or the tab have moved.
 */
export interface Crm {
  readonly tabId: number;
  /** Scheme, host and application path without a slash at the end. */
  readonly base: string;
  /** The subject that the tab's address names. */
  readonly subject: Subject;
  /** True where the tab shows a page to sign in on. */
  readonly isSignIn: boolean;
  /** True in a private window, which is to leave nothing on the disk. */
  readonly isPrivate: boolean;
  readonly site: SiteSettings;
  readonly policy: PolicySettings;
  /** False where the browser's storage could not be read: `site` holds defaults and the policy only. */
  readonly settingsRead: boolean;
  /** Why nothing that carries a ticket or a secret may be sent yet: the site is unencrypted, and nobody has agreed to that. */
  readonly blocker: Failure | null;
  readonly task: Task;
}

/** The base that has proved to be SuperOffice, by the deepest base that the address may have; kept while the worker lives. */
const knownBases = new Map<string, string>();

/**
 * Connects to the CRM in a tab, or says why that is not possible. An administrator's policy is applied before the first request.
 * @param seen the tab as one of the extension's pages has just seen it: asking the browser again takes its time
 */
export async function connect(tabId: number, task: Task, seen?: SeenTab): Promise<Result<Crm>> {
  // Both questions go out at once, because in Firefox each takes its time.
  const [tab, data] = await Promise.all([seen ? success(seen) : seenTab(tabId), localData()]);
  if (!tab.ok) return tab;
  const { address, isPrivate } = tab.value;
  const read = readAddress(address);
  if (!read) return failed({ kind: (await hasCrashed(tabId)) ? 'tabCrashed' : 'notSuperOffice' });
  const { base, subject, certain, others = [], signIn } = read;
  if (!data.policyRead || !isReadablePolicy(data.policy)) return failed({ kind: 'policyUnreadable' });
  const crmAt = (base: string): Crm => {
    const { site: settings, policy } = effectiveSettings(base, data.settings, data.policy);
    const agreed = data.memory(isPrivate).unencryptedSites.includes(new URL(base).origin);
    const isBlocked = isUnencrypted(base) && !agreed;
    return {
      tabId,
      base,
      subject,
      isSignIn: signIn !== undefined,
      isPrivate,
      // Without consent neither the application token nor a ticket goes out unencrypted.
      site: isBlocked ? { ...settings, applicationToken: '' } : settings,
      policy,
      settingsRead: data.settingsRead,
      blocker: isBlocked ? { kind: 'unencrypted' } : null,
      task,
    };
  };
  const crm = crmAt(base);
  if (isUnencrypted(base) && crm.policy.refuseHttp) return failed({ kind: 'httpRefused' });
  if (signIn === 'gateway') return failed({ kind: 'notSignedIn' });
  // Any ASP.NET site may have a default.aspx. A site has to prove that it is SuperOffice before it gets the application token.
  const isForAnySite = crm.site.applicationToken !== '' && !isOnline(base);
  if (certain && !isForAnySite) return success(crm);
  // The deepest base comes first, because an application may lie in another one.
  const bases = [...others.filter((other) => other.length > base.length), base, ...others];
  const known = knownBases.get(bases[0] as string);
  const proof = known === undefined ? await proveSuperOffice(crm, [...new Set(bases)]) : success(known);
  return proof.ok ? success(crmAt(proof.value)) : proof;
}

/**
 * Finds the base that is SuperOffice's. `GET base/api` needs no sign-in, and nobody but NetServer answers it so.
 * @param bases the bases that it may be, the deepest first
 * @returns the first one that answers as NetServer does
 */
async function proveSuperOffice(crm: Crm, bases: readonly string[]): Promise<Result<string>> {
  const { origin } = new URL(crm.base);
  const requests = bases.map((base) => ({
    ...VERSIONS,
    path: `${base.slice(origin.length)}/${VERSIONS.path}`,
  }));
  const sent = await send({ ...crm, base: bases.at(-1) as string }, requests);
  if (sent.kind === 'failed') return failed(sent.failure);
  // The order names no page session to compare, so no answer can say that it is another one.
  if (sent.kind === 'otherSession') return failed({ kind: 'tabLeft' });
  const failures = sent.answers.map(whyUnproven);
  const base = bases[failures.indexOf(null)];
  if (base === undefined)
    return failed(failures.find((each) => each?.kind !== 'notSuperOffice') ?? { kind: 'notSuperOffice' });
  knownBases.set(bases[0] as string, base);
  return success(base);
}

function whyUnproven(answer: HttpAnswer): Failure | null {
  if ('lost' in answer) return toFailure({ kind: 'lost', why: answer.lost });
  if (answer.status >= 500 || answer.status === 429) return toFailure(httpAnswer(answer));
  const isProof = answer.status === 200 && answer.body.includes('"NetServerVersion"');
  return isProof ? null : { kind: 'notSuperOffice' };
}

/** Gives a failure as it was, or `notSuperOffice` where the answer that it comes from was not NetServer's. */
export async function orNotSuperOffice(crm: Crm, failure: Failure): Promise<Failure> {
  if (!TRAITS[failure.kind].orNotSuperOffice) return failure;
  const proof = await proveSuperOffice(crm, [crm.base]);
  return !proof.ok && proof.failure.kind === 'notSuperOffice' ? proof.failure : failure;
}
