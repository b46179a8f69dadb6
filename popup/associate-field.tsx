import { useEffect, useState } from 'preact/hooks';
import { type ExpectedUser, nameOf } from '../src/associates.ts';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import type { Search } from './associate-search.ts';
import { Combobox } from './combobox.tsx';
import { useWhenOpen, whenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';
import type { Event, FormState } from './state.ts';

interface Props {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly state: FormState;
  readonly help: boolean;
  readonly dispatch: (event: Event) => void;
}

/** The search waits until the person pauses typing. */
const PAUSE_MS = 200;

/** The associate to store for. Typed text only searches: one is chosen by taking a row. */
export function AssociateField({ form, as, state, help, dispatch }: Props) {
  const { associate, search, errors } = state;
  const { Associate: wrong } = errors;
  const [last, setFound] = useState<Search>({ query: '', kind: 'searching' });
  const query = search?.trim() ?? '';

  useEffect(() => {
    if (query === '') return;
    let outdated = false;
    const timer = setTimeout(async () => {
      const found = await (await whenOpen()).searchAssociates(form, as, query);
      if (!outdated) setFound(found);
    }, PAUSE_MS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [query]);

  const loaded = useWhenOpen();
  const found: Search = last.query === query ? last : { query, kind: 'searching' };
  const rows = loaded?.rowsOf(state, found) ?? [];
  return (
    <Field
      name="Associate"
      label={text('labelAssociate')}
      hint={associate ? undefined : text('hintAssociate')}
      help={help ? text('helpAssociate') : undefined}
      note={noteOf(state)}
      error={wrong && text(wrong === 'required' ? 'error_associateRequired' : 'error_associateNotChosen')}
    >
      {(inputProps) => (
        <Combobox
          inputProps={inputProps}
          text={search ?? (associate ? nameOf(associate) : '')}
          options={rows}
          below={loaded?.textBelow(found)}
          onType={(typed) => dispatch({ kind: 'searched', search: typed })}
          onEnter={() => loaded?.onlyOrExact(rows, query)}
          // Shows the chosen associate again.
          onEscape={() => associate && dispatch({ kind: 'searched', search: null })}
          onPick={(key) => {
            const row = rows.find((each) => each.key === key);
            if (row) loaded?.choose(dispatch, state, row.associate);
          }}
        />
      )}
    </Field>
  );
}

/** Why nobody is chosen, or what may stand in the way of saving for this associate. */
function noteOf({ associate, opened }: FormState): string | undefined {
  const { about, user, managesUsers } = opened;
  if (!associate)
    return about.kind === 'associate' || about.kind === 'failed' ? undefined : text(`about_${about.kind}`);
  const mark =
    about.kind === 'associate' && about.associate.associateId === associate.associateId && about.mark;
  const lacksRights = associate.associateId !== user.associateId && !managesUsers;
  return [mark && text(mark), lacksRights && text('warningRights')].filter(Boolean).join(' · ') || undefined;
}
