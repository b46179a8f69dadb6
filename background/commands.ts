import { type CrmAddress, readAddress, type Somebody, type Subject, sameBase } from '../src/addresses.ts';
import type { About, Command, FoundPerson, Input, Message, Output } from '../src/messages.ts';
import type { HttpAnswer } from '../src/netserver/answer.ts';
import {
  type Associate,
  readAssociate,
  readUserRows,
  type SearchedColumns,
  toAssociate,
  type UserRow,
  userSearch,
} from '../src/netserver/rest.ts';
import { failed, type Person, success } from '../src/outcomes.ts';
import { checkConnection } from './connection-check.ts';
import { clickedLink } from './context-menu.ts';
import { allowUnencrypted, crmAddress, doubt, obstacleAt } from './crm.ts';
import { list, remove } from './entries.ts';
import { explain } from './failures.ts';
import type { PageRequest } from './in-page.ts';
import { awaitSave, forgetSave, recallSave, save } from './save.ts';
import { callAs, identify, type Session, type Shown } from './session.ts';
import { saveSettings, settings, settingsFor } from './settings.ts';
import { stored } from './stored.ts';
import { cancelInTab, classicPersonId, rest, sendFromTab } from './tab.ts';

/** What the worker does for the extension's pages: a row for each row of `src/messages.ts`. */
const COMMANDS: { readonly [C in Command]: (input: Input<C>) => Promise<Output<C>> } = {
  open,
  list,
  remove,
  save,
  awaitSave,
  forgetSave,
  searchAssociates,
  cancel,
  settings,
  saveSettings,
  checkConnection,
  allowUnencrypted,
};

/** Carries out a message whose sender and shape have been checked. */
export function run<C extends Command>({ command, input }: Message<C>): Promise<Output<C>> {
  return COMMANDS[command](input);
}

async function open({ tabId, address: seen, again }: Input<'open'>): Promise<Output<'open'>> {
  const link = clickedLink(tabId, again);
  // The settings are wanted only later, and read once: by then they are there.
  const [address] = await Promise.all([crmAddress(tabId, seen), stored()]);
  if (!address.ok) return address;
  const { base } = address.value;
  const linked = link === undefined ? undefined : readAddress(link);
  if (linked && isSomebody(linked.subject) && !sameBase(linked.base, base))
    return failed({ kind: 'foreignLink' });
  const subject =
    linked && isSomebody(linked.subject) ? linked.subject : await subjectOf(tabId, address.value);

  const { site, fleet } = await settingsFor(base);
  const lookup = isSomebody(subject) ? [LOOKUPS[subject.kind].rest(subject.id, site.applicationToken)] : [];
  const [identified, lastSave] = await Promise.all([identify(tabId, base, lookup), recallSave(tabId, base)]);
  if (!identified.ok) return failed(await doubt(tabId, base, identified.failure));
  const { session, answers } = identified.value;
  const user = toPerson(session.principal);
  return success({
    tenant: session.tenant,
    host: new URL(base).host,
    user,
    managesUsers: session.principal.FunctionRights.some((right) => /^admin-(all|users)$/i.test(right)),
    about: isSomebody(subject) ? await about(tabId, session, subject, answers[0]) : { kind: subject.kind },
    obstacle: await obstacleAt(base, fleet),
    preset: {
      type: site.defaultType,
      validityDays: site.validityDays,
      types: fleet.types,
      windowTitle: fleet.windowTitle,
    },
    lastSave,
  });
}

async function cancel({ tabId }: Input<'cancel'>): Promise<Output<'cancel'>> {
  await cancelInTab(tabId);
  return success(null);
}

async function searchAssociates({
  tabId,
  text,
}: Input<'searchAssociates'>): Promise<Output<'searchAssociates'>> {
  const address = await crmAddress(tabId);
  if (!address.ok) return address;
  const { base } = address.value;
  const { applicationToken } = (await settingsFor(base)).site;
  const search = async (columns: SearchedColumns, name?: string): Promise<Output<'searchAssociates'>> => {
    const request = rest(userSearch(text, columns), undefined, applicationToken);
    const report = await sendFromTab(tabId, base, undefined, [request], name);
    if (report.kind === 'noReport') return failed(report.failure);
    if (report.kind !== 'answers') return failed({ kind: 'tabLeft' });
    const rows = readUserRows(report.answers[0] as HttpAnswer);
    return rows.kind === 'success' ? success(rows.value.map(toFoundPerson)) : failed(explain(rows));
  };
  const found = await search(['fullName', 'assocName'], 'search');
  const isAnswer = found.ok
    ? found.value.length > 0
    : !['refused', 'serverFault'].includes(found.failure.kind);
  // Without a name: a later search may be under way by now.
  return isAnswer ? found : search(['fullName']);
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

/** Whom the page is about; where its address says nothing, the classic web client's page itself may. */
async function subjectOf(tabId: number, { subject }: CrmAddress): Promise<Subject> {
  if (subject.kind !== 'nobody') return subject;
  const id = await classicPersonId(tabId);
  return id === null ? subject : { kind: 'person', id };
}

function isSomebody(subject: Subject): subject is Somebody {
  return subject.kind === 'associate' || subject.kind === 'person';
}

/**
 * The documented ways from a page to its associate. REST needs no ticket, so it can go out together with the question who
 * is signed in; SOAP is the second try. (Not `Person.Associate`: that is the owner of the person.)
 */
const LOOKUPS = {
  associate: {
    rest: (id: number, applicationToken: string): PageRequest =>
      rest('Agents/Associate/GetAssociate', { AssociateId: id }, applicationToken),
    soap: (tabId: number, base: string, shown: Shown, id: number) =>
      callAs(tabId, base, shown, 'GetAssociate', { AssociateId: id }),
  },
  person: {
    rest: (id: number, applicationToken: string): PageRequest =>
      rest('Agents/Associate/GetAssociateByPersonId', { PersonId: id }, applicationToken),
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
  // A second try is for a server that answers, and for a person who still waits.
  if (read?.kind === 'lost' && (read.why === 'timeout' || read.why === 'cancelled'))
    return { kind: 'failed', failure: explain(read) };
  const shown = { associateId: principal.AssociateId, fullName: principal.FullName, tenant };
  const called = await LOOKUPS[subject.kind].soap(tabId, base, shown, subject.id);
  return called.ok
    ? found(toAssociate(called.value.Response ?? {}))
    : { kind: 'failed', failure: called.failure };
}

function toPerson({ AssociateId, FullName, UserName }: Associate): Person {
  return { associateId: AssociateId, fullName: FullName, userName: UserName };
}
