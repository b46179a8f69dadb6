/** What the page is drawn without, and a table is checked, stored and reported by: it loads as one file, once one is given. */
export { check, checkedAnew, refresh } from './check-actions.ts';
export { makeSecrets, saveSecrets } from './made-secrets.ts';
export { reportOf } from './report.ts';
export { store, tryOne, undo } from './run-actions.ts';
