import { later, lazy } from './lazy.tsx';

/** Fulfilled when a failure can be shown at once. */
export const loadNotice = later(() => import('./failure-notice.tsx'));

/** Most forms open and save without one. */
export const FailureNotice = lazy(async () => (await loadNotice()).FailureNotice);
