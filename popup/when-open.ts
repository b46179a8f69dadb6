/** What a form can be drawn without at first: it loads as one file, right after that. */
export { openSettings } from '../src/ui/navigate.ts';
export { askAgain, cancel, earlierSave, forgetOpenSaves, remove, save, showEarlier } from './actions.ts';
export { choose, onlyOrExact, rowsOf, searchAssociates, textBelow } from './associate-search.ts';
export { ComboboxRows } from './combobox-rows.tsx';
export { Ends } from './ends.tsx';
export { foldedText } from './folded-text.ts';
export { forgetDrafts } from './forget-drafts.ts';
export { NextSteps } from './next-steps.tsx';
export { publicValueNote, unseenNote } from './notes.ts';
export { openWindow } from './open-window.ts';
export { OutcomeNotice, OutcomeStatus } from './outcome.tsx';
export { PublicValueOffers } from './public-value-offers.tsx';
export { generate, SecretGenerator } from './secret-generator.tsx';
export { StoredCredentials } from './stored-credentials.tsx';
export { FORGET, typeOptions } from './type-options.ts';
export { forgetTypes, usedTypes } from './used-types.ts';
