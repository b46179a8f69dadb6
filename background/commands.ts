import { type CrmAddress, isUnencrypted, readAddress, type Subject, sameBase } from '../src/addresses.ts';
import browser from '../src/browser.ts';
import { check, toServerTime } from '../src/credentials.ts';
import type { About, Command, FoundPerson, Input, Message, Output } from '../src/messages.ts';
import type { HttpAnswer } from '../src/netserver/answer.ts';
import {
  type Associate,
  readAssociate,
  readUserRows,
  toAssociate,
  type UserRow,
  userSearch,
} from '../src/netserver/rest.ts';
import { type Failure, failed, type Person, type Result, success } from '../src/outcomes.ts';
import { takeClickedLink } from './context-menu.ts';
import { explain, explainWrite } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { callAs, identify, type Session, type Shown } from './session.ts';
import { addressOf, rest, sendFromTab } from './tab.ts';

/** What the worker does for the extension's pages: a row for each row of `src/messages.ts`. */
const COMMANDS: { readonly [C in Command]: (input: Input<C>) => Promise<Output<C>> } = {
  open,
  save,
  searchAssociates,
  allowUnencrypted,
};

/** Carries out a message whose sender and shape have been checked. */
export function run<C extends Command>({ command, input }: Message<C>): Promise<Output<C>> {
  return COMMANDS[command](input);
}

async function open({ tabId }: Input<'open'>): Promise<Output<'open'>> {
  const [address, link] = await Promise.all([crmAddress(tabId), takeClickedLink(tabId)]);
  if (!address.ok) return address;
  const { base } = address.value;
  const linked = link === undefined ? undefined : readAddress(link);
  if (linked && isSomebody(linked.subject) && !sameBase(linked.base, base))
    return failed({ kind: 'foreignLink' });
  const subject = linked && isSomebody(linked.subject) ? linked.subject : address.value.subject;

  const [identified, unencrypted] = await Promise.all([
    identify(tabId, base, isSomebody(subject) ? [LOOKUPS[subject.kind].rest(subject.id)] : []),
    needsConsent(base),
  ]);
  if (!identified.ok) return failed(await doubt(tabId, base, identified.failure));
  const { session, answers } = identified.value;
  const user = toPerson(session.principal);
  return success({
    tenant: session.tenant,
    host: new URL(base).host,
    user,
    managesUsers: session.principal.FunctionRights.some((right) => /^admin-(all|users)$/i.test(right)),
    about: isSomebody(subject) ? await about(tabId, session, subject, answers[0]) : { kind: subject.kind },
    unencrypted,
  });
}

async function save({
  tabId,
  shown,
  associateId,
  draft,
  secret,
  withoutSecret,
}: Input<'save'>): Promise<Output<'save'>> {
  const errors = check(draft, secret, withoutSecret);
  if (Object.keys(errors).length > 0) return failed({ kind: 'invalid', errors });
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const { base } = address.value;
  if (await needsConsent(base)) return failed({ kind: 'unencrypted' });
  const called = await callAs(tabId, base, shown, 'SaveUntrustedCredentialsForAssociate', {
    AssociateId: associateId,
    Type: draft.Type,
    Credentials: {
      ValidFrom: toServerTime(draft.ValidFrom),
      ValidTo: toServerTime(draft.ValidTo),
      Comment: draft.Comment,
      SecretValue: secret,
      PublicValue: draft.PublicValue,
      IsActive: draft.IsActive,
    },
  });
  if ('kind' in called) return failed(called.sent ? { kind: 'unknown' } : called.failure);
  if (!called.ok) return called;
  return called.value.kind === 'success' ? success(null) : failed(explainWrite(called.value));
}

async function searchAssociates({
  tabId,
  text,
}: Input<'searchAssociates'>): Promise<Output<'searchAssociates'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const report = await sendFromTab(tabId, address.value.base, null, [rest(userSearch(text))]);
  if (report.kind === 'noReport') return failed(report.failure);
  if (report.kind !== 'answers') return failed({ kind: 'tabLeft' });
  const rows = readUserRows(report.answers[0] as HttpAnswer);
  return rows.kind === 'success' ? success(rows.value.map(toFoundPerson)) : failed(explain(rows));
}

