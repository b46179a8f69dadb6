import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { ListName } from '../src/lists.ts';
import { writeCells } from '../src/table.ts';
import type { Changed } from './changes.ts';
import { firstTypes, usedTypes } from './known-types.ts';
import type { Page } from './page.ts';
import type { UserSource } from './users.ts';
import { askAll, askQuestions, cellsOf, copyRows, removeRows, saveRows, saveTemplate } from './who-acts.ts';
import { type EntryRow, emptyWho, reduceWho, unreadOf, type WhoEvent } from './who-state.ts';

export type WhoActs = ReturnType<typeof useWho>['acts'];

/** “Who has what”: its state, and what can be done. */
export function useWho(page: Page, users: UserSource, changed: (changed: readonly Changed[]) => void) {
  const [state, reduceNow] = useReducer(reduceWho, page, (of) => emptyWho(firstTypes(of)));
  const latest = useRef(state);
  latest.current = state;
  const acts = useMemo(() => {
    const dispatch = (event: WhoEvent) => {
      // What is done next in the same turn finds it done.
      latest.current = reduceWho(latest.current, event);
      reduceNow(event);
    };
    const context = { page, users, dispatch, changed, now: () => latest.current };
    return {
      addTypes: (types: readonly string[]) => dispatch({ kind: 'typesKnown', types }),
      set: (changes: Extract<WhoEvent, { kind: 'set' }>['changes']) => dispatch({ kind: 'set', changes }),
      ask: () => void askAll(context),
      cancel: () => users.cancel('who'),
      askAgain: (row: EntryRow) => void askQuestions(context, [row.question]),
      remove: (rows: readonly EntryRow[]) => void removeRows(context, rows),
      goOn: () => void askQuestions(context, unreadOf(latest.current)),
      save: (rows: readonly EntryRow[]) => saveRows(context, rows),
      copy: (rows: readonly EntryRow[]) => void copyRows(context, rows),
      saveTemplate: () => saveTemplate(context),
      /** To be stored again, with a secret and days that are new. */
      renewal: (rows: readonly EntryRow[]) => writeCells(cellsOf(context, rows, null)),
      tick: () => dispatch({ kind: 'ticked' }),
      outdate: (lists: readonly ListName[]) => dispatch({ kind: 'outdated', lists }),
    };
  }, [page, users]);
  useEffect(() => {
    void usedTypes(page).then((types) => types.length > 0 && acts.addTypes(types));
  }, [acts]);
  return { state, acts };
}
