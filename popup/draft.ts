import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import { nameKey } from '../src/tenants.ts';
import { lockOf } from '../src/ui/open-forms.ts';
import { lastTypeKey } from './last-type.ts';
import { whenKept } from './later.ts';
import type { ThisForm } from './opening.ts';
import type { Typed } from './state.ts';
import { read, write } from './storage.ts';

/**
 * Drafts hold what was typed and not saved, until the browser starts next: everything but the secret, for which {@link Typed} has
 * no place. A draft belongs to a tab, tenant, user and page, and to the form that wrote it: two forms of one tab do not share one.
 *
 * Drafts are kept in both storage areas. An update of the extension empties `storage.session`, and Chrome updates when no form is
 * open (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). Firefox drops a write to
 * `storage.local` when the popup closes before it is done; `storage.session` is written at once, and wins. Private windows leave
 * nothing on the disk.
 */
const { local, session } = browser.storage;

/** A draft in storage. Release 0.1.0 stored `typed` alone. */
export interface Kept {
  readonly version: 1;
  readonly written: number;
  readonly typed: Typed;
}

/** The key of a form's draft, without the form. */
export function prefixOf({ tab }: ThisForm, { purpose, about, tenant, user }: Opened): string {
  // The fingerprint of the site is left out: the tenant says the same.
  const page = purpose.replace(/-[^-]*$/, '') || about.kind;
  return `${DRAFT}${tab.id}:${nameKey(tenant)}:${user.associateId}:${page}:`;
}

/** The keys of the drafts that this form shows. */
export const ownKeys = new Set<string>();

/**
 * Reads the drafts of earlier forms. All are read while the server is still being asked; its answer tells which one is
 * wanted. To be called before this form keeps a draft.
 */
export async function keptDrafts(form: ThisForm) {
  const [kept, latest, { held = [] }] = await Promise.all([
    form.tab.isPrivate ? {} : read(local.get()),
    read(session.get()),
    navigator.locks.query(),
  ]);
  const all: Record<string, unknown> = { ...kept, ...latest };
  const isOpen = (id: string) => id !== form.id && held.some(({ name }) => name === lockOf(id));
  const isKept = Object.keys(all).some((key) => all[key] && key.startsWith(`${DRAFT}${form.tab.id}:`));
  const later = isKept && (await whenKept());
  const draftOf = (opened: Opened) => (later ? later.draftIn(all, { form, opened, isOpen }) : undefined);
  /** The type used last in the tenant, which was read along; empty for none. */
  const lastType = (tenant: string) => {
    const type = all[lastTypeKey(tenant)];
    return typeof type === 'string' ? type : '';
  };
  return Object.assign(draftOf, { lastType });
}

/** Keeps what is typed so far, at once: the popup may close before the next frame. */
export function keepDraft(form: ThisForm, opened: Opened, typed: Typed): void {
  const key = prefixOf(form, opened) + form.id;
  const kept: Kept = { version: 1, written: Date.now(), typed };
  ownKeys.add(key);
  write(session.set({ [key]: kept }));
  if (!form.tab.isPrivate) write(local.set({ [key]: kept }));
}
