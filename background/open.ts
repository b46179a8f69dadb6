import { type PersonOrAssociate, readLink, type Subject } from '../src/addresses.ts';
import type { Input, Output } from '../src/messages.ts';
import { purposeOf, readPurpose, siteOf } from '../src/purpose.ts';
import { failed, type Result, success } from '../src/result.ts';
import { isOnEarlierDay } from '../src/time-zone.ts';
import { aboutSomebody, lookup } from './associates.ts';
import { clickedLink } from './context-menu.ts';
import { pendingSaves } from './pending-saves.ts';
import { classicPersonId } from './server/classic-client.ts';
import { type Crm, orNotSuperOffice } from './server/crm.ts';
import { identify } from './server/session.ts';

/** What a form learns when it opens: whose session it is, whom it is for, and what it begins with. */
export async function open(crm: Crm, { purpose, form }: Input<'open'>): Promise<Output<'open'>> {
  const wanted = await subjectOf(crm, purpose, form);
  if (!wanted.ok) return wanted;
  const subject = wanted.value;
  const somebody = isSomebody(subject) ? subject : undefined;
  const identified = await identify(crm, somebody ? [lookup(crm, somebody)] : []);
  if (!identified.ok) return failed(await orNotSuperOffice(crm, identified.failure));
  const { session, answers, date } = identified.value;
  const { tenant, user, functionRights } = session;
  const as = { associateId: user.associateId, fullName: user.fullName, tenant };
  return success({
    tenant,
    host: new URL(crm.base).host,
    user,
    managesUsers: functionRights.some((right) => /^admin-(all|users)$/i.test(right)),
    about: somebody
      ? await aboutSomebody(crm, as, { somebody, answer: answers[0] })
      : { kind: subject.kind === 'company' ? 'company' : 'nobody' },
    purpose: purposeOf(subject, crm.base),
    blocker: crm.blocker,
    preset: {
      type: crm.site.defaultType,
      validityDays: crm.site.validityDays,
      startsEarlier: isOnEarlierDay(date),
      types: crm.policy.types,
      windowTitle: crm.policy.windowTitle,
    },
    settingsRead: crm.settingsRead,
    pendingSaves: await pendingSaves(crm.tabId, as),
  });
}

/**
 * Whom a form is for: what it was opened for, or else the link that was clicked, or else the page; where the page's address
 * says nothing, the classic web client's page itself may.
 */
async function subjectOf(crm: Crm, purpose: string, form: string): Promise<Result<Subject>> {
  const known = readPurpose(purpose);
  if (known) return known.site === siteOf(crm.base) ? success(known) : failed({ kind: 'otherSite' });
  const link = await clickedLink(crm.tabId, form);
  const linked = link === undefined ? undefined : readLink(link, crm.base);
  if (linked?.kind === 'foreign') return failed({ kind: 'foreignLink' });
  if (linked?.kind === 'unreadable') return failed({ kind: 'unreadableLink' });
  if (linked && linked.kind !== 'nobody') return success(linked);
  if (crm.subject.kind !== 'nobody') return success(crm.subject);
  const id = await classicPersonId(crm.tabId);
  return success(id === null ? crm.subject : { kind: 'person', id });
}

function isSomebody(subject: Subject): subject is PersonOrAssociate {
  return subject.kind === 'associate' || subject.kind === 'person';
}
