import { DRAFT } from '../src/drafts.ts';
import type { Opened } from '../src/messages.ts';
import { type Kept, ownKeys, prefixOf } from './draft.ts';
import type { ThisForm } from './opening.ts';
import { associateOf, MEMBERS, type Typed } from './state.ts';

interface Place {
  readonly form: ThisForm;
  readonly opened: Opened;
  /** True of the id of another form that is open now. */
  readonly isOpen: (id: string) => boolean;
}

/** The latest draft that this form may go on with, of all that the storage holds. */
export function draftIn(
  all: Readonly<Record<string, unknown>>,
  { form, opened, isOpen }: Place,
): Typed | undefined {
  const prefix = prefixOf(form, opened);
  const found = Object.entries(all)
    .filter(([key]) => key.startsWith(prefix) && !isOpen(key.slice(prefix.length)))
    .flatMap(([key, value]) => (isKept(value) ? [{ key, ...value }] : []))
    .sort((one, other) => other.written - one.written)[0];
  const oldKey = oldKeyOf(form, opened);
  const typed = found?.typed ?? (isTyped(all[oldKey]) ? (all[oldKey] as Typed) : undefined);
  if (typed) ownKeys.add(found?.key ?? oldKey);
  return typed && { ...typed, search: typed.search ?? null };
}

/** The key that release 0.1.0 used. It does not name the user: another one is unlikely to sign in during an update. */
function oldKeyOf({ tab }: ThisForm, { about, tenant }: Opened): string {
  return `${DRAFT}${tab.id}:${tenant}:${associateOf(about)?.associateId ?? about.kind}`;
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
