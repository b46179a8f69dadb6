import browser from '../src/browser.ts';
import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import { nameKey } from '../src/tenants.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, MEMBERS, type Typed } from './state.ts';
import { keep, recall } from './storage.ts';

/**
 * What was typed and not saved, until the browser starts next: everything but the secret, for which {@link Typed} has no place.
 * A draft belongs to a tab, tenant, user and page, and to the form that wrote it: two forms of one tab do not meet.
 *
 * In both areas. An update of the extension empties `storage.session`, and Chrome updates just when no form is open
 * (https://developer.chrome.com/docs/extensions/develop/concepts/extensions-update-lifecycle). What goes to the disk
 * Firefox gives up where the popup closes before it is written; what goes to memory is there at once, and counts. Private
 * windows are to leave nothing on the disk.
 */
const { local, session } = browser.storage;

/** As it is kept. Release 0.1.0 wrote the typed part alone. */
export interface Kept {
  readonly version: 1;
  readonly written: number;
  readonly typed: Typed;
}

/** The key of a form's draft, without the form. */
export function prefixOf({ tab }: ThisForm, { purpose, about, tenant, user }: Opened): string {
  // The page's fingerprint of the site is in the tenant already.
  const page = purpose.replace(/-[^-]*$/, '') || about.kind;
  return `${DRAFT}${tab.id}:${nameKey(tenant)}:${user.associateId}:${page}:`;
}

/** Where release 0.1.0 kept it. Its user is not known, but an update of the extension is no moment to sign in as another. */
function oldKeyOf({ tab }: ThisForm, { about, tenant }: Opened): string {
  return `${DRAFT}${tab.id}:${tenant}:${associateOf(about)?.associateId ?? about.kind}`;
}

/** The keys that hold what this form shows. */
export const own = new Set<string>();

/**
 * What earlier forms of the tab left, to be asked before anything is kept. Which of it is wanted shows later: all is read
 * while the server is still being asked.
 */
export async function keptDrafts(form: ThisForm): Promise<(opened: Opened) => Typed | undefined> {
  const [kept, latest, { held = [] }] = await Promise.all([
    form.tab.isPrivate ? {} : recall(local.get()),
    recall(session.get()),
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
    if (typed) own.add(found?.key ?? oldKey);
    return typed && { ...typed, search: typed.search ?? null };
  };
}

/** Holds the form's name for as long as it is open: others leave its draft and its Saves alone. */
export function holdForm({ id }: ThisForm): void {
  void navigator.locks.request(lockOf(id), () => new Promise(() => {}));
}

/** The name of the lock that a form holds while it is open. */
export function lockOf(id: string): string {
  return `form:${id}`;
}

/** Another release may have kept other members: what this one cannot show whole it does not show. */
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

/** True for a draft as it is kept. */
export function isKept(value: unknown): value is Kept {
  const { version, written, typed } = (value ?? {}) as Partial<Kept>;
  return version === 1 && typeof written === 'number' && isTyped(typed);
}

/** Keeps what is typed so far, at once: a popup may close within the frame. */
export function keepDraft(form: ThisForm, opened: Opened, typed: Typed): void {
  const key = prefixOf(form, opened) + form.id;
  const kept: Kept = { version: 1, written: Date.now(), typed };
  own.add(key);
  keep(session.set({ [key]: kept }));
  if (!form.tab.isPrivate) keep(local.set({ [key]: kept }));
}
