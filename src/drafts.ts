/** The beginning of the keys of drafts in `storage.local`. */
export const DRAFT = 'draft:';

/** The beginning of the name of the lock that a form holds while it is open; the form's id follows. */
export const FORM_LOCK = 'form:';
