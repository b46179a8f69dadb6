import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import { nameKey } from '../src/tenants.ts';
import { lockOf } from '../src/ui/open-forms.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, MEMBERS, type Typed } from './state.ts';
import { read, write } from './storage.ts';

/**
 * What was typed and not saved, until the browser starts next: everything but the secret, for which {@link Typed} has no place.
 * A draft belongs to a tab, tenant, user and page, and to the form that wrote it: two forms of one tab do not meet.
 *
 * Kept in both storage areas. An update of the extension empties `storage.session`, and Chrome updates when no form is open
 * (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). Firefox
 * drops a write to `storage.local` when the popup closes before it is done; `storage.session` is written at once, and wins.
 * Private windows leave nothing on the disk.
 */
const { local, session } = browser.storage;

/** A draft in storage. Release 0.1.0 stored `typed` alone. */
export interface Kept {
  readonly version: 1;
  readonly written: number;
  readonly typed: Typed;
}

/** The key of a form's draft, without the form. */
function prefixOf({ tab }: ThisForm, { purpose, about, tenant, user }: Opened): string {
  // Without the fingerprint of the site: the tenant says the same.
  const page = purpose.replace(/-[^-]*$/, '') || about.kind;
  return `${DRAFT}${tab.id}:${nameKey(tenant)}:${user.associateId}:${page}:`;
}

/** The key that release 0.1.0 used. It does not name the user; that another one signs in during an update is unlikely. */
function oldKeyOf({ tab }: ThisForm, { about, tenant }: Opened): string {
  return `${DRAFT}${tab.id}:${tenant}:${associateOf(about)?.associateId ?? about.kind}`;
}

/** The keys of the drafts that this form shows. */
export const ownKeys = new Set<string>();

/**
 * Reads the drafts of earlier forms. All are read while the server is still being asked; its answer tells which one is
 * wanted. To be called before this form keeps a draft.
 */
export async function keptDrafts(form: ThisForm): Promise<(opened: Opened) => Typed | undefined> {
  const [kept, latest, { held = [] }] = await Promise.all([
    form.tab.isPrivate ? {} : read(local.get()),
    read(session.get()),
    navigator.locks.query(),
  ]);
  const all: Record<string, unknown> = { ...kept, ...latest };
  const isOpen = (id: string) => id !== form.id && held.some(({ name }) => name === lockOf(id));
  return (opened) => {
    const prefix = prefixOf(form, opened);
    const found = Object.entries(all)
      .filter(([key]) => key.startsWith(prefix) && !isOpen(key.slice(prefix.length)))
      .flatMap(([key, value]) => (isKept(value) ? [{ key, ...value }] : []))
      .sort((one, other) => other.written - one.written)[0];
    const oldKey = oldKeyOf(form, opened);
    const typed = found?.typed ?? (isTyped(all[oldKey]) ? (all[oldKey] as Typed) : undefined);
    if (typed) ownKeys.add(found?.key ?? oldKey);
    return typed && { ...typed, search: typed.search ?? null };
  };
}

/** Another release may have stored other members: a draft that cannot be shown whole is not shown. */
function isTyped(value: unknown): value is Typed {
  const { draft, associate, touched } = (value ?? {}) as {
    draft?: Record<string, unknown>;
    associate?: Record<string, unknown> | null;
    touched?: unknown;
  };
  return (
    typeof draft === 'object' &&
    draft !== null &&
    MEMBERS.every((member) => typeof draft[member] === (member === 'IsActive' ? 'boolean' : 'string')) &&
    (associate === null ||
      (typeof associate === 'object' &&
        typeof associate.associateId === 'number' &&
        typeof associate.fullName === 'string' &&
        typeof associate.userName === 'string')) &&
    (touched === undefined || (Array.isArray(touched) && touched.every((member) => MEMBERS.includes(member))))
  );
}

/** True for a draft as this release stores it. */
export function isKept(value: unknown): value is Kept {
  const { version, written, typed } = (value ?? {}) as Partial<Kept>;
  return version === 1 && typeof written === 'number' && isTyped(typed);
}

/** Keeps what is typed so far, at once: the popup may close before the next frame. */
export function keepDraft(form: ThisForm, opened: Opened, typed: Typed): void {
  const key = prefixOf(form, opened) + form.id;
  const kept: Kept = { version: 1, written: Date.now(), typed };
  ownKeys.add(key);
  write(session.set({ [key]: kept }));
  if (!form.tab.isPrivate) write(local.set({ [key]: kept }));
}
