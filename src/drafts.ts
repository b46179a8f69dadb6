/** What the keys of drafts in `storage.local` begin with. */
export const DRAFT = 'draft:';
