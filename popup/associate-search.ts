import { type Associate, type ExpectedUser, MAX_FOUND, nameOf } from '../src/associates.ts';
import type { FoundAssociate } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import type { Context } from './action-context.ts';
import type { Option } from './combobox.tsx';
import { rechosen } from './likeness.ts';
import type { ThisForm } from './opening.ts';
import { refocus } from './refocus.ts';
import type { Event, FormState } from './state.ts';

/** The result of a search, with its query: Enter must not take a row of an earlier search. */
export type Search = { readonly query: string } & (
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly associates: readonly FoundAssociate[] }
  | { readonly kind: 'failed'; readonly sentence: string }
);

/** A row of the list. */
interface Row extends Option {
  readonly associate: Associate;
}

/** Asks SuperOffice for associates. */
export async function searchAssociates(form: ThisForm, as: ExpectedUser, query: string): Promise<Search> {
  const input = { tabId: form.tab.id, id: `${form.id} search`, as, text: query };
  const result = await ask('searchAssociates', input);
  if (result.ok) return { query, kind: 'found', associates: result.value };
  return { query, kind: 'failed', sentence: describe(result.failure) };
}

/**
 * The rows of the list. Without a query: the page's associate, then the user. With one: the associates that were found, the user
 * first.
 */
export function rowsOf({ opened: { about, user } }: FormState, found: Search): readonly Row[] {
  const isUser = ({ associateId }: Associate) => associateId === user.associateId;
  if (found.query === '') {
    const onPage = 'associate' in about ? about.associate : null;
    return [
      ...(onPage ? [rowOf(onPage, text('onThisPage'))] : []),
      ...(onPage && isUser(onPage) ? [] : [rowOf(user, text('me'))]),
    ];
  }
  if (found.kind !== 'found') return [];
  const associates = found.associates.slice(0, MAX_FOUND);
  const noteOf = (each: FoundAssociate) =>
    [each.detail, isUser(each) ? text('me') : each.mark && text(each.mark)].filter(Boolean).join(' · ');
  return [...associates.filter(isUser), ...associates.filter((each) => !isUser(each))].map((each) =>
    rowOf(each, noteOf(each)),
  );
}

function rowOf({ associateId, fullName, userName }: Associate, note: string | undefined): Row {
  // The other members of a found row are left out: the worker refuses messages with members that it does not know.
  const associate = { associateId, fullName, userName };
  return { key: String(associateId), label: nameOf(associate), note, associate };
}

/**
 * Chooses an associate. A public value that was made from a model gets the name of that user, unless the person has typed another
 * one.
 */
export function choose(
  dispatch: (event: Event) => void,
  { model, draft, associate: before }: FormState,
  associate: Associate,
): void {
  dispatch({ kind: 'chosen', associate });
  const PublicValue = model ? rechosen(model, draft.PublicValue, { before, now: associate }) : null;
  if (PublicValue !== null) dispatch({ kind: 'edited', changes: { PublicValue } });
}

/** The text in place of an empty list, or below a list that does not hold all. */
export function textBelow(found: Search): string | undefined {
  if (found.query === '') return undefined;
  if (found.kind === 'failed') return found.sentence;
  if (found.kind === 'searching') return text('searching');
  if (found.associates.length > MAX_FOUND) return text('moreFound');
  return found.associates.length === 0 ? text('nobodyFound') : undefined;
}

/** The row that Enter takes: the only one, or the only exact match. */
export function onlyOrExact(rows: readonly Row[], query: string): Row | undefined {
  if (query === '') return undefined;
  const exact = rows.filter(({ associate }) => isExact(associate, query));
  const [row, another] = exact.length > 0 ? exact : rows;
  return another ? undefined : row;
}

/**
 * Chooses the associate whom Enter means, where Enter came before the search was answered.
 * @returns false where nobody can be meant
 */
export async function takeFound(
  { form, as, dispatch, now }: Pick<Context, 'form' | 'as' | 'dispatch' | 'now'>,
  search: string,
): Promise<boolean> {
  const query = search.trim();
  if (query === '') return false;
  // The search has an id of its own, so that the field's own search goes on.
  const found = await searchAssociates({ ...form, id: `${form.id} enter` }, as, query);
  const { state } = now();
  // The person means somebody else by now.
  if (state.search !== search) return true;
  const row = onlyOrExact(rowsOf(state, found), query);
  if (!row) return false;
  choose(dispatch, state, row.associate);
  // The list closes when its field loses the focus.
  if (isInAssociate()) refocus();
  return true;
}

/** True while the focus is in the field of the associate. */
export function isInAssociate(): boolean {
  return document.activeElement?.id === 'Associate';
}

function isExact(associate: Associate, query: string): boolean {
  const { fullName, userName, associateId } = associate;
  const fold = (name: string) => name.normalize().toLowerCase();
  return [fullName, userName, `#${associateId}`, nameOf(associate)].some(
    (name) => fold(name) === fold(query),
  );
}