function toFoundPerson(row: UserRow): FoundPerson {
  const mark = !row.isActive
    ? 'inactive'
    : /external/i.test(row.assocType)
      ? 'externalUser'
      : /resource/i.test(row.assocType)
        ? 'resource'
        : null;
  return { ...toPerson(row), mark };
}

async function allowUnencrypted({ tabId }: Input<'allowUnencrypted'>): Promise<Output<'allowUnencrypted'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const sites = await unencryptedSites();
  await browser.storage.local.set({
    unencryptedSites: [...new Set([...sites, new URL(address.value.base).origin])],
  });
  return success(null);
}

/** The tab's address, read and made sure of. */
async function crmAddress(tabId: number): Promise<Result<CrmAddress>> {
  const address = await addressOf(tabId);
  if (typeof address !== 'string') return failed(address);
  const read = readAddress(address);
  if (!read || !(read.certain || (await isSuperOffice(tabId, read.base))))
    return failed({ kind: 'notSuperOffice' });
  return success(read);
}

/** `GET base/api` needs no sign-in and tells which services there are. */
async function isSuperOffice(tabId: number, base: string): Promise<boolean> {
  const report = await sendFromTab(tabId, base, null, [{ ...rest(''), path: 'api' }]);
  const answer = report.kind === 'answers' ? report.answers[0] : undefined;
  return (
    answer !== undefined &&
    'status' in answer &&
    answer.status === 200 &&
    answer.body.includes('"NetServerVersion"')
  );
}

/** Many sites have a default.aspx: an answer that NetServer would not give is first of all a question of whether it is one. */
async function doubt(tabId: number, base: string, failure: Failure): Promise<Failure> {
  const doubtful =
    failure.kind === 'pageInstead' || failure.kind === 'unreadable' || failure.kind === 'serverFault';
  return doubtful && !(await isSuperOffice(tabId, base)) ? { kind: 'notSuperOffice' } : failure;
}

type Somebody = Extract<Subject, { id: number }>;

function isSomebody(subject: Subject): subject is Somebody {
  return 'id' in subject;
}

/**
 * The documented ways from a page to its associate. REST needs no ticket, so it can go out together with the question who
 * is signed in; SOAP is the second try. (Not `Person.Associate`: that is the owner of the person.)
 */
const LOOKUPS = {
  associate: {
    rest: (id: number): PageRequest => rest('Agents/Associate/GetAssociate', { AssociateId: id }),
    soap: (tabId: number, base: string, shown: Shown, id: number) =>
      callAs(tabId, base, shown, 'GetAssociate', { AssociateId: id }),
  },
  person: {
    rest: (id: number): PageRequest => rest('Agents/Associate/GetAssociateByPersonId', { PersonId: id }),
    soap: (tabId: number, base: string, shown: Shown, id: number) =>
      callAs(tabId, base, shown, 'GetAssociateByPersonId', { PersonId: id }),
  },
} as const;

async function about(
  tabId: number,
  { base, principal, tenant }: Session,
  subject: Somebody,
  answer: HttpAnswer | undefined,
): Promise<About> {
  const found = (associate: Associate | null | undefined): About =>
    associate
      ? { kind: 'associate', person: toPerson(associate) }
      : { kind: subject.kind === 'person' ? 'outsider' : 'nobody' };
  const read = answer && readAssociate(answer);
  if (read?.kind === 'success') return found(read.value);
  const shown = { associateId: principal.AssociateId, fullName: principal.FullName, tenant };
  const called = await LOOKUPS[subject.kind].soap(tabId, base, shown, subject.id);
  if ('kind' in called) return { kind: 'failed', failure: called.failure };
  if (!called.ok) return { kind: 'failed', failure: called.failure };
  if (called.value.kind !== 'success') return { kind: 'failed', failure: explain(called.value) };
  return found(toAssociate(called.value.value.Response ?? {}));
}

function toPerson({ AssociateId, FullName, UserName }: Associate): Person {
  return { associateId: AssociateId, fullName: FullName, userName: UserName };
}

/** True when a secret would travel unencrypted and the person has not agreed to that for this site. */
async function needsConsent(base: string): Promise<boolean> {
  return isUnencrypted(base) && !(await unencryptedSites()).includes(new URL(base).origin);
}

async function unencryptedSites(): Promise<string[]> {
  const { unencryptedSites: sites } = await browser.storage.local.get('unencryptedSites');
  return Array.isArray(sites) ? sites : [];
}
