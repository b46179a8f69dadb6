import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const messages: Record<string, { message: string }> = JSON.parse(
  readFileSync('_locales/en/messages.json', 'utf8'),
);
const sources = ['src', 'background', 'popup', 'options']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const manifest = readFileSync('manifest.json', 'utf8');

/** Keys that are put together from a prefix and a name of a union, which the compiler checks against the texts. */
const FAMILIES = ['failure_', 'error_'];

describe('texts', () => {
  it('has no text that nothing shows', () => {
    const unused = Object.keys(messages).filter(
      (key) =>
        !FAMILIES.some((family) => key.startsWith(family)) &&
        !new RegExp(`['"]${key}['"]`).test(sources) &&
        !manifest.includes(`__MSG_${key}__`),
    );
    expect(unused).toEqual([]);
  });

  it('says no two truths in one sentence', () => {
    const sentences = Object.entries(messages).filter(([key]) => key.startsWith('failure_'));
    expect(new Set(sentences.map(([, { message }]) => message)).size).toBe(sentences.length);
  });
});
