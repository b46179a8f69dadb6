export { FailureNotice } from '../src/ui/failure-notice.tsx';
export { Introduction } from './introduction.tsx';
