import { type PersonOrAssociate, readLink, type Subject } from '../src/addresses.ts';
import { type ExpectedUser, isUserAdministration } from '../src/associates.ts';
import type { Failure } from '../src/failures.ts';
import type { About, Input, Output } from '../src/messages.ts';
import type { HttpAnswer } from '../src/netserver/answer.ts';
import { purposeOf, readPurpose, siteFingerprint } from '../src/purpose.ts';
import { failed, type Result, success } from '../src/result.ts';
import { isOnEarlierDay } from '../src/time-zone.ts';
import { aboutSomebody, lookup } from './associates.ts';
import { clickedLink } from './context-menu.ts';
import { pendingSaves } from './pending-saves.ts';
import { classicPersonId } from './server/classic-client.ts';
import { type Crm, orNotSuperOffice } from './server/crm.ts';
import { identify } from './server/session.ts';

/** Gives a form what it needs to open: whose session it is, whom the form is for, and what new credentials begin with. */
export async function open(crm: Crm, { purpose, form }: Input<'open'>): Promise<Output<'open'>> {
  const wanted = await subjectOf(crm, purpose, form);
  if (!wanted.ok) return wanted;
  const named = somebodyIn(wanted.value);
  const identified = await identify(crm, named ? [lookup(crm, named)] : []);
  if (!identified.ok) return failed(await whyNot(crm, identified.failure));
  const { session, answers, date } = identified.value;
  const { tenant, user, functionRights } = session;
  const as = { associateId: user.associateId, fullName: user.fullName, tenant };
  // The question runs in the page's own world and may keep the page busy, so only a page that answers gets it.
  const subject =
    purpose === '' && wanted.value.kind === 'nobody' ? await classicSubject(crm, wanted.value) : wanted.value;
  return success({
    tenant,
    host: new URL(crm.base).host,
    user,
    as,
    managesUsers: functionRights.some(isUserAdministration),
    about: await aboutSubject(crm, as, { subject, answer: answers[0] }),
    purpose: purposeOf(subject, crm.base),
    blocker: crm.blocker,
    preset: {
      type: crm.site.defaultType,
      validityDays: crm.site.validityDays,
      startsEarlier: isOnEarlierDay(date),
      types: crm.policy.types,
      windowTitle: crm.policy.windowTitle,
      manyAtOnce: crm.policy.manyAtOnce,
    },
    settingsRead: crm.settingsRead,
    pendingSaves: await pendingSaves(crm.tabId, as),
  });
}

/** Gives the failure to tell. On a page to sign in on, a page instead of an answer means that nobody is signed in. */
async function whyNot(crm: Crm, failure: Failure): Promise<Failure> {
  const asked = await orNotSuperOffice(crm, failure);
  return crm.isSignIn && asked.kind === 'pageInstead' ? { kind: 'notSignedIn' } : asked;
}

async function aboutSubject(
  crm: Crm,
  as: ExpectedUser,
  { subject, answer }: { readonly subject: Subject; readonly answer: HttpAnswer | undefined },
): Promise<About> {
  const somebody = somebodyIn(subject);
  if (!somebody) return { kind: subject.kind === 'company' ? 'company' : 'nobody' };
  const about = await aboutSomebody(crm, as, { somebody, answer });
  if (subject.kind !== 'offered') return about;
  // The page is not about an offered person, so the form only says that they can be chosen.
  return about.kind === 'associate' ? { ...about, kind: 'offered' } : { kind: 'nobody' };
}

/** Gives whom a form is for: the purpose that it was opened for, or else the link that was clicked, or else the page. */
async function subjectOf(crm: Crm, purpose: string, form: string): Promise<Result<Subject>> {
  const known = readPurpose(purpose);
  if (known)
    return known.site === siteFingerprint(crm.base) ? success(known.subject) : failed({ kind: 'otherSite' });
  const link = await clickedLink(crm.tabId, form);
  const linked = link === undefined ? undefined : readLink(link, crm.base);
  if (linked?.kind === 'foreign') return failed({ kind: 'foreignLink' });
  if (linked?.kind === 'unreadable') return failed({ kind: 'unreadableLink' });
  return success(linked && linked.kind !== 'nobody' ? linked : crm.subject);
}

/** Asks the page of the classic web client whom it shows, where the page's address says nothing. */
async function classicSubject({ tabId }: Crm, nobody: Subject): Promise<Subject> {
  const id = await classicPersonId(tabId);
  return id === null ? nobody : { kind: 'person', id };
}

function somebodyIn(subject: Subject): PersonOrAssociate | undefined {
  if (subject.kind === 'offered') return subject.somebody;
  return subject.kind === 'associate' || subject.kind === 'person' ? subject : undefined;
}
