import { useLayoutEffect } from 'preact/hooks';
import { changed } from './later-state.ts';
import type { Event, FormState } from './state.ts';
import type { useList } from './use-list.ts';

/** Fills the form from the stored entry whose public value is typed. */
export function useMatch(
  { draft, original, opened }: FormState,
  list: Pick<ReturnType<typeof useList>, 'stored' | 'clock'>,
  dispatch: (event: Event) => void,
): void {
  const { stored } = list;
  const match = stored?.find(({ PublicValue }) => PublicValue === draft.PublicValue) ?? null;
  const startsEarlier = list.clock?.startsEarlier && !opened.preset.startsEarlier;
  useLayoutEffect(() => {
    if (stored && (match !== original || startsEarlier))
      dispatch(changed({ kind: 'matched', entry: match, today: new Date(), startsEarlier }));
  }, [stored, match]);
}
