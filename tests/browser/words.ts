import { readdirSync, readFileSync } from 'node:fs';
import type { TextKey } from '../../src/ui/text.ts';

/** The extension's texts in one of its languages, as a person reads them. */
export interface Words {
  text(key: TextKey, ...substitutions: string[]): string;
  /** What the text looks like whatever is put into it. */
  pattern(key: TextKey): RegExp;
}

/** The languages that the extension speaks, by the names of their folders. */
export const LANGUAGES = readdirSync('_locales').sort();

/** The words of a language. */
export function wordsOf(language: string): Words {
  const messages: Record<TextKey, { message: string }> = JSON.parse(
    readFileSync(`_locales/${language}/messages.json`, 'utf8'),
  );
  const text: Words['text'] = (key, ...substitutions) =>
    messages[key].message.replace(/\$(\d)/g, (_, number) => substitutions[number - 1] ?? '');
  return {
    text,
    pattern: (key) =>
      new RegExp(
        messages[key].message
          .split(/\$\d/)
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*'),
      ),
  };
}
