import { later } from './later.ts';

/** What the form does not need to open. */
export const introduction = later(() => import('./introduction.tsx'));
export const failureNotice = later(() => import('../src/ui/failure-notice.tsx'));
export const leaving = later(() => import('./leave.ts'));
export const notes = later(() => import('./notes.ts'));
export const comboboxRows = later(() => import('./combobox-rows.tsx'));
export const associateSearch = later(() => import('./associate-search.ts'));
/** Types used before, offered beside the documented ones. */
export const usedTypes = later(() => import('./used-types.ts'));
export const storedList = later(() => import('./stored-credentials.tsx'));
export const generator = later(() => import('./secret-generator.tsx'));
export const outcomeTexts = later(() => import('./outcome.tsx'));
export const draftForgetting = later(() => import('./forget-drafts.ts'));
/** What comes of an act is drawn at once. */
export const acts = later(async () => {
  const [loaded] = await Promise.all([import('./acts.ts'), outcomeTexts()]);
  return loaded;
});
