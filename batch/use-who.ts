import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { ListName } from '../src/lists.ts';
import { later, withPart } from '../src/ui/later.ts';
import type { Changed } from './changes.ts';
import { firstTypes, usedTypes } from './known-types.ts';
import type { Page } from './page.ts';
import type { UserSource } from './users.ts';
import { type EntryRow, emptyWho, isBusy, reduceWho, unreadOf, type WhoEvent } from './who-state.ts';

/** The part that asks and acts: the page is drawn without it. */
const whenAsked = later(() => import('./who-actions.ts'));

type Work = Awaited<ReturnType<typeof whenAsked>>;

export type WhoActions = ReturnType<typeof useWho>['actions'];

/** The state of “Who has what”, and its actions. */
export function useWho(page: Page, users: UserSource, changed: (changed: readonly Changed[]) => void) {
  const [state, reduceNow] = useReducer(reduceWho, page, (of) => emptyWho(firstTypes(of)));
  const latest = useRef(state);
  latest.current = state;
  const actions = useMemo(() => {
    const dispatch = (event: WhoEvent) => {
      // The new state is there at once: the next action of the same turn must find it.
      latest.current = reduceWho(latest.current, event);
      reduceNow(event);
    };
    const context = { page, users, dispatch, changed, now: () => latest.current };
    const work = (act: (work: Work) => unknown) => withPart(whenAsked, act);
    // A button that is pressed twice while the part loads acts once.
    const begin = (act: (work: Work) => unknown) => work((loaded) => isBusy(latest.current) || act(loaded));
    return {
      addTypes: (types: readonly string[]) => dispatch({ kind: 'typesKnown', types }),
      set: (changes: Extract<WhoEvent, { kind: 'set' }>['changes']) => dispatch({ kind: 'set', changes }),
      ask: () => begin(({ askAll }) => askAll(context)),
      cancel: () => users.cancel('who'),
      askAgain: (row: EntryRow) => begin(({ askQuestions }) => askQuestions(context, [row.question])),
      remove: (rows: readonly EntryRow[]) => begin(({ removeRows }) => removeRows(context, rows)),
      goOn: () => begin(({ askQuestions }) => askQuestions(context, unreadOf(latest.current))),
      save: (rows: readonly EntryRow[]) => work(({ saveRows }) => saveRows(context, rows)),
      copy: (rows: readonly EntryRow[]) => work(({ copyRows }) => copyRows(context, rows)),
      saveTemplate: () => work(({ saveTemplate }) => saveTemplate(context)),
      /** Hands over the cells of rows, to be stored again with a new secret and new days. */
      renew: (rows: readonly EntryRow[], give: (cells: string) => void) =>
        work(({ renewalOf }) => give(renewalOf(context, rows))),
      tick: () => dispatch({ kind: 'ticked' }),
      outdate: (lists: readonly ListName[]) => dispatch({ kind: 'outdated', lists }),
    };
  }, [page, users]);
  useEffect(() => {
    void usedTypes(page).then((types) => types.length > 0 && actions.addTypes(types));
  }, [actions]);
  return { state, actions };
}
