import { makeVisible } from '../src/characters.ts';
import { namesakes, type StoredEntry } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import type { FormState } from './state.ts';

/**
 * Tells what a Save under this public value would replace, and which of its characters are invisible.
 * @param stored what is stored of the type; `null` where that is unknown
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

/**
 * Tells of blanks and invisible characters in a secret. The secret itself is not shown.
 * @param isStored true where the form shows a stored entry, whose secret cannot be read
 */
export function secretNote(field: HTMLInputElement | null, isStored: boolean): string | undefined {
  const secret = field?.value ?? '';
  const inside = secret.trim();
  const notes = [
    isStored && text('secretAgain'),
    secret !== inside && text('warning_blanks'),
    makeVisible(inside) !== inside && text('warning_unseen'),
  ];
  return notes.filter(Boolean).join(' ') || undefined;
}

/** Shows the invisible characters of a text, if it has any. */
export function unseenNote(typed: string): string | undefined {
  const visible = makeVisible(typed);
  return visible === typed || typed.trim() === '' ? undefined : text('unseenCharacters', visible);
}
