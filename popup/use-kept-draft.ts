import { useLayoutEffect } from 'preact/hooks';
import { keepDraft, own } from './draft.ts';
import { whenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';
import type { FormState } from './state.ts';

/** Keeps what is typed and not saved. */
export function useKeptDraft(form: ThisForm, { opened, associate, search, draft, dirty }: FormState): void {
  // Before the next frame: a popup may close within it.
  useLayoutEffect(() => {
    if (dirty) keepDraft(form, opened, { associate, search, draft });
    // What an earlier form left is this one's now, or done with.
    if (own.size > (dirty ? 1 : 0)) void whenOpen().then(({ forgetDrafts }) => forgetDrafts(form, dirty));
  }, [dirty, associate, search, draft]);
}
