/**
 * The fields that only the publisher can decide, in one place: `author`, `homepage` and `bugs` of package.json. The
 * manifest and the documents draw from there. As a command, this writes the documents anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

export interface Publisher {
  /** The publisher: a person or a company, with the address for weaknesses. */
  readonly author: { readonly name: string; readonly email: string };
  /** The public repository. */
  readonly homepage: string;
  /** The address where people ask for help, and report what goes wrong. */
  readonly bugs: { readonly url: string };
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Gives what package.json says of the publisher; empty texts where nothing is decided. */
export function publisher(): Publisher {
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
}

/** The fields that are empty, and what each is for. */
export function undecided({ author, homepage, bugs }: Publisher): string[] {
  const needed = {
    'author.name: who publishes it, as the stores and the privacy policy name them': author.name,
    'author.email: where weaknesses are reported, not in public': author.email,
    'homepage: the public repository': homepage,
    'bugs.url: where people ask for help': bugs.url,
  };
  return Object.entries(needed).flatMap(([field, value]) => (value === '' ? [field] : []));
}

/** The documents with passages that name the publisher: `<!-- publisher: NAME -->…<!-- / -->`. */
export const DOCUMENTS = ['README.md', 'PRIVACY.md', 'SECURITY.md', 'docs/store/dashboards.md'] as const;

/** The words for whom to ask, until there is an address. */
const WHOEVER = 'whoever gave you Keyring (there is no public address yet)';

/** The text of each passage, by the passage's name. */
const PASSAGES: Readonly<Record<string, (by: Publisher) => string>> = {
  name: ({ author }) => author.name || 'somebody who is still to be named',
  security: ({ author }) => author.email || WHOEVER,
  support: ({ bugs }) => bugs.url || WHOEVER,
  archive: ({ homepage }) =>
    homepage
      ? `Until then, unpack the archive \`…-chrome.zip\` or \`…-firefox.zip\` of the [latest release](${homepage}/releases/latest) into a folder \`dist/\`, or build it.`
      : 'No archive is published yet, either.',
  privacy: ({ homepage }) =>
    homepage ? `${homepage}/blob/main/PRIVACY.md` : 'the address of `PRIVACY.md` in the public repository',
};

/** Gives a document with its passages filled in. */
export function filledIn(document: string, by: Publisher): string {
  return document.replace(/(<!-- publisher: (\w+) -->).*?(<!-- \/ -->)/gs, (_, begin, name, end) => {
    const passage = PASSAGES[name];
    if (!passage) throw new Error(`There is no passage about the publisher called ${name}.`);
    return begin + passage(by) + end;
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const document of DOCUMENTS)
    writeFileSync(root + document, filledIn(readFileSync(root + document, 'utf8'), publisher()));
}
