/** The part that shows a table and its lines. The page is drawn without it; it loads as one file, right after that. */
export { Columns } from './columns.tsx';
export { Confirm } from './confirm.tsx';
export { errorsForAll } from './errors-for-all.ts';
export { KeptNote } from './kept-note.tsx';
export { LineEditor } from './line-editor.tsx';
export { Lines } from './lines.tsx';
export { Questions } from './questions.tsx';
export { questionOf, Report } from './report-bar.tsx';
