/** What a table is checked, stored and reported by: it loads once one is given. */
export { check, makeSecrets, refresh, tableOf } from './check-acts.ts';
export { reportOf } from './report.ts';
export { store, tryOne, undo } from './run-acts.ts';
