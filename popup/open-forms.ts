import { lockOf } from '../src/ui/open-forms.ts';

/** Finds out which forms are open now. */
export async function openForms(): Promise<(id: string) => boolean> {
  const { held = [] } = await navigator.locks.query();
  return (id) => held.some(({ name }) => name === lockOf(id));
}
