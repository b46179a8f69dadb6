import { makeVisible } from '../src/characters.ts';
import { namesakes, type StoredEntry } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import type { FormState } from './state.ts';

/** What is worth knowing of whom the form is for. */
export function associateNote({ associate, opened }: FormState): string | undefined {
  const { about, user, managesUsers } = opened;
  if (!associate)
    return about.kind === 'associate' || about.kind === 'failed' ? undefined : text(`about_${about.kind}`);
  const mark =
    about.kind === 'associate' && about.associate.associateId === associate.associateId && about.mark;
  const lacksRights = associate.associateId !== user.associateId && !managesUsers;
  return [mark && text(mark), lacksRights && text('warningRights')].filter(Boolean).join(' · ') || undefined;
}

/**
 * What a Save under this name does to what is stored, and what of the name cannot be seen.
 * @param stored what is stored of the type; `null` where that is not known
 */
export function publicValueNote(
  { draft, original, isEditing }: FormState,
  stored: readonly StoredEntry[] | null,
): string | undefined {
  const { PublicValue } = draft;
  const alike = namesakes(stored ?? [], PublicValue);
  const other = alike.find((entry) => entry.PublicValue !== PublicValue);
  const isAnother = isEditing && original && original.PublicValue !== PublicValue;
  const replaced = alike.some((entry) => entry.PublicValue === PublicValue)
    ? text('willReplace')
    : other
      ? text('mayReplace', makeVisible(other.PublicValue))
      : isAnother
        ? text('editingAnother', makeVisible(original.PublicValue))
        : undefined;
  return [replaced, unseenNote(PublicValue)].filter(Boolean).join(' ') || undefined;
}

/** What of a text cannot be seen. */
export function unseenNote(typed: string): string | undefined {
  const visible = makeVisible(typed);
  return visible === typed || typed.trim() === '' ? undefined : text('unseenCharacters', visible);
}
