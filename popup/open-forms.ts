import { lockOf } from '../src/ui/open-forms.ts';

/**
 * Finds out which forms are open now. It is apart from `src/ui/open-forms.ts` because the form can be drawn without it, and so loads
 * it later.
 */
export async function openForms(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  return (id) => held.some(({ name }) => name === lockOf(id));
}
