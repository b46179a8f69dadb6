import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../scripts/build.ts';
import { writtenInComponent, writtenInPage } from './visible-text.ts';

type Messages = Record<string, { message: string }>;

const messagesOf = (folder: string): Messages =>
  JSON.parse(readFileSync(`${folder}/messages.json`, 'utf8')) as Messages;

const messages = messagesOf('_locales/en');
const languages = readdirSync('_locales');
const files = ['src', 'background', ...PAGES].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
);
const sources = files
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const manifest = readFileSync('manifest.json', 'utf8');

/** Keys that are put together from a prefix and a name of a union, which the compiler checks against the texts. */
const FAMILY = /^((failure|error|step|about|warning|doing)_|(label|help|hint)(?=[A-Z]))/;

/** What stands in the sources where a text is shown: its key, or the name that it is put together from. */
function trace(key: string): RegExp {
  const name = key.replace(FAMILY, '');
  return new RegExp(`['"](${key}|${name})['"]${name === key ? '' : `|\\b${name}: `}`);
}

/** In characters: the strictest of the stores. */
const LONGEST = { name: 45, description: 132 };

describe('texts', () => {
  it('has no text that nothing shows', () => {
    const unused = Object.keys(messages).filter(
      (key) => !trace(key).test(sources) && !manifest.includes(`__MSG_${key}__`),
    );
    expect(unused).toEqual([]);
  });

  it.each(files.filter((file) => /\.(tsx|html)$/.test(file)))('has every text that %s shows', (file) => {
    const source = readFileSync(file, 'utf8');
    expect(file.endsWith('.html') ? writtenInPage(source) : writtenInComponent(source)).toEqual([]);
  });

  it('would find a text that is written out', () => {
    expect(
      writtenInComponent(
        `const a = (b) => <p class="c" title={"d"}>e <i alt="">{b === 'no' ? text('no') : \`f\${b}\`}</i>{b && 'g'} · </p>;`,
      ),
    ).toEqual(['e', 'g', 'd', 'f']);
    expect(writtenInPage('<html lang="en"><title>a</title><img alt="b" src="c"></html>')).toEqual(['a', 'b']);
  });

  it('speaks six languages, Norwegian under each of its names', () => {
    expect(languages.sort()).toEqual(['da', 'de', 'en', 'nb', 'nl', 'sv']);
    expect(readdirSync('dist/_locales').sort()).toEqual([...languages, 'nn', 'no'].sort());
    for (const name of ['nn', 'no'])
      expect(messagesOf(`dist/_locales/${name}`)).toEqual(messagesOf('_locales/nb'));
  });
});

describe.each(languages)('texts in %s', (language) => {
  const translated = messagesOf(`_locales/${language}`);
  const placeholders = (all: Messages) =>
    Object.entries(all).map(([key, { message }]) => [key, message.match(/\$\d/g)?.sort() ?? []]);

  it('are those of English, in their order, with the same placeholders', () => {
    expect(placeholders(translated)).toEqual(placeholders(messages));
  });

  it('say which language they are, and leave nothing empty', () => {
    expect(translated.locale?.message).toBe(language);
    for (const [key, { message }] of Object.entries(translated)) expect(message.trim(), key).toMatch(/^./);
  });

  it('say no two truths in one sentence', () => {
    const sentences = Object.entries(translated).filter(([key]) => key.startsWith('failure_'));
    expect(new Set(sentences.map(([, { message }]) => message)).size).toBe(sentences.length);
  });

  it('begin each confirmation of a Save with one word', () => {
    const words = ['saved', 'savedReadBack', 'settingsSaved'].map(
      (key) => translated[key]?.message.split(':')[0],
    );
    expect(new Set(words).size).toBe(1);
  });

  it('are no longer than the stores take', () => {
    for (const [key, longest] of Object.entries(LONGEST))
      expect(translated[key]?.message.length, key).toBeLessThanOrEqual(longest);
  });
});
