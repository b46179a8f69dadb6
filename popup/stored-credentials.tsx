import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ExpectedUser } from '../src/associates.ts';
import { makeVisible } from '../src/characters.ts';
import { isSameName } from '../src/credentials.ts';
import { serverTime } from '../src/time-zone.ts';
import { text } from '../src/ui/text.ts';
import { useKnownTypes } from './known-types.ts';
import type { ThisForm } from './opening.ts';
import type { Event, FormState } from './state.ts';
import { Group, type SavedEntry } from './stored-group.tsx';
import type { RowActions } from './stored-row.tsx';
import { type Listed, useEntries } from './use-entries.ts';
import type { useList } from './use-list.ts';
import { useMatch } from './use-match.ts';
import './stored-credentials.css';

interface Props extends RowActions {
  readonly form: ThisForm;
  readonly as: ExpectedUser;
  readonly state: FormState;
  readonly list: ReturnType<typeof useList>;
  readonly dispatch: (event: Event) => void;
  /** True while an action runs: the buttons of the rows are disabled. */
  readonly isBusy: boolean;
}

/** All that is known of an associate: one list, grouped by type. */
export function StoredCredentials({ form, as, state, list, dispatch, isBusy, ...actions }: Props) {
  const { associate, search, opened } = state;
  const { listedType, setRead } = list;
  const types = useKnownTypes(state, listedType);
  // While a name is typed half, there is nothing to list.
  const isAsked = associate !== null && search === null && opened.blocker === null;
  const whose = isAsked ? { tabId: form.tab.id, as, associateId: associate.associateId } : null;
  const entries = useEntries(whose, types, listedType);
  const { lists, reload, isOutdated } = entries;
  const associateId = whose?.associateId;
  useLayoutEffect(() => {
    setRead(lists && associateId !== undefined ? { associateId, lists, reload, isOutdated } : undefined);
  }, [lists, associateId]);
  useMatch(state, list, dispatch);

  const saved = useLastSaved(state);
  const all = [...(lists ?? [])].filter((one, _, each) => !isRepeated(one, each, listedType));
  const shown = all.filter(([type, { result }]) => !isEmpty(result) || type === listedType);
  const empty = all.filter(([type, { result }]) => isEmpty(result) && type !== listedType);
  const isRead = all.length > 0 && all.every(([, { result }]) => result.ok);
  const count = all.reduce((sum, [, { result }]) => sum + lengthOf(result), 0);
  return (
    <section aria-labelledby="stored" aria-busy={entries.isBusy} class="stored">
      <div class="above">
        <h2 id="stored">{text('storedCredentials')}</h2>
        <p class="hint">{entries.isBusy ? text('storedLoading') : isRead && count}</p>
      </div>
      <div class="room">
        {/* Without this, Tab would stop at a list that scrolls, in Firefox always. */}
        <div class="rows" tabIndex={-1}>
          {associate === null && <p class="hint">{text('storedOfNobody')}</p>}
          {shown.map(([type, { result }]) => (
            <Group
              key={`${associateId} ${type}`}
              id={`stored-${[...(lists ?? [])].findIndex(([each]) => each === type)}`}
              tabId={form.tab.id}
              now={serverTime(result.ok ? result.value.otherTimeZone : null)}
              isListed={type === listedType}
              saved={saved?.type === type ? saved : undefined}
              onReload={() => reload(type)}
              {...{ type, result, isBusy }}
              {...actions}
            />
          ))}
          {!entries.isBusy && empty.length > 0 && (
            <p class="hint">{text('storedNoneOf', empty.map(([type]) => makeVisible(type)).join(', '))}</p>
          )}
        </div>
      </div>
    </section>
  );
}

/** The entry that the person has stored last for this associate. */
function useLastSaved({ associate, outcome }: FormState) {
  const last = useRef<SavedEntry & { associateId: number; type: string }>(undefined);
  if (outcome.kind === 'saved') {
    const { id, associate, draft } = outcome.target;
    const { Type: type, PublicValue: publicValue } = draft;
    last.current = { id, associateId: associate.associateId, type, publicValue };
  }
  return last.current?.associateId === associate?.associateId ? last.current : undefined;
}

/** Many servers take each spelling of a type for the same one: its entries are shown once, by the spelling that is typed. */
function isRepeated(one: TypeList, all: readonly TypeList[], listedType: string): boolean {
  const [type, { result }] = one;
  const entriesOf = (result: Listed['result']) => JSON.stringify(result.ok && result.value.entries);
  const [shown = type] = all
    .filter(([other, { result: its }]) => isSameName(other, type) && entriesOf(its) === entriesOf(result))
    .map(([other]) => other)
    .sort((one, other) => Number(other === listedType) - Number(one === listedType));
  return type !== listedType && shown !== type;
}

type TypeList = readonly [type: string, listed: Listed];

function lengthOf(result: Listed['result']): number {
  return result.ok ? (result.value.entries?.length ?? 0) : 0;
}

function isEmpty(result: Listed['result']): boolean {
  return result.ok && result.value.entries?.length === 0;
}
