import { later, useLater } from '../src/ui/later.ts';

/** The part that says why there is no form. */
export const whenBlocked = later(() => import('./when-blocked.ts'));

/** The part that finds what was typed before. */
export const whenKept = later(() => import('./kept-drafts.ts'));

/** The part that a form needs once it is open. */
export const whenOpen = later(() => import('./when-open.ts'));

/** {@link whenOpen} once it is loaded. */
export const useWhenOpen = () => useLater(whenOpen);
