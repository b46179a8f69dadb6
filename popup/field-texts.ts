import type { Field, FieldError } from '../src/credentials.ts';
import type { FieldTexts } from '../src/ui/field.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import type { FormErrors } from './state.ts';

const TEXTS = {
  Type: ['labelType', 'helpType', 'hintType'],
  PublicValue: ['labelPublicValue', 'helpPublicValue', 'hintPublicValue'],
  SecretValue: ['labelSecretValue', 'helpSecretValue'],
  Comment: ['labelComment', 'helpComment', 'hintComment'],
  ValidFrom: ['labelValidFrom', 'helpValidFrom'],
  ValidTo: ['labelValidTo', 'helpValidTo', 'hintValidTo'],
} as const satisfies Partial<Record<Field, readonly [label: TextKey, help: TextKey, hint?: TextKey]>>;

/** The fields of {@link fieldTexts}. */
export type TextedField = keyof typeof TEXTS;

/**
 * What a field says of itself.
 * @param help true where the person wants to know what it means
 */
export function fieldTexts<F extends TextedField>(
  name: F,
  errors: FormErrors,
  help: boolean,
): FieldTexts & { readonly name: F } {
  const [label, helpText, hint]: readonly [TextKey, TextKey, TextKey?] = TEXTS[name];
  return {
    name,
    label: text(label),
    hint: hint && text(hint),
    help: help ? text(helpText) : undefined,
    error: errorText(errors[name]),
  };
}

function errorText(error: FieldError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.rule === 'tooLong') return text('error_tooLong', String(error.length), String(error.limit));
  return text(`error_${error.rule}`);
}
