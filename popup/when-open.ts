/** What a form can be drawn without at first: it loads as one file, right after that. */
import './when-open.css';

export { openBatch, openSettings } from '../src/ui/navigate.ts';
export {
  askAgain,
  cancel,
  earlierSave,
  forgetOpenSaves,
  remove,
  save,
  showEarlier,
  switchOff,
} from './actions.ts';
export { onlyOrExact, rowsOf, searchAssociates, textBelow } from './associate-search.ts';
export { ComboboxRows } from './combobox-rows.tsx';
export { forgetDrafts } from './forget-drafts.ts';
export { FormHeading, saveAct } from './form-heading.tsx';
export { publicValueNote, unseenNote } from './notes.ts';
export { openWindow } from './open-window.ts';
export { OutcomeNotice, OutcomeStatus } from './outcome.tsx';
export { SecretGenerator } from './secret-generator.tsx';
export { StoredCredentials } from './stored-credentials.tsx';
export { forgetTypes, usedTypes } from './used-types.ts';
