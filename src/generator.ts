/** The classes of characters that a generated secret is made of; look-alikes (I l 1 O 0) are left out. */
export const CLASSES = {
  'a–z': 'abcdefghijkmnopqrstuvwxyz',
  'A–Z': 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  '0–9': '23456789',
  '!#%': '!#%+-./:=?@_~',
} as const;

export type CharacterClass = keyof typeof CLASSES;

/**
 * A random secret with at least one character of each class.
 * @param length at least the number of classes
 * @param fill fills an array with random numbers: `crypto.getRandomValues`
 */
export function generateSecret(
  length: number,
  classes: readonly CharacterClass[],
  fill: (array: Uint32Array<ArrayBuffer>) => void,
): string {
  const all = classes.map((name) => CLASSES[name]).join('');
  for (;;) {
    const secret = Array.from({ length }, () => all[below(all.length, fill)]).join('');
    // A secret is drawn again as a whole until it has every class: replacing single characters would make some secrets likelier.
    if (classes.every((name) => [...CLASSES[name]].some((character) => secret.includes(character))))
      return secret;
  }
}

/** Gives a random number below a bound, all equally likely: numbers that would make some likelier are drawn again. */
function below(bound: number, fill: (array: Uint32Array<ArrayBuffer>) => void): number {
  const even = 2 ** 32 - (2 ** 32 % bound);
  const drawn = new Uint32Array(1);
  do fill(drawn);
  while ((drawn[0] as number) >= even);
  return (drawn[0] as number) % bound;
}

/** The length of a secret that a person does not choose. */
const MADE_LENGTH = 20;

/**
 * A random secret that no spreadsheet changes: it begins with a letter.
 * @param fill fills an array with random numbers: `crypto.getRandomValues`
 */
export function makeSecret(fill: (array: Uint32Array<ArrayBuffer>) => void): string {
  for (;;) {
    const secret = generateSecret(MADE_LENGTH, Object.keys(CLASSES) as CharacterClass[], fill);
    if (/^[a-z]/i.test(secret)) return secret;
  }
}
