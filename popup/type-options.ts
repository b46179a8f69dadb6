import { text } from '../src/ui/text.ts';
import type { Option } from './combobox.tsx';

/** The key of the row “Forget these types”. No type can hold this character. */
export const FORGET = '\0';

interface Parts {
  readonly known: readonly string[];
  readonly used: readonly string[];
  /** The text that was typed since the field was last left. */
  readonly typed: string;
}

/** The rows of the list of types. */
export function typeOptions({ known, used, typed }: Parts): readonly Option[] {
  const types = [...new Set(known)].filter((type) => type.toLowerCase().startsWith(typed.toLowerCase()));
  const options: Option[] = types.map((type) => ({
    key: type,
    label: type,
    note: used.includes(type) ? text('usedBefore') : undefined,
  }));
  if (used.length > 0 && typed === '')
    options.push({ key: FORGET, label: text('forgetTypes'), isAction: true });
  return options;
}
