import { lazy } from './lazy.tsx';

/** Most forms open and save without one: it loads with the first failure. */
export const FailureNotice = lazy(async () => (await loadNotice()).FailureNotice);

/** Fulfilled when a failure can be shown at once. */
export function loadNotice() {
  return import('./failure-notice.tsx');
}
