import { useLayoutEffect } from 'preact/hooks';
import { keepDraft, ownKeys } from './draft.ts';
import { whenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';
import type { FormState } from './state.ts';

/** Keeps what is typed and not saved. */
export function useKeptDraft(
  form: ThisForm,
  { opened, associate, search, draft, touched, dirty }: FormState,
): void {
  // The draft is kept before the next frame: the popup may close before that.
  useLayoutEffect(() => {
    if (dirty) keepDraft(form, opened, { associate, search, draft, touched });
    // Drafts of earlier forms are taken over by this one, or were saved or cleared.
    if (ownKeys.size > (dirty ? 1 : 0)) void whenOpen().then(({ forgetDrafts }) => forgetDrafts(form, dirty));
  }, [dirty, associate, search, draft]);
}
