import type messages from '../../_locales/en/messages.json';
import browser from '../browser.ts';

export type TextKey = keyof typeof messages;

/** A text in the browser's language, from `_locales`. */
export function text(key: TextKey, ...substitutions: string[]): string {
  return browser.i18n.getMessage(key, substitutions);
}

/** The person's own variety of the texts' language: British dates differ from American ones. */
export function localeOfDates(): string {
  const { language } = navigator;
  const locale = text('locale');
  return language.startsWith(locale) ? language : locale;
}
