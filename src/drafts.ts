/** What the keys of drafts in `storage.local` begin with. */
export const DRAFT = 'draft:';

/** What the name of the lock that a form holds while it is open begins with; the form's id follows. */
export const FORM_LOCK = 'form:';
