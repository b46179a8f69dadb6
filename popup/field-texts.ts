import type { Field } from '../src/credentials.ts';
import { errorText } from '../src/ui/error-text.ts';
import type { FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import type { FormErrors } from './state.ts';

/** The fields that have a label above or beside them. */
export type FieldName = Exclude<Field, 'IsActive'>;

/** The fields with a hint beside the label. */
const HINTED = ['Type', 'PublicValue', 'Comment', 'ValidTo'] as const satisfies readonly FieldName[];

/**
 * The texts of a field.
 * @param help true where the help text is wanted
 */
export function fieldTexts<F extends FieldName>(
  name: F,
  errors: FormErrors,
  help: boolean,
): FieldTexts & { readonly name: F } {
  const error = errors[name];
  const hinted = HINTED.find((each) => each === name);
  return {
    name,
    label: text(`label${name}`),
    hint: hinted && text(`hint${hinted}`),
    help: help ? text(`help${name}`) : undefined,
    error: error && errorText(error),
  };
}
