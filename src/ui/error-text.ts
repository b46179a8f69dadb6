import type { FieldError } from '../credentials.ts';
import { text } from './text.ts';

/** Why a field cannot be saved as it is, in a sentence. */
export function errorText(error: FieldError): string {
  if (error.rule === 'tooLong') return text('error_tooLong', String(error.length), String(error.limit));
  return text(`error_${error.rule}`);
}
