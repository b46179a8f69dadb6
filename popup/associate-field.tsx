import { useEffect, useState } from 'preact/hooks';
import type { FoundPerson } from '../src/messages.ts';
import type { Failure, Person } from '../src/outcomes.ts';
import { text } from '../src/texts.ts';
import { ask } from './ask.ts';
import { Combobox, type Option } from './combobox.tsx';
import { describe } from './failure-notice.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly tabId: number;
  readonly user: Person;
  readonly onPage: Person | null;
  readonly chosen: Person | null;
  readonly wrong: boolean;
  readonly help: string | undefined;
  readonly note: string | undefined;
  readonly onChoose: (person: Person) => void;
}

/** Long enough for a typed letter to be followed by the next one. */
const PAUSE_MILLISECONDS = 200;

type Search =
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly people: readonly FoundPerson[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** How the form shows a person: full name, user name and `#id`. */
export function nameOf({ fullName, userName, associateId }: Person): string {
  return [fullName, ...(userName && userName !== fullName ? [userName] : []), `#${associateId}`].join(' · ');
}

function toPerson({ associateId, fullName, userName }: Person): Person {
  return { associateId, fullName, userName };
}

/** Whom to store for: the page's associate first, then oneself, then whomever the typed text finds. */
export function AssociateField({ tabId, user, onPage, chosen, wrong, help, note, onChoose }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [search, setSearch] = useState<Search>({ kind: 'searching' });
  const query = typed?.trim() ?? '';

  useEffect(() => {
    if (query === '') return;
    let outdated = false;
    setSearch({ kind: 'searching' });
    const timer = setTimeout(async () => {
      const result = await ask('searchAssociates', { tabId, text: query });
      if (outdated) return;
      setSearch(
        result.ok ? { kind: 'found', people: result.value } : { kind: 'failed', failure: result.failure },
      );
    }, PAUSE_MILLISECONDS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [tabId, query]);

  const isUser = ({ associateId }: Person) => associateId === user.associateId;
  const first: readonly (readonly [Person, string])[] = [
    ...(onPage ? [[onPage, text('onThisPage')] as const] : []),
    ...(onPage && isUser(onPage) ? [] : [[user, text('me')] as const]),
  ];
  const found = search.kind === 'found' ? search.people : [];
  const people: readonly (readonly [Person, string | undefined])[] =
    query === ''
      ? first
      : [...found.filter(isUser), ...found.filter((person) => !isUser(person))].map(
          (person) =>
            [person, isUser(person) ? text('me') : person.mark ? text(person.mark) : undefined] as const,
        );
  const options = people.map(
    ([person, note]): Option => ({ key: String(person.associateId), label: nameOf(person), note }),
  );

  return (
    <Field
      name="Associate"
      label={text('labelAssociate')}
      hint={chosen ? undefined : text('hintAssociate')}
      help={help}
      note={note}
      error={wrong ? text('error_associateRequired') : undefined}
    >
      {(ties) => (
        <Combobox
          ties={ties}
          text={typed ?? (chosen ? nameOf(chosen) : '')}
          options={options}
          empty={query === '' ? undefined : EMPTY[search.kind](search)}
          onType={setTyped}
          onPick={(key) => {
            const person = people.find(([{ associateId }]) => String(associateId) === key)?.[0];
            // A row that was found says more than who it is, and messages carry no more than their row.
            if (person) onChoose(toPerson(person));
            setTyped(null);
          }}
          // What was typed and not picked is nobody: the chosen one is shown again.
          onLeave={() => setTyped(null)}
        />
      )}
    </Field>
  );
}

const EMPTY = {
  searching: () => text('searching'),
  found: () => text('nobodyFound'),
  failed: (search: Search) => (search.kind === 'failed' ? describe(search.failure) : ''),
};
