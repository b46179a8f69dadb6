import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { ListName } from '../src/lists.ts';
import { later, withPart } from '../src/ui/later.ts';
import type { Changed } from './changes.ts';
import { firstTypes, usedTypes } from './known-types.ts';
import type { Page } from './page.ts';
import type { UserSource } from './users.ts';
import { type EntryRow, emptyWho, isBusy, reduceWho, unreadOf, type WhoEvent } from './who-state.ts';

/** What the page is drawn without. */
const whenAsked = later(() => import('./who-actions.ts'));

type Work = Awaited<ReturnType<typeof whenAsked>>;

export type WhoActions = ReturnType<typeof useWho>['actions'];

/** “Who has what”: its state, and what can be done. */
export function useWho(page: Page, users: UserSource, changed: (changed: readonly Changed[]) => void) {
  const [state, reduceNow] = useReducer(reduceWho, page, (of) => emptyWho(firstTypes(of)));
  const latest = useRef(state);
  latest.current = state;
  const actions = useMemo(() => {
    const dispatch = (event: WhoEvent) => {
      // What is done next in the same turn finds it done.
      latest.current = reduceWho(latest.current, event);
      reduceNow(event);
    };
    const context = { page, users, dispatch, changed, now: () => latest.current };
    const work = (act: (work: Work) => unknown) => withPart(whenAsked, act);
    // What is pressed twice while it loads is done once.
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
      /** To be stored again, with a secret and days that are new. */
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
