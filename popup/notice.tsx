import { lazy } from './lazy.tsx';

/** Most forms open and save without a notice. What has loaded it shows a failure at once, and the focus finds its button. */
export const [FailureNotice, loadNotice] = lazy(
  async () => (await import('../src/ui/failure-notice.tsx')).FailureNotice,
);
