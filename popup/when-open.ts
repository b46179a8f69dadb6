/** The part that a form needs only once it is drawn. It loads as one file, right after that. */
import './when-open.css';

export { openSettings } from '../src/ui/navigate.ts';
export { choose, onlyOrExact, rowsOf, searchAssociates, textBelow } from './associate-search.ts';
export { beginsNext } from './begins-next.ts';
export { ComboboxRows } from './combobox-rows.tsx';
export { foldedText } from './folded-text.ts';
export { earlierSave, forgetOpenSaves, showEarlier } from './follow-save.ts';
export { forgetDrafts } from './forget-drafts.ts';
export { saveAction } from './form-heading.tsx';
export { laterActions } from './later-actions.ts';
export { publicValueNote, secretNote, unseenNote } from './notes.ts';
export { openWindow } from './open-window.ts';
export { outcomeParts } from './outcome-parts.tsx';
export { PublicValueOffers } from './public-value-offers.tsx';
export { completeDate } from './refocus.ts';
export { save } from './save.ts';
export { generate, SecretGenerator } from './secret-generator.tsx';
export { StoredCredentials } from './stored-credentials.tsx';
export { FORGET, typeOptions } from './type-options.ts';
export { forgetTypes, usedTypes } from './used-types.ts';
export { ValidityTools } from './validity-tools.tsx';
