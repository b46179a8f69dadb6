import { useEffect, useState } from 'preact/hooks';
import { type Associate, type ExpectedUser, nameOf } from '../src/associates.ts';
import type { FoundAssociate } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { Combobox, type Option } from './combobox.tsx';
import type { ThisForm } from './opening.ts';
import type { AssociateError } from './state.ts';

interface Props {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly user: Associate;
  readonly onPage: Associate | null;
  readonly chosen: Associate | null;
  /** What is typed and not chosen: it stays, and is nobody, until a row is taken. `null` where the chosen one is shown. */
  readonly search: string | null;
  readonly wrong: AssociateError | undefined;
  readonly help: string | undefined;
  readonly note: string | undefined;
  /** `null`: the one who is chosen is shown again. */
  readonly onSearch: (typed: string | null) => void;
  readonly onChoose: (associate: Associate) => void;
}

/** Long enough for a typed letter to be followed by the next one. */
const PAUSE_MILLISECONDS = 200;

/** So many of whom a search finds; the worker tells of one more. */
const SHOWN = 20;

/** What came of a search, and of which: Enter takes no row of an earlier one. */
type Search = { readonly query: string } & (
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly associates: readonly FoundAssociate[] }
  | { readonly kind: 'failed'; readonly sentence: string }
);

/** Whom to store for: the page's associate first, then oneself, then whomever the typed text finds. */
export function AssociateField(props: Props) {
  const { form, as, user, onPage, chosen, search, wrong, help, note, onSearch, onChoose } = props;
  const [last, setFound] = useState<Search>({ query: '', kind: 'searching' });
  const query = search?.trim() ?? '';

  useEffect(() => {
    if (query === '') return;
    let outdated = false;
    const timer = setTimeout(async () => {
      const input = { tabId: form.tab.id, id: `${form.id} search`, as, text: query };
      const result = await ask('searchAssociates', input);
      if (outdated) return;
      setFound(
        result.ok
          ? { query, kind: 'found', associates: result.value }
          : {
              query,
              kind: 'failed',
              sentence: (await import('../src/ui/failure-notice.tsx')).describe(result.failure),
            },
      );
    }, PAUSE_MILLISECONDS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [query]);

  const found: Search = last.query === query ? last : { query, kind: 'searching' };
  const isUser = ({ associateId }: Associate) => associateId === user.associateId;
  const first: readonly (readonly [Associate, string])[] = [
    ...(onPage ? [[onPage, text('onThisPage')] as const] : []),
    ...(onPage && isUser(onPage) ? [] : [[user, text('me')] as const]),
  ];
  const hits = found.kind === 'found' ? found.associates : [];
  const rows: readonly (readonly [Associate, string])[] =
    query === ''
      ? first
      : [...hits.filter(isUser), ...hits.filter((associate) => !isUser(associate))].map(
          (associate) =>
            [
              associate,
              [associate.detail, isUser(associate) ? text('me') : associate.mark && text(associate.mark)]
                .filter(Boolean)
                .join(' · '),
            ] as const,
        );
  const options = rows.slice(0, SHOWN).map(
    ([associate, note]): Option => ({
      key: String(associate.associateId),
      label: nameOf(associate),
      note,
    }),
  );

  /** Enter takes an only or an exact row, and does no more than that. */
  const onlyOrExact = (): Option | undefined => {
    if (query === '') return undefined;
    const exact = rows.filter(([associate]) => isExact(associate, query));
    const [row, another] = exact.length > 0 ? exact : rows;
    return row && !another ? options[rows.indexOf(row)] : undefined;
  };

  return (
    <Field
      name="Associate"
      label={text('labelAssociate')}
      hint={chosen ? undefined : text('hintAssociate')}
      help={help}
      note={note}
      error={wrong && text(wrong === 'required' ? 'error_associateRequired' : 'error_associateNotChosen')}
    >
      {(inputProps) => (
        <Combobox
          inputProps={inputProps}
          text={search ?? (chosen ? nameOf(chosen) : '')}
          options={options}
          below={
            rows.length > SHOWN ? text('moreFound') : query && !rows[0] ? EMPTY[found.kind](found) : undefined
          }
          onType={onSearch}
          onEnter={onlyOrExact}
          onEscape={() => chosen && onSearch(null)}
          onPick={(key) => {
            const row = rows.find(([{ associateId }]) => String(associateId) === key)?.[0];
            // A row that was found says more than who it is, and messages carry no more than their row.
            if (row)
              onChoose({ associateId: row.associateId, fullName: row.fullName, userName: row.userName });
          }}
        />
      )}
    </Field>
  );
}

function isExact(associate: Associate, query: string): boolean {
  const { fullName, userName, associateId } = associate;
  const fold = (name: string) => name.normalize().toLowerCase();
  return [fullName, userName, `#${associateId}`, nameOf(associate)].some(
    (name) => fold(name) === fold(query),
  );
}

const EMPTY = {
  searching: () => text('searching'),
  found: () => text('nobodyFound'),
  failed: (search: Search) => (search.kind === 'failed' ? search.sentence : ''),
};
