/** The part that checks, stores and reports a table. The page is drawn without it; it loads as one file, once a table is given. */
export { check, checkedAnew, refresh } from './check-actions.ts';
export { makeSecrets, saveSecrets } from './made-secrets.ts';
export { reportOf } from './report.ts';
export { store, tryOne, undo } from './run-actions.ts';
