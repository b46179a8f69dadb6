import type { PersonOrAssociate } from '../src/addresses.ts';
import type { Associate, ExpectedUser } from '../src/associates.ts';
import type { About, FoundAssociate, Input, Output } from '../src/messages.ts';
import type { HttpAnswer } from '../src/netserver/answer.ts';
import {
  readAssociate,
  readUserRows,
  type SearchedColumns,
  toAssociate,
  type UserRow,
  userSearch,
} from '../src/netserver/rest.ts';
import { failed, success } from '../src/result.ts';
import { read } from './server/call.ts';
import type { Crm } from './server/crm.ts';
import { toFailure } from './server/explain.ts';
import type { PageRequest } from './server/in-page.ts';
import { askAs } from './server/session.ts';
import { rest } from './server/tab.ts';

/** The users whose names contain the text. */
export async function searchAssociates(
  crm: Crm,
  { as, text }: Input<'searchAssociates'>,
): Promise<Output<'searchAssociates'>> {
  const search = async (columns: SearchedColumns): Promise<Output<'searchAssociates'>> => {
    const asked = await askAs(crm, as, [
      rest(userSearch(text, columns), undefined, crm.site.applicationToken),
    ]);
    if (!asked.ok) return asked;
    const rows = readUserRows(asked.value[0] as HttpAnswer);
    return rows.kind === 'success' ? success(rows.value.map(toFound)) : failed(toFailure(rows));
  };
  const found = await search(['fullName', 'assocName']);
  const isAnswer = found.ok
    ? found.value.length > 0
    : !['refused', 'serverFault'].includes(found.failure.kind);
  return isAnswer ? found : search(['fullName']);
}

function toFound({ assocType, isActive, ...associate }: UserRow): FoundAssociate {
  const mark = !isActive
    ? 'inactive'
    : /external/i.test(assocType)
      ? 'externalUser'
      : /resource/i.test(assocType)
        ? 'resource'
        : null;
  return { ...associate, mark };
}

/**
 * The documented ways from a page to its associate. (Not `Person.Associate`: that is the owner of the person.) REST needs no
 * ticket, so it can go out together with the question who is signed in; the operation is the second try.
 */
export function lookup({ site }: Crm, { kind, id }: PersonOrAssociate): PageRequest {
  return kind === 'associate'
    ? rest('Agents/Associate/GetAssociate', { AssociateId: id }, site.applicationToken)
    : rest('Agents/Associate/GetAssociateByPersonId', { PersonId: id }, site.applicationToken);
}

/** Whom somebody on a page is among the associates, by the answer to {@link lookup} or else by asking once more. */
export async function aboutSomebody(
  crm: Crm,
  as: ExpectedUser,
  { somebody, answer }: { readonly somebody: PersonOrAssociate; readonly answer: HttpAnswer | undefined },
): Promise<About> {
  const { kind, id } = somebody;
  const found = (associate: Associate | null | undefined): About =>
    associate ? { kind: 'associate', associate } : { kind: kind === 'person' ? 'notAnAssociate' : 'nobody' };
  const looked = answer && readAssociate(answer);
  if (looked?.kind === 'success') return found(looked.value);
  // A second try is for a server that answers, and for a person who still waits.
  if (looked?.kind === 'lost' && (looked.why === 'timeout' || looked.why === 'cancelled'))
    return { kind: 'failed', failure: toFailure(looked) };
  const called =
    kind === 'associate'
      ? await read(crm, as, { name: 'GetAssociate', request: { AssociateId: id } })
      : await read(crm, as, { name: 'GetAssociateByPersonId', request: { PersonId: id } });
  return called.ok
    ? found(toAssociate(called.value.Response ?? {}))
    : { kind: 'failed', failure: called.failure };
}
