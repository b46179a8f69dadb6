import { useLayoutEffect, useState } from 'preact/hooks';
import type { ExpectedUser } from '../src/associates.ts';
import { isSignInType, type StoredEntry } from '../src/credentials.ts';
import type { ThisForm } from './opening.ts';
import type { Event, FormState } from './state.ts';
import { useEntries } from './use-entries.ts';

interface Parts {
  readonly form: ThisForm;
  readonly state: FormState;
  readonly dispatch: (event: Event) => void;
  readonly as: ExpectedUser;
}

/** What is stored of the associate and type that the form shows, and what that does to the draft. */
export function useList({ form, state, dispatch, as }: Parts) {
  const { opened, associate, search, draft, original } = state;
  const [listedType, setListedType] = useState(draft.Type);
  // While a name or a type is typed half, there is nothing to list.
  const isListed =
    associate !== null &&
    search === null &&
    listedType.trim() !== '' &&
    !isSignInType(listedType) &&
    opened.blocker === null;
  const question = { tabId: form.tab.id, as, associateId: associate?.associateId ?? 0, type: listedType };
  const { entries, isCurrent, reload } = useEntries(isListed ? question : null);
  const read = entries?.ok ? entries.value : null;
  const stored: readonly StoredEntry[] | null = read && listedType === draft.Type ? read.entries : null;

  const match = stored?.find(({ PublicValue }) => PublicValue === draft.PublicValue) ?? null;
  const startsEarlier = read?.startsEarlier && !opened.preset.startsEarlier;
  useLayoutEffect(() => {
    if (stored && (match !== original || startsEarlier))
      dispatch({ kind: 'matched', entry: match, today: new Date(), startsEarlier });
  }, [stored, match]);

  const otherTimeZone = read?.otherTimeZone ?? null;
  return { entries, isCurrent, reload, stored, otherTimeZone, listedType, setListedType };
}
