export { KeptNote } from './kept-note.tsx';
/** What the page needs once a table is checked: it loads as one file, right after the page is drawn. */
export { LineEditor } from './line-editor.tsx';
export { Lines } from './lines.tsx';
export { Questions } from './questions.tsx';
